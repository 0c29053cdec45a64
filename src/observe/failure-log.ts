/**
 * Logs errors whose details are not sent to clients. Each unexpected error gets its own line. If
 * the database is unavailable, every request fails for the same reason, so these errors are
 * counted and logged in one line at once and then every ten seconds.
 */
import type { Logger } from 'pino';
import { isUnavailable } from '../domain/errors.ts';

const REPORTED_EVERY_MS = 10_000;

export class FailureLog {
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  /** The count since the last line. */
  #failures = 0;
  #reason = '';

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param fields context of an unexpected error. */
  report(error: unknown, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (!isUnavailable(error)) {
      this.#log.error({ err: error, ...fields }, message);
      return;
    }
    this.#failures += 1;
    this.#reason = reasonOf(error);
    if (this.#timer !== null) return;
    this.#flush();
    this.#timer = setInterval(() => this.#reportRepeats(), REPORTED_EVERY_MS).unref();
  }

  /** Logs the remaining count. */
  close(): void {
    this.#flush();
    this.#stop();
  }

  #reportRepeats(): void {
    if (this.#failures === 0) this.#stop();
    else this.#flush();
  }

  #flush(): void {
    if (this.#failures === 0) return;
    this.#log.error(
      { failures: this.#failures, reason: this.#reason },
      'the database is away; clients are told to try again later',
    );
    this.#failures = 0;
  }

  #stop(): void {
    clearInterval(this.#timer ?? undefined);
    this.#timer = null;
  }
}

/** Uses the cause, because the message is for clients and gives no reason. */
function reasonOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message || cause.name : message;
}
