/**
 * Errors that clients are told nothing of, on their way to the log. An error that nobody foresaw
 * gets a line of its own. While the database is away every request fails for the same reason: they
 * are counted, and told in one line at once and then every ten seconds.
 */
import type { Logger } from 'pino';
import { isUnavailable } from '../domain/errors.ts';

const TOLD_EVERY_MS = 10_000;

export class FailureLog {
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  /** Since the last line. */
  #failures = 0;
  #reason = '';

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param fields tell of an error that nobody foresaw where it happened. */
  tell(error: unknown, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (!isUnavailable(error)) {
      this.#log.error({ err: error, ...fields }, message);
      return;
    }
    this.#failures += 1;
    this.#reason = reasonOf(error);
    if (this.#timer !== null) return;
    this.#flush();
    this.#timer = setInterval(() => this.#tellAgain(), TOLD_EVERY_MS).unref();
  }

  /** Tells what is not told yet. */
  close(): void {
    this.#flush();
    this.#rest();
  }

  #tellAgain(): void {
    if (this.#failures === 0) this.#rest();
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

  #rest(): void {
    clearInterval(this.#timer ?? undefined);
    this.#timer = null;
  }
}

/** Beside what clients are told, which says nothing. */
function reasonOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message || cause.name : message;
}
