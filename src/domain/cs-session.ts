/**
 * CS sessions: sessions of Customer Service (formerly eJournal), which an access token can carry.
 */
import { hash, randomInt } from 'node:crypto';

/** By which interface the session was asked for. */
export type CsSessionOrigin = 'soap' | 'api';

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
  /** When the access token that carries it expires; the session ends with that. */
  readonly expiresAtMs: number;
}

export interface CsSession extends NewCsSession {
  readonly loginId: number;
  /** Accurate to a minute. */
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
  /** Never moves it back; a session that is gone stays gone. */
  recordUse(loginId: number, lastActiveAtMs: number): Promise<void>;
  /**
   * Those that can still be used, the last active first: their access token and their ticket stand,
   * and they were active after `idleSinceMs`.
   */
  listLive(
    nowMs: number,
    idleSinceMs: number,
    limit: number,
    associateId?: number,
  ): Promise<readonly CsSession[]>;
  /** Answers whether there was one. */
  remove(loginId: number): Promise<boolean>;
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
