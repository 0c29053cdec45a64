/**
 * Waiting for the locks of other processes.
 *
 * SQLite's own busy timeout waits without letting anything else of this process run, so it is off,
 * and the waiting is done here.
 */
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../domain/errors.ts';
import { resultCodeOf } from './traits.ts';

const WAIT_MS_MAX = 5_000;
const RETRY_MS = 10;
const SQLITE_BUSY = 5;

/**
 * Does the work as soon as no other process is in its way.
 *
 * @throws DomainError `busy` when one was for 5 s; whatever the work throws.
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

/** Extended result codes carry the general one in their lowest byte. */
function isBusy(error: unknown): boolean {
  return (Number(resultCodeOf(error)) & 0xff) === SQLITE_BUSY;
}
