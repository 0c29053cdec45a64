/**
 * Applications: the programs of partners. Online, every call names one by its application token.
 */
import { hash, randomBytes } from 'node:crypto';
import { nameProblem, requireNoProblem } from './names.ts';
import type { PublicKey } from './public-key.ts';

/** What an administrator says of an application. */
export interface ApplicationProfile {
  /** OAuth's `client_id`: 1 to 100 visible ASCII characters. Unique with regard to case. */
  readonly clientId: string;
  /** Unique without regard to case; 1 to 100 characters. */
  readonly name: string;
  /** The restricted agents that it was granted: a set, in alphabetical order, each once. */
  readonly agents: readonly string[];
  /** The tenants that installed it: a set of ids, in ascending order, each once. */
  readonly tenantIds: 'all' | readonly number[];
  /** At most `publicKeysMax`, by key id in alphabetical order, each id once. */
  readonly publicKeys: readonly PublicKey[];
}

export interface Application extends ApplicationProfile {
  readonly id: number;
  readonly createdAtMs: number;
  /** When it was disabled; null while enabled. */
  readonly disabledAtMs: number | null;
}

export interface ApplicationStore {
  /**
   * Adds an enabled application with its first token.
   *
   * @throws DomainError `conflict` when client id, name or token is taken, `not-found` for a
   * tenant.
   */
  add(profile: ApplicationProfile, tokenHash: string, nowMs: number): Promise<Application>;
  find(id: number): Promise<Application | null>;
  /** Without regard to case. */
  findByName(name: string): Promise<Application | null>;
  /** With regard to case. */
  findByClientId(clientId: string): Promise<Application | null>;
  findByTokenHash(tokenHash: string): Promise<Application | null>;
  /** In the order of ids. */
  list(): Promise<readonly Application[]>;
  /** @throws DomainError `conflict` when client id or name is taken, `not-found`. */
  update(id: number, profile: ApplicationProfile): Promise<void>;
  /**
   * Keeps all others from changing the application until the transaction ends.
   *
   * @throws DomainError `not-found`
   */
  lock(id: number): Promise<void>;
  /** When each of its valid tokens was made, the newest first. */
  listTokenTimes(id: number): Promise<readonly number[]>;
  /**
   * Adds a token, of which the two newest are valid; one that it has already becomes its newest.
   *
   * @throws DomainError `conflict` when another application has it, `not-found`.
   */
  addToken(id: number, tokenHash: string, nowMs: number): Promise<void>;
  /** Removes all tokens but the newest, and answers how many. */
  removeOldTokens(id: number): Promise<number>;
  /** Does nothing to one already disabled. @throws DomainError `not-found` */
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

/** 256 random bits. */
export function createApplicationToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * What is stored of a token. It has no salt, so that an application is found by it: tokens are
 * random, not chosen by people.
 */
export function hashApplicationToken(applicationToken: string): string {
  return hash('sha256', applicationToken, 'base64');
}

/** What is wrong with a token that was not made here, or null. */
export function applicationTokenProblem(text: string): string | null {
  const { min, max } = TOKEN_CHARACTERS;
  return text.length >= min && text.length <= max && /^[!-~]+$/.test(text)
    ? null
    : `An application token has ${min} to ${max} visible ASCII characters.`;
}

/** What is wrong with the name of an application, or null. */
export function applicationNameProblem(name: string): string | null {
  return nameProblem('application', name, NAME_CHARACTERS_MAX);
}

/** @throws DomainError `invalid-argument` for the name or the client id. */
export function requireApplicationProfile({ name, clientId }: ApplicationProfile): void {
  requireNoProblem(applicationNameProblem(name), clientIdProblem(clientId));
}

/** What is wrong with a client id that was not made here, or null. */
export function clientIdProblem(text: string): string | null {
  return /^[!-~]{1,100}$/.test(text) ? null : 'A client id has 1 to 100 visible ASCII characters.';
}
