/**
 * Serves the Prometheus metrics on a separate address, because they reveal a lot about the server
 * and the clients' address may be public.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  /** Returns the metrics in Prometheus text format. */
  readonly read: () => Promise<string>;
  readonly log: Logger;
}

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const CONNECTIONS_MAX = 16;
const TIMEOUT_MS = 10_000;

/** @throws Error with the address and the reason if it cannot listen. */
export async function startMetricsServer({
  host,
  port,
  read,
  log,
}: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: TIMEOUT_MS }, ({ method, url = '' }, response) => {
    const [path] = url.split('?', 1);
    if (path !== '/metrics') return refuse(response, 404, 'There is /metrics; nothing else.');
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, `The method ${method} is not allowed here.`);
    }
    read().then(
      (text) => response.writeHead(200, { 'Content-Type': CONTENT_TYPE }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'the metrics could not be read');
        refuse(response, 500, 'The metrics could not be read.');
      },
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  const url = await listen(server, host, port).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = `The metrics cannot be served on ${host}:${port} (${reason}).`;
    throw new Error(`${problem} Choose another --metrics-port.`, { cause });
  });
  log.info({ url }, 'metrics are served');
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('Not listening on TCP.');
  const { address, family } = bound;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound.port}/metrics`;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
