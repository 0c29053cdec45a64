/**
 * Listening: one `node:http` server for the SOAP services and the pages about them.
 *
 * Takes care of sizes, times, compression, addresses and shutdown; what a message means is not its
 * business.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SoapEndpoint } from '../soap/endpoint.ts';
import { BodyError, discardBody, readBody } from '../web/body.ts';
import type { BodyBudget } from '../web/body-budget.ts';
import type { Sites } from '../web/sites.ts';
import type { Visit } from '../web/visit.ts';
import type { WebApp } from '../web/web-app.ts';
import { type AddressOptions, isLoopback, isLoopbackAddress, requestOrigin } from './addresses.ts';
import { AnswerBatch } from './answer-batch.ts';
import { Arrivals } from './arrivals.ts';
import { FastPath, type FastRequest } from './fast-path.ts';
import { answerHealth } from './health.ts';
import { NetworkConnections, type NetworkConnectionsOptions } from './network-connections.ts';
import type { Answer } from './pages.ts';
import {
  type Asked,
  type Client,
  type Done,
  RequestDesk,
  type RequestDeskOptions,
} from './request-desk.ts';
import type { RequestHead } from './request-head.ts';
import { type Route, routeOf, type SoapRoute, type WebRoute } from './routes.ts';
import { type ReadBody, SoapDesk, type SoapSite } from './soap-desk.ts';
import { type WireAnswer, wireAnswerOf } from './wire-answer.ts';

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
  /** Of each network. */
  readonly networkConnections: NetworkConnectionsOptions;
}

/** Certificates in PEM form. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients; null when clients need none. */
  readonly clientCa: string | null;
}

export interface HttpServerOptions extends AddressOptions, RequestDeskOptions {
  readonly endpoints: readonly SoapEndpoint[];
  readonly sites: Sites<SoapSite>;
  /** Everything that is not SOAP; asked for when the first such request comes. */
  readonly loadWebApp: () => Promise<WebApp>;
  /** Null to speak HTTP without TLS. */
  readonly tls: TlsOptions | null;
  readonly limits: HttpLimits;
  /** For the bodies of all requests. */
  readonly bodyBudget: BodyBudget;
  /** Whether what it serves from can be reached. */
  readonly isReady: () => Promise<boolean>;
  readonly now: () => number;
}

