/** Resolves when a server in the foreground should stop. */

const PARENT_CHECK_MS = 250;

/** Whether SIGHUP stops the server (the terminal was closed) or is ignored. */
export type HangUp = 'stop' | 'ignore';

/** Without a terminal, SIGHUP is ignored: it is probably meant as a request to reload. */
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
 * Resolves at SIGINT, at SIGTERM, or at SIGHUP if it stops the server. Later signals are ignored,
 * because by default a second one would kill the process during its cleanup.
 *
 * npm runs its scripts through a shell, and some shells (dash) exit on a signal without passing it
 * on. In an npm script, the exit of the parent process therefore counts as a signal too.
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
