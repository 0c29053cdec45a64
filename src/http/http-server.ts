/**
 * Listening: one `node:http` server for the SOAP services and the pages about them.
 *
 * Takes care of sizes, times, compression, addresses and shutdown; what a message means is not its
 * business.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Caller } from '../contract/service.ts';
import type { SoapEndpoint } from '../soap/endpoint.ts';
import { acceptedCoding, discardBody, encodeBody } from '../web/body.ts';
import type { Sites } from '../web/sites.ts';
import type { Visit } from '../web/visit.ts';
import type { WebApp } from '../web/web-app.ts';
import {
  type AddressOptions,
  clientAddress,
  isLoopback,
  isLoopbackAddress,
  requestOrigin,
} from './addresses.ts';
import { type AssertionOptions, assertedUserName } from './asserted-user.ts';
import { answerHealth } from './health.ts';
import type { Answer } from './pages.ts';
import { RequestIds } from './request-ids.ts';
import { type Route, routeOf, type SoapRoute, type WebRoute } from './routes.ts';
import { SoapDesk, type SoapSite } from './soap-desk.ts';

// An import of `node:http` would load its client for WebSocket too, and one of `node:https` what
// TLS needs: together they take 40 ms of a start.
const createHttpServer = (options: ServerOptions) =>
  process.getBuiltinModule('node:http').createServer(options);
const createHttpsServer = (options: ServerOptions) =>
  process.getBuiltinModule('node:https').createServer(options);

export interface HttpLimits {
  /** Of a request's body, before and after decompression. */
  readonly envelopeBytesMax: number;
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly connectionsMax: number;
}

export type Protocol = 'soap' | 'rest' | 'oauth2' | 'health';

/** What is told of each request, for the log, metrics and traces. */
export interface RequestRecord {
  readonly requestId: string;
  readonly protocol: Protocol;
  readonly method: string;
  /** Without the query, in which a careless client may have put a secret. */
  readonly path: string;
  readonly status: number;
  readonly address: string;
  readonly operation: string | null;
  readonly outcome: string;
  readonly durationMs: number;
}

/** Certificates in PEM form. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients; null when clients need none. */
  readonly clientCa: string | null;
}

export interface HttpServerOptions extends AddressOptions {
  readonly endpoints: readonly SoapEndpoint[];
  readonly sites: Sites<SoapSite>;
  /** Everything that is not SOAP; asked for when the first such request comes. */
  readonly loadWebApp: () => Promise<WebApp>;
  readonly assertion: AssertionOptions;
  /** Whether one more request of a client at this address may be served. */
  readonly mayAsk: (address: string) => boolean;
  /** Null to speak HTTP without TLS. */
  readonly tls: TlsOptions | null;
  readonly limits: HttpLimits;
  /** Whether what it serves from can be reached. */
  readonly isReady: () => Promise<boolean>;
  readonly onRequest: (record: RequestRecord) => void;
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
  /** Begins to trace a request, and answers what ends it; null where nobody wants traces. */
  readonly trace: RequestTracer | null;
}

type Asked = Pick<Visit, 'caller' | 'isTooMuch'>;
/** @returns gets null for a client that went away. */
export type RequestTracer = (request: IncomingMessage) => (record: RequestRecord | null) => void;

/** What is told of a request that was answered. */
type Done = Pick<RequestRecord, 'status' | 'operation' | 'outcome'>;

