/** Starts the console at the address in the settings. */
import type { Logger } from 'pino';
import { isLoopbackHost } from '../http/addresses.ts';
import type { TlsOptions } from '../http/node-server.ts';
import type { Settings } from '../settings.ts';
import type { ConsoleDoor } from './console-door.ts';
import type { ConsoleParts } from './console-parts.ts';
import { type ConsoleServer, startConsole } from './console-server.ts';

export type RunningConsole = ConsoleServer;

export interface ListenOptions {
  readonly settings: Pick<Settings, 'consoleHost' | 'consolePort' | 'consoleUrl'>;
  /** The certificates of the server. Null without TLS. */
  readonly tls: TlsOptions | null;
  readonly door: ConsoleDoor;
  readonly log: Logger;
}

/**
 * It speaks TLS with the certificates of the server, unless only this machine can reach it.
 *
 * @throws Error with the address and the reason if it cannot listen.
 */
export async function listenForConsole(
  { settings, tls, door, log }: ListenOptions,
  parts: Omit<ConsoleParts, 'certificate'>,
): Promise<RunningConsole> {
  const { consoleHost: host, consolePort, consoleUrl } = settings;
  let certificates = tls;
  const console = await startConsole({
    ...{ host, consoleUrl, door, log },
    port: consolePort ?? 0,
    tls: isLoopbackHost(host) ? null : tls,
    parts: { ...parts, certificate: () => certificates?.cert ?? null },
  });
  const { url, address } = console;
  log.info({ url, address }, 'the console is served');
  return {
    ...console,
    replaceCertificates: (replacement) => {
      certificates = replacement;
      console.replaceCertificates(replacement);
    },
  };
}
