/** Runs a server in the foreground, for `serve` and `demo`. */
import type { Logger } from 'pino';
import type { TlsOptions } from '../http/node-server.ts';
import { type ServerAdditions, startServer } from '../server.ts';
import type { Settings } from '../settings.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readTlsFiles } from './tls-files.ts';
import { watchTlsFiles } from './tls-watch.ts';

/**
 * Serves until told to stop. Then finishes the current requests and closes the database.
 *
 * @param stop see `stop-signal.ts`.
 * @param onReady called with the URLs at which this machine reaches the server and its console.
 * @throws CliError when the address cannot be listened on.
 */
export async function runServer(
  registry: TenantRegistry,
  settings: Settings,
  log: Logger,
  stop: Promise<void>,
  onReady: (url: string, consoleUrl: string | null) => void,
  additions: ServerAdditions = {},
): Promise<void> {
  try {
    const tls = await readTlsFiles(settings);
    const server = await startServer(registry, settings, tls, log, additions).catch(
      (error: unknown) => {
        throw listenError(error, settings);
      },
    );
    const { address, family, port } = server.address;
    const scheme = tls === null ? 'http' : 'https';
    const url = `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    onReady(url, server.consoleUrl);
    const replace = (replacement: TlsOptions) => server.replaceCertificates(replacement);
    const unwatch = tls && watchTlsFiles({ settings, tls, clock: registry.clock, log, replace });
    await stop;
    log.info('stopping: finishing requests that run');
    unwatch?.();
    await server.close();
  } finally {
    await registry.stores.close();
  }
  log.info('stopped');
}

/** Explains why an address cannot be listened on. Returns other errors as they are. */
export function listenError(error: unknown, { host, port }: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'something listens there already. Choose another --port',
    EACCES: 'this user may not. Choose a --port above 1023',
    EADDRNOTAVAIL: 'this machine has no such address. Choose another --host',
    ENOTFOUND: 'this is no address or name of this machine. Choose another --host',
  };
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason === undefined) return error;
  return new CliError(exitCodes.failure, `Cannot listen on ${host}:${port}: ${reason}.`);
}
