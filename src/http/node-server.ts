/** Makes the server of `node:http`, or of `node:https` if there are certificates. */
import type { Server } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { NetworkConnectionsOptions } from './network-connections.ts';

export interface HttpLimits {
  /** The limit on a request body, before and after decompression. */
  readonly envelopeBytesMax: number;
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly connectionsMax: number;
  /** The limits for each network. */
  readonly networkConnections: NetworkConnectionsOptions;
}

/** Certificates in PEM form. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  /** The authorities that sign client certificates. Null if clients need no certificate. */
  readonly clientCa: string | null;
}

const HEADER_BYTES_MAX = 16_384;
/** Longer than the idle time after which common clients and proxies close a connection. */
export const KEEP_ALIVE_MS = 75_000;
const TIMEOUT_CHECK_MS = 1_000;
/** How long a client may stop sending its request or reading its answer. */
const STALLED_MS = 120_000;
// An import of `node:http` would also load its WebSocket client, and an import of `node:https`
// would load TLS. Together they would take 40 ms at the start.
const createHttpServer = (options: ServerOptions) =>
  process.getBuiltinModule('node:http').createServer(options);
const createHttpsServer = (options: ServerOptions) =>
  process.getBuiltinModule('node:https').createServer(options);

export interface NodeServer {
  readonly server: Server;
  /** The same server. Null without TLS. */
  readonly tlsServer: HttpsServer | null;
}

/** @throws Error if the certificates are unusable. */
export function createNodeServer(tls: TlsOptions | null, limits: HttpLimits): NodeServer {
  const { requestTimeoutMs, headersTimeoutMs, connectionsMax } = limits;
  const options = {
    maxHeaderSize: HEADER_BYTES_MAX,
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  };
  const tlsServer =
    tls &&
    createHttpsServer({ ...options, handshakeTimeout: headersTimeoutMs, ...secureContext(tls) });
  const server = tlsServer ?? createHttpServer(options);
  server.maxConnections = connectionsMax;
  server.timeout = STALLED_MS;
  return { server, tlsServer };
}

/** Accepts clients without a certificate. The code that relies on one must check. */
export function secureContext({ cert, key, clientCa }: TlsOptions) {
  const client = { ca: clientCa ?? undefined, requestCert: true, rejectUnauthorized: false };
  return { cert, key, ...(clientCa === null ? {} : client) };
}
