/**
 * Session tickets (`7T:…`): what a login answers and what every later call carries.
 *
 * A ticket is `7T:` and the base64 of the UTF-16LE text `<id>;<secret>`, Online followed by
 * `;<context identifier>`. The id finds the stored record; of the secret, 128 random bits in
 * decimal, only a SHA-256 hash is stored, so that whoever reads the database cannot forge a ticket.
 * Clients treat the text as opaque.
 */
import { hash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

const PREFIX = '7T:';
const HASH_PREFIX = '7S:';
const TEXT_CHARACTERS_MAX = 512;
const CONTENT =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12});(\d{1,39})(?:;([\w-]{1,32}))?$/;

export interface Ticket {
  /** A UUID. Not secret: it alone proves nothing. */
  readonly id: string;
  /** `7S:` and the base64 of the secret's SHA-256. */
  readonly secretHash: string;
  readonly associateId: number;
  /** The associate's generation at the login. */
  readonly generation: number;
  /**
   * The ticket that this one was derived from, by way of an access token; it ends when that
   * one is revoked.
   */
  readonly parentId: string | null;
  /** That access token; the ticket ends when it is revoked. Null for one that was not derived. */
  readonly accessTokenId: string | null;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Accurate to a minute. */
  readonly lastUsedAtMs: number;
  readonly lastUsedFrom: string;
  readonly lastUsedBy: string | null;
}

/** A use of a ticket, which moves its end. */
export type TicketUse = Pick<
  Ticket,
  'expiresAtMs' | 'lastUsedAtMs' | 'lastUsedFrom' | 'lastUsedBy'
>;

export interface TicketStore {
  /**
   * Once this returns, the ticket survives a crash.
   *
   * @throws DomainError `not-found` for the associate, `conflict` when the id is taken.
   */
  add(ticket: Ticket): Promise<void>;
  find(id: string): Promise<Ticket | null>;
  /** Whether there is the ticket, after whatever is being done to it at this moment. */
  stands(id: string): Promise<boolean>;
  /**
   * Never shortens the ticket's life; a ticket that is gone stays gone. One that was used after
   * `unlessUsedAfterMs` is left as it is, and costs no write.
   */
  recordUse(id: string, use: TicketUse, unlessUsedAfterMs: number): Promise<void>;
  /** Those that can still be used, the last used first. */
  listLive(nowMs: number, limit: number, associateId?: number): Promise<readonly Ticket[]>;
  /** Removes the ticket and all derived from it, and answers how many those were. */
  remove(id: string): Promise<number>;
  /** The same for all tickets of an associate. */
  removeOfAssociate(associateId: number): Promise<number>;
  /** The same for all tickets that the access token was traded for. */
  removeOfAccessToken(accessTokenId: string): Promise<number>;
}

/** Counts the tickets of all tenants, for the metrics. */
export interface LiveTicketCounter {
  /**
   * Counts those that expire after a time, the first to expire first, until there are enough.
   *
   * @returns `upToMs` those that expire by then were counted; null when it was all of them.
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
export function createTicket(contextIdentifier: string): NewTicket {
  const id = randomUUID();
  const secret = BigInt(`0x${randomBytes(16).toString('hex')}`).toString();
  const content = [id, secret, contextIdentifier].filter(Boolean).join(';');
  const text = PREFIX + Buffer.from(content, 'utf16le').toString('base64');
  return { text, id, secretHash: hashSecret(secret) };
}

export function looksLikeTicket(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** What the text of a ticket says. Nothing of it is true before the secret was compared. */
export interface ParsedTicket {
  readonly id: string;
  readonly secret: string;
  /** Of the tenant; empty on-site. */
  readonly contextIdentifier: string;
}

/** Null when the text is not a ticket. */
export function parseTicket(text: string): ParsedTicket | null {
  if (!looksLikeTicket(text) || text.length > TEXT_CHARACTERS_MAX) return null;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64');
  // One ticket has one spelling, or it could not be recognised by its text.
  if (bytes.length % 2 !== 0 || PREFIX + bytes.toString('base64') !== text) return null;
  const [, id, secret, contextIdentifier = ''] = CONTENT.exec(bytes.toString('utf16le')) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret, contextIdentifier };
}

/** Whether the secret is the ticket's, in time that does not depend on where they differ. */
export function secretMatches(ticket: Ticket, secret: string): boolean {
  const expected = Buffer.from(ticket.secretHash);
  const actual = Buffer.from(hashSecret(secret));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function hashSecret(secret: string): string {
  return HASH_PREFIX + hash('sha256', secret, 'base64');
}
