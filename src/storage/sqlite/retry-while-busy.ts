/**
 * Waits for the locks of other processes.
 *
 * SQLite's own busy timeout blocks the whole process, so it is off, and the retries are made here.
 */
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import { resultCodeOf } from './traits.ts';

const WAIT_MS_MAX = 5_000;
const RETRY_MS = 10;
const SQLITE_BUSY = 5;

/**
 * Does the work, and retries it while another process holds the lock.
 *
 * @throws DomainError `busy` after 5 s; whatever the work throws.
 */
export async function retryWhileBusy<T>(work: () => T | Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return await work();
    } catch (cause) {
      if (!isBusy(cause)) throw cause;
      if (waitedMs >= WAIT_MS_MAX) {
        const message = 'Another program is writing to the database. Try again in a few seconds.';
        throw new DomainError('busy', message, { cause });
      }
      await setTimeout(RETRY_MS);
    }
  }
}

/** The lowest byte of an extended result code is the primary one. */
function isBusy(error: unknown): boolean {
  return (Number(resultCodeOf(error)) & 0xff) === SQLITE_BUSY;
}
