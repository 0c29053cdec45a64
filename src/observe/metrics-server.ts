/**
 * Metrics for Prometheus, on an address of their own: they tell a lot about a server, and what
 * faces clients may face everybody.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  /** The metrics in the text format of Prometheus. */
  readonly read: () => Promise<string>;
  readonly onUnexpectedError: (error: unknown) => void;
}

export interface MetricsServer {
  readonly address: AddressInfo;
  close(): Promise<void>;
}

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const CONNECTIONS_MAX = 16;
const TIMEOUT_MS = 10_000;

/** @throws Error with the system's code, such as EADDRINUSE. */
export async function startMetricsServer({
  host,
  port,
  read,
  onUnexpectedError,
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
        onUnexpectedError(error);
        refuse(response, 500, 'The metrics could not be read.');
      },
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not listening on TCP.');
  return {
    address,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
