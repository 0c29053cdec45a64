/** When a server in the foreground should stop. */
import { once } from 'node:events';

const PARENT_CHECK_MS = 250;

/**
 * Resolves at SIGINT or SIGTERM.
 *
 * npm runs its scripts through a shell, and some shells (dash) die of a signal without passing it
 * on. So in an npm script the end of the parent process counts as a signal too.
 *
 * @param released ends the waiting.
 */
export async function stopSignal(released: AbortSignal): Promise<void> {
  const parent = process.ppid;
  const orphaned = new Promise<void>((resolve) => {
    if (process.env['npm_lifecycle_event'] === undefined) return;
    const timer = setInterval(() => process.ppid !== parent && resolve(), PARENT_CHECK_MS).unref();
    released.addEventListener('abort', () => clearInterval(timer));
  });
  const signal = (name: 'SIGINT' | 'SIGTERM') =>
    once(process, name, { signal: released }).catch((error: unknown) => {
      if (!released.aborted) throw error;
    });
  await Promise.race([signal('SIGINT'), signal('SIGTERM'), orphaned]);
}
