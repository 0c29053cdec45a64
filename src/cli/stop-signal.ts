/** When a server in the foreground should stop. */

const PARENT_CHECK_MS = 250;

/**
 * Resolves at SIGINT or SIGTERM. From then on they do nothing more: by default a second one would
 * kill the process while it cleans up.
 *
 * npm runs its scripts through a shell, and some shells (dash) die of a signal without passing it
 * on. So in an npm script the end of the parent process counts as a signal too.
 */
export function stopSignal(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve()).on('SIGTERM', () => resolve());
    if (process.env['npm_lifecycle_event'] === undefined) return;
    setInterval(() => process.ppid !== parent && resolve(), PARENT_CHECK_MS).unref();
  });
}
