/**
 * CS sessions: the rules. A session ends when the access token that carries it ends, when it was
 * idle for too long, or when it is removed.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { DomainError } from '../errors.ts';
import type { CsUserStatus } from '../users/associate.ts';
import {
  type CsSession,
  type CsSessionGrant,
  type CsSessionOrigin,
  type CsSessionStore,
  createSessionKey,
  hashSessionKey,
} from './cs-session.ts';
import type { Session } from './sessions.ts';

/** Inferred: what the original does with the other statuses is not public. */
const USABLE_CS_USERS: readonly CsUserStatus[] = ['normal', 'read-only', 'spm', 'system'];
/** A session in steady use is written at most once in this time. */
const RECORD_USE_EVERY_MS = 60_000;

export interface CsSessionsOptions {
  readonly csSessions: CsSessionStore;
  readonly clock: Clock;
  /** The time from the last use to the end. */
  readonly csSessionIdleMs: number;
}

export interface CsSessionStart {
  readonly clientAddress: string;
  readonly origin: CsSessionOrigin;
  /** When the access token that will carry the session expires. */
  readonly expiresAtMs: number;
}

export class CsSessions {
  readonly #options: CsSessionsOptions;

  constructor(options: CsSessionsOptions) {
    this.#options = options;
  }

  /** @throws DomainError `cs-user-missing`. */
  async start({ associate, ticket }: Session, start: CsSessionStart): Promise<CsSessionGrant> {
    const { csUser } = associate;
    if (csUser === null || !USABLE_CS_USERS.includes(csUser.status)) {
      throw new DomainError(
        'cs-user-missing',
        `The user ${associate.name} has no Customer Service user that can log in, so there can be ` +
          'no CS session. Ask for the token without one, or let an administrator give the user one.',
      );
    }
    const sessionKey = createSessionKey();
    const loginId = await this.#options.csSessions.add({
      ...start,
      keyHash: hashSessionKey(sessionKey),
      associateId: associate.id,
      csUserId: csUser.id,
      ticketId: ticket.id,
      startedAtMs: this.#options.clock.now(),
    });
    return { loginId, csUserId: csUser.id, sessionKey };
  }

  /**
   * Returns the session that an access token carries, unless the session has ended. The caller must
   * check the token itself. Does not prolong anything.
   */
  async find({ loginId, sessionKey }: CsSessionGrant): Promise<CsSession | null> {
    const session = await this.#options.csSessions.find(loginId);
    if (!session || session.lastActiveAtMs <= this.idleSinceMs()) return null;
    const expected = Buffer.from(session.keyHash);
    const actual = Buffer.from(hashSessionKey(sessionKey));
    return expected.length === actual.length && timingSafeEqual(expected, actual) ? session : null;
  }

  /** Records a use of the session, which prolongs its idle time. */
  async recordUse({ loginId, lastActiveAtMs }: CsSession): Promise<void> {
    const { clock, csSessions, csSessionIdleMs } = this.#options;
    const now = clock.now();
    // A tenth of a short idle time, so that use prolongs it as well.
    if (now - lastActiveAtMs < Math.min(RECORD_USE_EVERY_MS, csSessionIdleMs / 10)) return;
    await csSessions.recordUse(loginId, now);
  }

  /** Returns the time since which a session must have been active. Others have ended. */
  idleSinceMs(): number {
    return this.#options.clock.now() - this.#options.csSessionIdleMs;
  }
}
