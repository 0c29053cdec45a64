/**
 * The console on its own address: an HTTP server beside the one for clients, which serves the
 * pages and the API of the console. Nothing of it is loaded while the console is off.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { TlsOptions } from '../http/http-server.ts';
import { BodyBudget } from '../web/body-budget.ts';
import { WebApp } from '../web/web-app.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import type { ConsoleDoor } from './console-door.ts';
import type { ConsoleParts } from './console-parts.ts';
import { consolePlugin } from './console-plugin.ts';
import { JournalStreams } from './journal-streams.ts';
import { readStaticFiles } from './static-files.ts';

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

const BODY_BYTES_MAX = 64 * 1024;
const BODY_BYTES_TOTAL_MAX = 16 * BODY_BYTES_MAX;
const HEADER_BYTES_MAX = 16_384;
/** Twenty live journals, and the requests of as many people. */
const CONNECTIONS_MAX = 256;
const REQUEST_TIMEOUT_MS = 30_000;

/** @throws Error with the address and the reason if it cannot listen. */
export async function startConsole(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { host, port, consoleUrl, tls, parts, door, log } = options;
  const streams = new JournalStreams(parts.journal);
  const webApp = await WebApp.create({
    corsOrigins: [],
    bodyLimits: { bytesMax: BODY_BYTES_MAX, budget: new BodyBudget(BODY_BYTES_TOTAL_MAX) },
    plugins: [
      consolePlugin({
        ...{ parts, door, streams },
        origins: { consoleUrl, host, isTls: tls !== null },
        files: await readStaticFiles(),
        onUnexpectedError: (error) => log.error({ err: error }, 'the console failed unexpectedly'),
      }),
    ],
  });
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const target = request.url ?? '/';
    const handled = webApp.handle(request, { context, target, response, isLast, changeAnswer });
    handled.catch((error: unknown) => {
      log.error({ err: error }, 'a request to the console failed unexpectedly');
      response.destroy();
    });
  };
  const { server, replaceCertificates } = await createListener(tls, onRequest);
  const address = await listen(server, host, port).catch(async (cause: unknown) => {
    await webApp.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = `The console cannot be served on ${host}:${port} (${reason}).`;
    throw new Error(`${problem} Choose another --console-port.`, { cause });
  });
  return {
    url: consoleUrl ?? `${tls === null ? 'http' : 'https'}://${address}`,
    address,
    replaceCertificates,
    close: async () => {
      streams.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await webApp.close();
    },
  };
}

const isLast = () => false;
const changeAnswer = null;

/** Requests to the console are not admitted, limited or logged as those of clients are. */
const context: WebRequestContext = {
  caller: { address: '', userAgent: null, assertedUserName: null, requestId: '' },
  isTooMuch: false,
  firstSegment: '',
  baseUrlOf: () => 'http://localhost',
  baseUrlIsSure: false,
  baseUrlIsSet: false,
  recording: null,
  operation: null,
  outcome: '',
};

async function createListener(
  tls: TlsOptions | null,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ server: Server; replaceCertificates: (tls: TlsOptions) => void }> {
  const limits = { maxHeaderSize: HEADER_BYTES_MAX, requestTimeout: REQUEST_TIMEOUT_MS };
  if (tls === null) {
    const server = createServer(limits, onRequest);
    server.maxConnections = CONNECTIONS_MAX;
    return { server, replaceCertificates: () => {} };
  }
  const { createServer: createTlsServer } = await import('node:https');
  const server = createTlsServer({ ...limits, cert: tls.cert, key: tls.key }, onRequest);
  server.maxConnections = CONNECTIONS_MAX;
  return {
    server,
    replaceCertificates: ({ cert, key }) => server.setSecureContext({ cert, key }),
  };
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
