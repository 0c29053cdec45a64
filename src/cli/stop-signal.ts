/** When a server in the foreground should stop. */

const PARENT_CHECK_MS = 250;

/** What SIGHUP means: that the terminal is gone, or nothing. */
export type HangUp = 'stop' | 'ignore';

/** Without a terminal, a SIGHUP of a server comes from somebody who wants it to reload. */
export function hangUpOfServer(
  streams: readonly { readonly isTTY?: boolean }[] = [
    process.stdin,
    process.stdout,
    process.stderr,
  ],
): HangUp {
  return streams.some(({ isTTY = false }) => isTTY) ? 'stop' : 'ignore';
}

/**
 * Resolves at SIGINT, SIGTERM or a SIGHUP that means it. From then on they do nothing more: by
 * default a second one would kill the process while it cleans up.
 *
 * npm runs its scripts through a shell, and some shells (dash) die of a signal without passing it
 * on. So in an npm script the end of the parent process counts as a signal too.
 */
export function stopSignal(hangUp: HangUp = 'stop'): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve()).on('SIGTERM', () => resolve());
    process.on('SIGHUP', () => hangUp === 'stop' && resolve());
    if (process.env['npm_lifecycle_event'] === undefined) return;
    setInterval(() => process.ppid !== parent && resolve(), PARENT_CHECK_MS).unref();
  });
}
