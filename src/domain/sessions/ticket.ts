/**
 * Session tickets (`7T:…`). A login returns one, and every later call carries it.
 *
 * A ticket is `7T:` and the base64 of the UTF-16LE text `<id>;<secret>`, Online followed by
 * `;<context identifier>`. The id finds the stored record. The secret is 128 random bits in
 * decimal. Only its SHA-256 hash is stored, so nobody can forge a ticket from the database. Clients
 * treat the text as opaque.
 */
import { hash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

const PREFIX = '7T:';
const HASH_PREFIX = '7S:';
const TEXT_CHARACTERS_MAX = 512;
const CONTENT =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12});(\d{1,39})(?:;([\w-]{1,32}))?$/;

export interface Ticket {
  /** A UUID. Not secret, because it is not enough to authenticate. */
  readonly id: string;
  /** `7S:` and the base64 of the secret's SHA-256. */
  readonly secretHash: string;
  readonly associateId: number;
  /** The associate's generation at the login. */
  readonly generation: number;
  /**
   * The ticket that this one was derived from through an access token. When the parent is revoked,
   * this ticket ends as well.
   */
  readonly parentId: string | null;
  /**
   * The access token that was traded for the ticket. When it is revoked, the ticket ends. Null if
   * the ticket was not derived.
   */
  readonly accessTokenId: string | null;
  /** Access tokens that were issued for the ticket before this time are not valid. */
  readonly tokensFromMs: number;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Accurate to a minute. */
  readonly lastUsedAtMs: number;
  readonly lastUsedFrom: string;
  readonly lastUsedBy: string | null;
}

/** What decides whether a ticket is valid, and what it may be used for. */
export type TicketState = Pick<
  Ticket,
  | 'id'
  | 'secretHash'
  | 'associateId'
  | 'generation'
  | 'tokensFromMs'
  | 'issuedAtMs'
  | 'expiresAtMs'
  | 'lastUsedAtMs'
>;

/** A use of a ticket. It prolongs the ticket. */
export type TicketUse = Pick<
  Ticket,
  'expiresAtMs' | 'lastUsedAtMs' | 'lastUsedFrom' | 'lastUsedBy'
>;

/** How a ticket stays valid while its user starts a new generation. */
export interface GenerationStep {
  readonly fromGeneration: number;
  readonly toGeneration: number;
  readonly tokensFromMs: number;
}

export interface TicketStore {
  /**
   * Adds all tickets or none. Once this returns, they survive a crash.
   *
   * @throws DomainError `not-found` for an associate, `conflict` if an id is taken.
   */
  add(...tickets: readonly Ticket[]): Promise<void>;
  find(id: string): Promise<Ticket | null>;
  /** Returns only what each request needs. May come from a cache. */
  findState(id: string): Promise<TicketState | null>;
  /** Returns one of the tickets that the access token was traded for. Null if there is none. */
  findOfAccessToken(accessTokenId: string): Promise<Ticket | null>;
  /** Whether the ticket exists. Waits for changes of the ticket that are in progress. */
  exists(id: string): Promise<boolean>;
  /**
   * Returns the ids of those tickets that exist. Until the end of the caller's transaction, others
   * cannot remove them. Waits for changes of the tickets that are in progress.
   */
  lockExisting(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Never shortens the ticket's life, and does not restore a removed ticket. A ticket that was used
   * after `unlessUsedAfterMs` stays unchanged, without a write.
   */
  recordUse(id: string, use: TicketUse, unlessUsedAfterMs: number): Promise<void>;
  /** Shortens the life of the ticket to that time. Returns whether it had a longer one. */
  expire(id: string, atMs: number): Promise<boolean>;
  /** Does nothing if the ticket is of another associate or generation, or does not exist. */
  carryOver(ticket: Pick<Ticket, 'id' | 'associateId'>, step: GenerationStep): Promise<void>;
  /** Lists tickets that can still be used, last used first. */
  listLive(nowMs: number, limit: number, associateId?: number): Promise<readonly Ticket[]>;
  /** Removes the ticket and all tickets derived from it. Returns how many it removed. */
  remove(id: string): Promise<number>;
  /** Removes all tickets of an associate, and those derived from them. Returns how many. */
  removeOfAssociate(associateId: number): Promise<number>;
  /**
   * Removes all tickets that the access token was traded for, and those derived from them. Returns
   * how many.
   */
  removeOfAccessToken(accessTokenId: string): Promise<number>;
}

/** Counts the tickets of all tenants, for the metrics. */
export interface LiveTicketCounter {
  /**
   * Counts tickets that expire after a time, in the order of expiry, up to a limit.
   *
   * @returns `upToMs` the expiry up to which tickets were counted; null if all were counted.
   */
  countExpiring(
    afterMs: number,
    enough: number,
  ): Promise<{ readonly count: number; readonly upToMs: number | null }>;
}

export interface NewTicket {
  readonly text: string;
  readonly id: string;
  readonly secretHash: string;
}

/** @param contextIdentifier of the tenant; empty on-site. */
export function createTicket(contextIdentifier: string, nowMs: number): NewTicket {
  const id = timeOrderedUuid(nowMs);
  const secret = BigInt(`0x${randomBytes(16).toString('hex')}`).toString();
  const content = [id, secret, contextIdentifier].filter(Boolean).join(';');
  const text = PREFIX + Buffer.from(content, 'utf16le').toString('base64');
  return { text, id, secretHash: hashSecret(secret) };
}

/**
 * A UUID of version 7. New tickets are neighbours in the index of a database, so that a commit
 * writes fewer pages.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
function timeOrderedUuid(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

export function looksLikeTicket(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** The content of a ticket's text. Nothing in it is trusted until the secret was compared. */
export interface ParsedTicket {
  readonly id: string;
  readonly secret: string;
  /** The tenant's context identifier. Empty on-site. */
  readonly contextIdentifier: string;
}

/** Returns null if the text is not a ticket. */
export function parseTicket(text: string): ParsedTicket | null {
  if (!looksLikeTicket(text) || text.length > TEXT_CHARACTERS_MAX) return null;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64');
  // A ticket has exactly one valid spelling, so that it can be recognised by its text.
  if (bytes.length % 2 !== 0 || PREFIX + bytes.toString('base64') !== text) return null;
  const [, id, secret, contextIdentifier = ''] = CONTENT.exec(bytes.toString('utf16le')) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret, contextIdentifier };
}

/** Whether the secret is the ticket's. The comparison takes constant time. */
export function secretMatches(ticket: Pick<Ticket, 'secretHash'>, secret: string): boolean {
  const expected = Buffer.from(ticket.secretHash);
  const actual = Buffer.from(hashSecret(secret));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function hashSecret(secret: string): string {
  return HASH_PREFIX + hash('sha256', secret, 'base64');
}
