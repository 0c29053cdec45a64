/** CS sessions: sessions of Customer Service (formerly eJournal). An access token can carry one. */
import { hash } from 'node:crypto';
import { randomLettersAndDigits } from '../random-secret.ts';

/** The interface that requested the session. */
export type CsSessionOrigin = 'soap' | 'api';

/** The part of a CS session that the access token carries. */
export interface CsSessionGrant {
  readonly loginId: number;
  readonly csUserId: number;
  /** 32 random characters. Secret. */
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
  /** When the access token that carries it expires. The session expires with it. */
  readonly expiresAtMs: number;
}

export interface CsSession extends NewCsSession {
  readonly loginId: number;
  /** Accurate to a minute. */
  readonly lastActiveAtMs: number;
}

export interface CsSessionStore {
  /**
   * Returns the login id. Once this returns, the session survives a crash.
   *
   * @throws DomainError `not-found` for the associate.
   */
  add(session: NewCsSession): Promise<number>;
  find(loginId: number): Promise<CsSession | null>;
  /** Never moves the time back, and does not restore a removed session. */
  recordUse(loginId: number, lastActiveAtMs: number): Promise<void>;
  /**
   * Lists usable sessions, last active first: their access token and ticket are valid, and they
   * were active after `idleSinceMs`.
   */
  listLive(
    nowMs: number,
    idleSinceMs: number,
    limit: number,
    associateId?: number,
  ): Promise<readonly CsSession[]>;
  /** Returns whether the session existed. */
  remove(loginId: number): Promise<boolean>;
}

const KEY_LENGTH = 32;

/** Makes a key with about 190 random bits. */
export function createSessionKey(): string {
  return randomLettersAndDigits(KEY_LENGTH);
}

export function hashSessionKey(sessionKey: string): string {
  return hash('sha256', sessionKey, 'base64');
}