const HEADER_BYTES_MAX = 16_384;
/** Longer than the idle time after which usual clients and proxies drop a connection themselves. */
const KEEP_ALIVE_MS = 75_000;
const TIMEOUT_CHECK_MS = 1_000;
/** How long a client may neither send what it announced nor take what it asked for. */
const STALLED_MS = 120_000;
/** Requests that a client may send ahead on one connection. */
const PIPELINED_MAX = 16;

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #desk: SoapDesk;
  readonly #server: Server;
  /** The same where it speaks TLS. */
  readonly #tlsServer: HttpsServer | null;
  /** Requests that are not answered yet, by connection. */
  readonly #waiting = new WeakMap<Socket, number>();
  readonly #requestIds: RequestIds;
  #closing = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#requestIds = new RequestIds(options.trustedProxies);
    const { endpoints, sites, publicUrl, onUnexpectedError } = options;
    const { envelopeBytesMax } = options.limits;
    const originOf = (request: IncomingMessage) => this.#origin(request);
    this.#desk = new SoapDesk({
      endpoints,
      sites,
      publicUrl,
      envelopeBytesMax,
      originOf,
      onUnexpectedError,
    });
    const { requestTimeoutMs, headersTimeoutMs, connectionsMax } = options.limits;
    const limits = {
      maxHeaderSize: HEADER_BYTES_MAX,
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    };
    this.#tlsServer =
      options.tls && createHttpsServer({ ...limits, ...secureContext(options.tls) });
    this.#server = this.#tlsServer ?? createHttpServer(limits);
    this.#server.maxConnections = connectionsMax;
    this.#server.timeout = STALLED_MS;
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      if (!this.#admit(request.socket, response)) return;
      const caller = this.#callerOf(request);
      this.#serve(request, response, caller).catch((error: unknown) => {
        options.onUnexpectedError(error, caller.requestId);
        response.destroy();
      });
    };
    this.#server.on('request', onRequest);
    // A body that is refused for its size is refused before the client sends it.
    this.#server.on('checkContinue', onRequest);
  }

  /** @throws Error with the system's code, such as EADDRINUSE. */
  async listen(host: string, port: number): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('Not listening on TCP.');
    return address;
  }

  /**
   * From now on new connections get these certificates. Those that there are live on, but none is
   * resumed: keys of TLS sessions end with the certificates that they were made beside.
   *
   * Whether clients are asked for certificates was settled at the start.
   *
   * @throws Error for certificates that cannot be used, and keeps the ones from before.
   */
  replaceCertificates(tls: TlsOptions): void {
    this.#tlsServer?.setSecureContext(secureContext(tls));
  }

  /**
   * Takes no more requests, finishes those that run, and cuts off what is left after the grace
   * time.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await new Promise((resolve) => this.#server.close(resolve));
    clearTimeout(cutOff);
  }

  /** Cuts off a client that asks faster than it listens. */
  #admit(socket: Socket, response: ServerResponse): boolean {
    const waiting = (this.#waiting.get(socket) ?? 0) + 1;
    if (waiting > PIPELINED_MAX) {
      socket.destroy();
      return false;
    }
    this.#waiting.set(socket, waiting);
    response.once('close', () => {
      this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1);
    });
    return true;
  }

  async #serve(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    const startedAt = performance.now();
    const { method = '', url = '/' } = request;
    const endTrace = this.#options.trace?.(request);
    const route = routeOf(url);
    // Whoever is on this machine needs no requests to make it busy.
    const isTooMuch = !isLoopbackAddress(caller.address) && !this.#options.mayAsk(caller.address);
    const asked = { caller, isTooMuch };
    const done = await this.#answer(request, response, route, asked).catch((error: unknown) => {
      endTrace?.(null);
      throw error;
    });
    const record = done && {
      requestId: caller.requestId,
      protocol: protocolOf(route),
      method,
      path: url.split('?', 1)[0] ?? '',
      address: caller.address,
      ...done,
      durationMs: performance.now() - startedAt,
    };
    if (record) this.#options.onRequest(record);
    endTrace?.(record);
  }

  /** Null when the client is gone. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
    asked: Asked,
  ): Promise<Done | null> {
    if (route.kind === 'web') return this.#serveWeb(request, response, route, asked);
    if (route.kind !== 'health') return this.#serveSoap(request, response, route, asked);
    const isReady = async () => !this.#closing && this.#options.isReady();
    const answer = await answerHealth(request.method ?? '', route.probe, isReady);
    await this.#send(request, response, answer, asked.caller);
    return doneBy(answer);
  }

  #callerOf(request: IncomingMessage): Caller {
    const { assertion, trustedProxies } = this.#options;
    return {
      requestId: this.#requestIds.of(request),
      address: clientAddress(request, trustedProxies),
      userAgent: request.headers['user-agent'] ?? null,
      assertedUserName: assertedUserName(request, assertion, trustedProxies),
    };
  }

  /** Null when the client is gone. */
  async #serveWeb(
    request: IncomingMessage,
    response: ServerResponse,
    { prefix, firstSegment, target }: WebRoute,
    asked: Asked,
  ): Promise<Done | null> {
    const { publicUrl, sites, loadWebApp } = this.#options;
    const origin = this.#origin(request);
    const onsitePrefix = publicUrl === null && !sites.inPath ? prefix : '';
    const visit: Visit = {
      ...asked,
      firstSegment: sites.inPath ? firstSegment : '',
      baseUrlOf: (contextIdentifier) =>
        origin + (contextIdentifier === '' ? onsitePrefix : `/${contextIdentifier}`),
      // Anybody can say that they reached this server as localhost, but not from there.
      baseUrlIsSure:
        publicUrl !== null || (isLoopback(origin) && isLoopbackAddress(asked.caller.address)),
      operation: null,
      outcome: '',
    };
    response.setHeader('X-Request-Id', asked.caller.requestId);
    const webApp = await loadWebApp();
    await webApp.handle(request, { visit, target, response, isLast: () => this.#closing });
    if (!response.writableFinished) return null;
    const { operation, outcome } = visit;
    return { status: response.statusCode, operation, outcome };
  }

  /** Null when the client is gone. */
  async #serveSoap(
    request: IncomingMessage,
    response: ServerResponse,
    route: SoapRoute,
    { caller, isTooMuch }: Asked,
  ): Promise<Done | null> {
    const answer = isTooMuch
      ? this.#desk.refuseForNow(request)
      : await this.#desk.answer(request, response, route, caller);
    if (answer === null) return null;
    await this.#send(request, response, answer, caller);
    return doneBy(answer);
  }

  #origin(request: IncomingMessage): string {
    const { publicUrl, trustedProxies } = this.#options;
    return publicUrl ?? requestOrigin(request, trustedProxies);
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    { requestId }: Caller,
  ): Promise<void> {
    const coding = acceptedCoding(request.headers['accept-encoding']);
    const body = coding === 'identity' ? answer.body : await encodeBody(answer.body, coding);
    const bytes = Buffer.byteLength(body);
    const unread = !request.complete;
    // One list of names and values, which Node writes as it is.
    const headers = [
      'Content-Type',
      answer.contentType,
      'Content-Length',
      String(bytes),
      'X-Content-Type-Options',
      'nosniff',
      'Cache-Control',
      'no-store',
      'X-Request-Id',
      requestId,
    ];
    if (answer.headers) headers.push(...Object.entries(answer.headers).flat());
    if (coding !== 'identity') headers.push('Content-Encoding', coding, 'Vary', 'Accept-Encoding');
    if (unread || this.#closing) headers.push('Connection', 'close');
    response.writeHead(answer.status, headers);
    // Text of one byte a character goes out with the header in one write, and unconverted.
    const encoding = bytes === body.length ? 'latin1' : 'utf8';
    if (request.method === 'HEAD') response.end();
    else if (!unread) response.end(body, encoding);
    else {
      response.write(body, encoding);
      await discardBody(request);
      response.end();
    }
  }
}

function doneBy({ status, operation = null, outcome = '' }: Answer): Done {
  return { status, operation, outcome };
}

function protocolOf(route: Route): Protocol {
  if (route.kind === 'health') return 'health';
  if (route.kind !== 'web') return 'soap';
  return /^\/api(?:[/?]|$)/i.test(route.target) ? 'rest' : 'oauth2';
}

/** Whether a client has a certificate is for those to ask who rely on it. */
function secureContext({ cert, key, clientCa }: TlsOptions) {
  const client = { ca: clientCa ?? undefined, requestCert: true, rejectUnauthorized: false };
  return { cert, key, ...(clientCa === null ? {} : client) };
}
