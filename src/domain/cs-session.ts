/**
 * CS sessions: sessions of Customer Service (formerly eJournal), which an access token can carry.
 */
import { hash, randomInt } from 'node:crypto';

/** Which kind of program the session was made by. */
export type CsSessionOrigin = 'soap';

/** What the access token carries of a CS session. */
export interface CsSessionGrant {
  readonly loginId: number;
  readonly csUserId: number;
  /** 32 random characters; secret. */
  readonly sessionKey: string;
}

export interface NewCsSession {
  /** SHA-256 of the session key, base64. */
  readonly keyHash: string;
  readonly associateId: number;
  readonly csUserId: number;
  /** The session ends with this ticket. */
  readonly ticketId: string;
  readonly clientAddress: string;
  readonly origin: CsSessionOrigin;
  readonly startedAtMs: number;
}

export interface CsSession extends NewCsSession {
  readonly loginId: number;
  readonly lastActiveAtMs: number;
}

export interface CsSessionStore {
  /**
   * Answers the login id. Once this returns, the session survives a crash.
   *
   * @throws DomainError `not-found` for the associate.
   */
  add(session: NewCsSession): Promise<number>;
  find(loginId: number): Promise<CsSession | null>;
}

const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const KEY_LENGTH = 32;

/** About 190 random bits. */
export function createSessionKey(): string {
  const draw = () => KEY_CHARACTERS.charAt(randomInt(KEY_CHARACTERS.length));
  return Array.from({ length: KEY_LENGTH }, draw).join('');
}

export function hashSessionKey(sessionKey: string): string {
  return hash('sha256', sessionKey, 'base64');
}
