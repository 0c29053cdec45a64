/**
 * Records when users last logged in. A user who logs in again and again is written once a minute,
 * so that frequent logins cost no additional write.
 */
import type { Clock } from '../clock.ts';
import type { AssociateStore } from '../users/associate.ts';

export interface LastLoginsOptions {
  readonly associates: Pick<AssociateStore, 'recordTimes'>;
  readonly clock: Clock;
}

const RECORD_EVERY_MS = 60_000;
/** Limit on users whose last write is remembered. An entry takes about 100 bytes. */
const USERS_MAX = 10_000;

export class LastLogins {
  readonly #options: LastLoginsOptions;
  /** When the login of each user was last written, oldest first. */
  readonly #writtenAtMs = new Map<number, number>();

  constructor(options: LastLoginsOptions) {
    this.#options = options;
  }

  /** Resolves when the login is stored. @throws DomainError `not-found` for the user. */
  async record(userId: number): Promise<void> {
    const { associates, clock } = this.#options;
    const nowMs = clock.now();
    const writtenAtMs = this.#writtenAtMs.get(userId);
    // The difference is absolute because a clock may be set back.
    if (writtenAtMs !== undefined && Math.abs(nowMs - writtenAtMs) < RECORD_EVERY_MS) return;
    this.#remember(userId, nowMs);
    try {
      await associates.recordTimes(userId, { lastLoginAtMs: nowMs });
    } catch (error) {
      this.#writtenAtMs.delete(userId);
      throw error;
    }
  }

  #remember(userId: number, nowMs: number): void {
    this.#writtenAtMs.delete(userId);
    this.#writtenAtMs.set(userId, nowMs);
    const [oldest] = this.#writtenAtMs.keys();
    if (this.#writtenAtMs.size > USERS_MAX && oldest !== undefined) {
      this.#writtenAtMs.delete(oldest);
    }
  }
}
