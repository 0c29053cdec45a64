/**
 * Sessions at the console, and links that start one. The secret of each has 256 random bits, of
 * which only the SHA-256 hash is stored.
 */
import type { OperatorRole } from './operator.ts';

/** How long a link can be used. It works once. */
export const LINK_LIFETIME_MS = 5 * 60_000;
/** A session ends when it was not used for this time. */
export const SESSION_IDLE_MS = 30 * 60_000;
/** A session ends after this time, however much it is used. */
export const SESSION_LIFETIME_MS = 8 * 60 * 60_000;

/** Whom a link or a session stands for. */
export interface ConsoleIdentity {
  /** As the audit trail has it: `operator:anna`, or `root@crm1` for who made a link. */
  readonly name: string;
  readonly role: OperatorRole;
}

export interface ConsoleLink extends ConsoleIdentity {
  /** SHA-256 of the secret, base64. */
  readonly secretHash: string;
  readonly expiresAtMs: number;
}

export interface ConsoleSession extends ConsoleIdentity {
  /** SHA-256 of the secret, base64. */
  readonly secretHash: string;
  /** Null for a session that a link started. */
  readonly operatorId: number | null;
  readonly startedAtMs: number;
  /** When it ends without further use. Never after `endsAtMs`. */
  readonly idleEndsAtMs: number;
  /** When it ends in any case. */
  readonly endsAtMs: number;
}

export interface ConsoleLinkStore {
  add(link: ConsoleLink): Promise<void>;
  find(secretHash: string): Promise<ConsoleLink | null>;
  /** Returns whether the link existed. If several callers remove it at once, one gets true. */
  remove(secretHash: string): Promise<boolean>;
}

export interface ConsoleSessionStore {
  /** @throws DomainError `not-found` for the operator. */
  add(session: ConsoleSession): Promise<void>;
  find(secretHash: string): Promise<ConsoleSession | null>;
  /** Never shortens the session, and does not restore a removed one. */
  prolong(secretHash: string, idleEndsAtMs: number): Promise<void>;
  /** Returns whether the session existed. */
  remove(secretHash: string): Promise<boolean>;
  /** Returns how many sessions the operator had. */
  removeOfOperator(operatorId: number): Promise<number>;
}
