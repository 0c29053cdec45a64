/**
 * The console on its own address: an HTTP server beside the one for clients. Nothing of it is
 * loaded while the console is off, and most of it only at the first request.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Logger } from 'pino';
import type { TlsOptions } from '../http/node-server.ts';
import type { ConsoleApp } from './console-app.ts';
import type { ConsoleDoor } from './console-door.ts';
import type { ConsoleParts } from './console-parts.ts';

export interface ConsoleServerOptions {
  readonly host: string;
  readonly port: number;
  /** The URL in front of it. Null if there is none. */
  readonly consoleUrl: string | null;
  /** Null to speak HTTP without TLS. */
  readonly tls: TlsOptions | null;
  readonly parts: ConsoleParts;
  readonly door: ConsoleDoor;
  readonly log: Logger;
}

export interface ConsoleServer {
  /** Where people reach it, such as `http://127.0.0.1:8089`. */
  readonly url: string;
  /** Where it listens, such as `127.0.0.1:8089`. */
  readonly address: string;
  replaceCertificates(tls: TlsOptions): void;
  /** Ends the live streams and closes all connections. */
  close(): Promise<void>;
}

/** Twenty live journals, and the requests of as many people. */
const CONNECTIONS_MAX = 256;
const LIMITS = { maxHeaderSize: 16_384, requestTimeout: 30_000 };

/** @throws Error with the address and the reason if it cannot listen. */
export async function startConsole(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { host, port, consoleUrl, tls, parts, door, log } = options;
  const origins = { consoleUrl, host, isTls: tls !== null };
  const onUnexpectedError = (error: unknown) =>
    log.error({ err: error }, 'a request to the console failed unexpectedly');
  let loaded: Promise<ConsoleApp> | null = null;
  const load = async () => {
    const { ConsoleApp } = await import('./console-app.ts');
    return ConsoleApp.create({ parts, door, origins, onUnexpectedError });
  };
  const { server, tlsServer } = createServer(tls);
  server.maxConnections = CONNECTIONS_MAX;
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    try {
      loaded ??= load();
      await (await loaded).handle(request, response);
    } catch (error) {
      onUnexpectedError(error);
      response.destroy();
    }
  });
  const address = await listen(server, host, port).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = `The console cannot be served on ${host}:${port} (${reason}).`;
    throw new Error(`${problem} Choose another --console-port.`, { cause });
  });
  return {
    url: consoleUrl ?? `${tls === null ? 'http' : 'https'}://${address}`,
    address,
    replaceCertificates: ({ cert, key }) => tlsServer?.setSecureContext({ cert, key }),
    close: async () => {
      await (await loaded)?.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An import of `node:http` or `node:https` would load more than is needed. */
function createServer(tls: TlsOptions | null): {
  readonly server: Server;
  readonly tlsServer: HttpsServer | null;
} {
  if (tls === null) {
    const server = process.getBuiltinModule('node:http').createServer(LIMITS);
    return { server, tlsServer: null };
  }
  const { createServer: create } = process.getBuiltinModule('node:https');
  const tlsServer = create({ ...LIMITS, cert: tls.cert, key: tls.key });
  return { server: tlsServer, tlsServer };
}

/** Returns the host and port of the address. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('Not listening on TCP.');
  const { address, family } = bound;
  return `${family === 'IPv6' ? `[${address}]` : address}:${bound.port}`;
}