/** What serving on the fast path needs of a head. */
interface Accepted {
  readonly route: SoapRoute;
  readonly client: Client;
}

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
  readonly #desk: RequestDesk;
  readonly #soapDesk: SoapDesk;
  readonly #server: Server;
  /** The same where it speaks TLS. */
  readonly #tlsServer: HttpsServer | null;
  readonly #fastPath: FastPath<Accepted>;
  readonly #arrivals = new Arrivals();
  /** By `node:http`. On the fast path those of a turn are ready together as they are. */
  readonly #answers = new AnswerBatch((complete) => setImmediate(complete));
  /** Below TLS where it speaks that, so that those without a handshake are among them. */
  readonly #sockets = new Set<Socket>();
  /** Requests that are not answered yet, by connection. */
  readonly #waiting = new WeakMap<Socket, number>();
  #closing = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#desk = new RequestDesk(options);
    const { envelopeBytesMax, requestTimeoutMs, headersTimeoutMs, connectionsMax } = options.limits;
    const originOf = (request: RequestHead) => this.#origin(request);
    this.#soapDesk = new SoapDesk({ ...options, envelopeBytesMax, originOf });
    const limits = {
      maxHeaderSize: HEADER_BYTES_MAX,
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    };
    this.#tlsServer =
      options.tls &&
      createHttpsServer({
        ...limits,
        handshakeTimeout: headersTimeoutMs,
        ...secureContext(options.tls),
      });
    this.#server = this.#tlsServer ?? createHttpServer(limits);
    this.#server.maxConnections = connectionsMax;
    this.#server.timeout = STALLED_MS;
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      if (this.#admit(request.socket, response)) void this.#serve(request, response);
    };
    this.#server.on('request', onRequest);
    // A body that is refused for its size is refused before the client sends it.
    this.#server.on('checkContinue', onRequest);
    this.#fastPath = this.#buildFastPath();
    this.#watchConnections(new NetworkConnections(options.limits.networkConnections));
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
    const cutOff = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceMs);
    this.#fastPath.close();
    await new Promise((resolve) => this.#server.close(resolve));
    clearTimeout(cutOff);
  }

  /** Before anybody else learns of a connection, and before its handshake. */
  #watchConnections(networks: NetworkConnections): void {
    const listeners = this.#server.listeners('connection');
    this.#server.removeAllListeners('connection');
    this.#server.on('connection', (socket: Socket) => {
      if (!networks.admit(socket)) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      for (const listener of listeners) listener.call(this.#server, socket);
    });
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

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = routeOf(request.url ?? '/');
    const served = await this.#desk.serve(request, route, null, (asked) =>
      this.#answer(request, response, route, asked),
    );
    if (!served) response.destroy();
  }

  /** Null when the client is gone. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
    asked: Asked,
  ): Promise<Done | null> {
    if (route.kind === 'web') return this.#serveWeb(request, response, route, asked);
    const { bodyBudget: budget } = this.#options;
    const answer =
      route.kind === 'health'
        ? await answerHealth(request.method ?? '', route.probe, () => this.#isReady())
        : await this.#answerSoap(request, route, asked, (bytesMax) =>
            readBody(request, { bytesMax, budget }, () => response.writeContinue()),
          );
    if (answer === null) return null;
    const wireAnswer = await wireAnswerOf(
      answer,
      asked.caller.requestId,
      request.headers['accept-encoding'],
    );
    await this.#send(request, response, wireAnswer);
    return doneBy(answer);
  }

  async #isReady(): Promise<boolean> {
    return !this.#closing && this.#options.isReady();
  }

  /**
   * SOAP by plain requests, which is nearly all that busy clients send, beside `node:http`. Both
   * answer the same.
   */
  #buildFastPath(): FastPath<Accepted> {
    const event = this.#tlsServer ? 'secureConnection' : 'connection';
    const [handOver] = this.#server.listeners(event);
    if (!handOver) throw new Error(`node:http does not listen to ${event}.`);
    const fastPath = new FastPath<Accepted>({
      accept: (head) => this.#accept(head),
      serve: (request) => this.#arrivals.add(() => void this.#serveFast(request)),
      handOver: (socket) => handOver.call(this.#server, socket),
      firstRequestMs: this.#options.limits.headersTimeoutMs,
      keepAliveMs: KEEP_ALIVE_MS,
      now: this.#options.now,
    });
    this.#server.removeAllListeners(event);
    this.#server.on(event, (socket: Socket) => fastPath.take(socket));
    return fastPath;
  }

  #accept(head: RequestHead): Accepted | null {
    const route = routeOf(head.url ?? '');
    if (route.kind !== 'service') return null;
    try {
      return { route, client: this.#desk.clientOf(head) };
    } catch {
      // It is handed over, and what is wrong with it told when it is served.
      return null;
    }
  }

  async #serveFast({ head, accepted, body, send }: FastRequest<Accepted>): Promise<void> {
    const { route, client } = accepted;
    const served = await this.#desk.serve(head, route, client, async (asked) => {
      const readBody: ReadBody = (bytesMax) => {
        if (body.length > bytesMax) throw new BodyError('too-large');
        return body;
      };
      const answer = await this.#answerSoap(head, route, asked, readBody);
      if (answer === null) throw new Error('A request that was read whole was not answered.');
      const { requestId } = asked.caller;
      const wireAnswer = wireAnswerOf(answer, requestId, head.headers['accept-encoding']);
      const ready = wireAnswer instanceof Promise ? await wireAnswer : wireAnswer;
      send(ready);
      return doneBy(answer);
    });
    if (!served) send(null);
  }

  /** Null when the client is gone. */
  #answerSoap(
    request: RequestHead,
    route: SoapRoute,
    { caller, isTooMuch }: Asked,
    readBody: ReadBody,
  ): Promise<Answer | null> {
    return isTooMuch
      ? Promise.resolve(this.#soapDesk.refuseForNow(request))
      : this.#soapDesk.answer(request, route, caller, readBody);
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
      baseUrlIsSet: publicUrl !== null,
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

  #origin(request: RequestHead): string {
    const { publicUrl, trustedProxies } = this.#options;
    return publicUrl ?? requestOrigin(request, trustedProxies);
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    { status, fields, body, encoding }: WireAnswer,
  ): Promise<void> {
    const unread = !request.complete;
    response.writeHead(
      status,
      unread || this.#closing ? [...fields, 'Connection', 'close'] : [...fields],
    );
    if (request.method === 'HEAD') response.end();
    else if (!unread) {
      await this.#answers.join();
      response.end(body, encoding);
    } else {
      response.write(body, encoding);
      await discardBody(request);
      response.end();
    }
  }
}

function doneBy({ status, operation = null, outcome = '' }: Answer): Done {
  return { status, operation, outcome };
}

/** Whether a client has a certificate is for those to ask who rely on it. */
function secureContext({ cert, key, clientCa }: TlsOptions) {
  const client = { ca: clientCa ?? undefined, requestCert: true, rejectUnauthorized: false };
  return { cert, key, ...(clientCa === null ? {} : client) };
}
