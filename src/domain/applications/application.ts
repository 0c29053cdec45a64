/**
 * Applications: the programs of partners. Online, every call identifies its application by an
 * application token.
 */
import { hash, randomBytes } from 'node:crypto';
import type { PublicKey } from '../keys/public-key.ts';
import { nameProblem, requireNoProblem } from '../names.ts';
import { redirectUriProblem, redirectUrisMax } from './redirect-uri.ts';

/** The fields of an application that an administrator sets. */
export interface ApplicationProfile {
  /** OAuth's `client_id`: 1 to 100 visible ASCII characters. Unique, case-sensitive. */
  readonly clientId: string;
  /** 1 to 100 characters. Unique, case-insensitive. */
  readonly name: string;
  /** The restricted agents that the application was granted: a set, in alphabetical order. */
  readonly agents: readonly string[];
  /** The tenants that installed it: a set of ids, in ascending order. */
  readonly tenantIds: 'all' | readonly number[];
  /** At most `publicKeysMax`, in alphabetical order of key ids, which are unique here. */
  readonly publicKeys: readonly PublicKey[];
  /** At most `redirectUrisMax`, each once. People return to the first if a request names none. */
  readonly redirectUris: readonly string[];
  /**
   * Runs on people's own devices, where it cannot keep a secret. It proves itself by PKCE alone,
   * and may use any port on a loopback address.
   */
  readonly native: boolean;
  /** May work at a tenant without a person, by its system token. */
  readonly serverToServer: boolean;
}

/** What an application has that nobody gave anything. */
export const plainApplication = {
  agents: [],
  publicKeys: [],
  redirectUris: [],
  native: false,
  serverToServer: false,
} as const satisfies Partial<ApplicationProfile>;

export interface Application extends ApplicationProfile {
  readonly id: number;
  readonly createdAtMs: number;
  /** When it was disabled. Null while it is enabled. */
  readonly disabledAtMs: number | null;
}

export interface ApplicationStore {
  /**
   * Adds an enabled application with its first token.
   *
   * @throws DomainError `conflict` if client id, name or token is taken, `not-found` for a tenant.
   */
  add(profile: ApplicationProfile, tokenHash: string, nowMs: number): Promise<Application>;
  find(id: number): Promise<Application | null>;
  /** Finds an application by its name, case-insensitive. */
  findByName(name: string): Promise<Application | null>;
  /** Finds an application by its client id, case-sensitive. */
  findByClientId(clientId: string): Promise<Application | null>;
  findByTokenHash(tokenHash: string): Promise<Application | null>;
  /** Lists all applications, ordered by id. */
  list(): Promise<readonly Application[]>;
  /** @throws DomainError `conflict` if client id or name is taken, `not-found`. */
  update(id: number, profile: ApplicationProfile): Promise<void>;
  /**
   * Locks the application against changes of others until the transaction ends.
   *
   * @throws DomainError `not-found`
   */
  lock(id: number): Promise<void>;
  /** Returns the creation time of each valid token, newest first. */
  listTokenTimes(id: number): Promise<readonly number[]>;
  /**
   * Adds a token. Only the two newest tokens are valid. A token that the application already has
   * becomes its newest.
   *
   * @throws DomainError `conflict` if another application has it, `not-found`.
   */
  addToken(id: number, tokenHash: string, nowMs: number): Promise<void>;
  /** Removes all tokens but the newest, and returns how many it removed. */
  removeOldTokens(id: number): Promise<number>;
  /** Does nothing if it is disabled already. @throws DomainError `not-found` */
  disable(id: number, nowMs: number): Promise<void>;
  /** @throws DomainError `not-found` */
  enable(id: number): Promise<void>;
  /** @throws DomainError `not-found` */
  remove(id: number): Promise<void>;
}

/** Two, so that a token can be replaced while the old one still works. */
export const applicationTokensMax = 2;

const TOKEN_BYTES = 32;
const TOKEN_CHARACTERS = { min: 16, max: 200 };
const CLIENT_ID_BYTES = 16;
const NAME_CHARACTERS_MAX = 100;

export function createClientId(): string {
  return randomBytes(CLIENT_ID_BYTES).toString('hex');
}

/** Makes a random token of 256 bits. */
export function createApplicationToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * Hashes a token for storage. There is no salt, so that an application can be found by its token.
 * This is safe because tokens are random and not chosen by people.
 */
export function hashApplicationToken(applicationToken: string): string {
  return hash('sha256', applicationToken, 'base64');
}

/** Returns what is wrong with a token that was made elsewhere, or null. */
export function applicationTokenProblem(text: string): string | null {
  const { min, max } = TOKEN_CHARACTERS;
  return text.length >= min && text.length <= max && /^[!-~]+$/.test(text)
    ? null
    : `An application token has ${min} to ${max} visible ASCII characters.`;
}

/** Returns what is wrong with the name of an application, or null. */
export function applicationNameProblem(name: string): string | null {
  return nameProblem('application', name, NAME_CHARACTERS_MAX);
}

/** @throws DomainError `invalid-argument` for the name, the client id or a redirect URI. */
export function requireApplicationProfile(profile: ApplicationProfile): void {
  const { name, clientId, redirectUris } = profile;
  requireNoProblem(
    applicationNameProblem(name),
    clientIdProblem(clientId),
    ...redirectUris.map(redirectUriProblem),
    redirectUris.length > redirectUrisMax
      ? `An application has ${redirectUrisMax} redirect URIs at most.`
      : null,
    new Set(redirectUris).size < redirectUris.length ? 'A redirect URI is given twice.' : null,
  );
}

/** Returns what is wrong with a client id that was made elsewhere, or null. */
export function clientIdProblem(text: string): string | null {
  return /^[!-~]{1,100}$/.test(text) ? null : 'A client id has 1 to 100 visible ASCII characters.';
}
