/**
 * Listening: one `node:http` server for every protocol, with a fast path beside it.
 *
 * It takes care of sizes, times, compression, addresses and shutdown. What a message means is left
 * to the protocols.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SoapRoute } from '../soap/soap-route.ts';
import type { SoapHttpRequest, SoapRouter } from '../soap/soap-router.ts';
import { type Answer, doneBy } from '../web/answer.ts';
import { discardBody, readBody } from '../web/body.ts';
import type { BodyBudget } from '../web/body-budget.ts';
import type { RequestHead } from '../web/request-head.ts';
import type { Sites } from '../web/sites.ts';
import type { WebApp } from '../web/web-app.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { type AddressOptions, isLoopback, isLoopbackAddress, requestOrigin } from './addresses.ts';
import { AnswerBatch } from './answer-batch.ts';
import { createSoapFastPath } from './fast-path/soap-fast-path.ts';
import { answerHealth } from './health.ts';
import { NetworkConnections, type NetworkConnectionsOptions } from './network-connections.ts';
import {
  type Asked,
  type Done,
  RequestPipeline,
  type RequestPipelineOptions,
} from './request-pipeline.ts';
import { type Route, routeOf, type WebRoute } from './routes.ts';
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

export interface HttpServerOptions extends AddressOptions, RequestPipelineOptions {
  readonly soapRouter: SoapRouter;
  /** Only whether tenants are in the path is asked here. */
  readonly sites: Pick<Sites<unknown>, 'inPath'>;
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
  /** Whether plain SOAP requests are read beside `node:http`. */
  readonly fastPath: boolean;
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
  readonly #pipeline: RequestPipeline;
  readonly #server: Server;
  /** The same where it speaks TLS. */
  readonly #tlsServer: HttpsServer | null;
  /** Null where it is turned off. */
  readonly #fastPath: ReturnType<typeof createSoapFastPath> | null;
  /** By `node:http`. On the fast path those of a turn are ready together as they are. */
  readonly #answers = new AnswerBatch((complete) => setImmediate(complete));
  /** Below TLS where it speaks that, so that those without a handshake are among them. */
  readonly #sockets = new Set<Socket>();
  /** Requests that are not answered yet, by connection. */
  readonly #waiting = new WeakMap<Socket, number>();
  #closing = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#pipeline = new RequestPipeline(options);
    const { requestTimeoutMs, headersTimeoutMs, connectionsMax } = options.limits;
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
    this.#fastPath = options.fastPath ? this.#buildFastPath() : null;
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
    this.#fastPath?.close();
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
    const served = await this.#pipeline.serve(request, route, null, (asked) =>
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
   * Puts the fast path in front of `node:http`: it gets each connection first, and hands over those
   * that it does not serve.
   */
  #buildFastPath() {
    const event = this.#tlsServer ? 'secureConnection' : 'connection';
    const [handOver] = this.#server.listeners(event);
    if (!handOver) throw new Error(`node:http does not listen to ${event}.`);
    const fastPath = createSoapFastPath({
      pipeline: this.#pipeline,
      answer: (head, route, asked, readBody) => this.#answerSoap(head, route, asked, readBody),
      handOver: (socket) => handOver.call(this.#server, socket),
      firstRequestMs: this.#options.limits.headersTimeoutMs,
      keepAliveMs: KEEP_ALIVE_MS,
      now: this.#options.now,
    });
    this.#server.removeAllListeners(event);
    this.#server.on(event, (socket: Socket) => fastPath.take(socket));
    return fastPath;
  }

  /** Null when the client is gone. */
  #answerSoap(
    head: RequestHead,
    route: SoapRoute,
    { caller, isTooMuch }: Asked,
    readBody: SoapHttpRequest['readBody'],
  ): Promise<Answer | null> {
    const { soapRouter } = this.#options;
    if (isTooMuch) return Promise.resolve(soapRouter.refuseForNow(head));
    return soapRouter.answer({ head, route, caller, readBody, originOf: this.#originOf });
  }

  /** Null when the client is gone. */
  async #serveWeb(
    request: IncomingMessage,
    response: ServerResponse,
    { prefix, firstSegment, target }: WebRoute,
    asked: Asked,
  ): Promise<Done | null> {
    const { publicUrl, sites, loadWebApp } = this.#options;
    const origin = this.#originOf(request);
    const onsitePrefix = publicUrl === null && !sites.inPath ? prefix : '';
    const context: WebRequestContext = {
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
    await webApp.handle(request, { context, target, response, isLast: () => this.#closing });
    if (!response.writableFinished) return null;
    const { operation, outcome } = context;
    return { status: response.statusCode, operation, outcome };
  }

  readonly #originOf = (request: RequestHead): string => {
    const { publicUrl, trustedProxies } = this.#options;
    return publicUrl ?? requestOrigin(request, trustedProxies);
  };

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

/** Whether a client has a certificate is for those to ask who rely on it. */
function secureContext({ cert, key, clientCa }: TlsOptions) {
  const client = { ca: clientCa ?? undefined, requestCert: true, rejectUnauthorized: false };
  return { cert, key, ...(clientCa === null ? {} : client) };
}
