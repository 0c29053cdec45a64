/**
 * The HTTP server: one `node:http` server for all protocols, with a fast path beside it.
 *
 * It handles size limits, timeouts, compression, addresses and shutdown. The protocols handle the
 * content of messages.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SoapRoute } from '../soap/soap-route.ts';
import type { SoapHttpRequest } from '../soap/soap-router.ts';
import { type Answer, doneBy } from '../web/answer.ts';
import { discardBody, readBody } from '../web/body.ts';
import type { BodyBudget } from '../web/body-budget.ts';
import type { OperationRequest } from '../web/operation-router.ts';
import type { Recording } from '../web/recording.ts';
import type { RequestHead } from '../web/request-head.ts';
import type { WebRequestContext } from '../web/web-request-context.ts';
import { type AddressOptions, isLoopback, isLoopbackAddress, requestOrigin } from './addresses.ts';
import { AnswerBatch } from './answer-batch.ts';
import { type Backend, BackendSlot } from './backend.ts';
import { ConnectionFaults } from './connection-faults.ts';
import { httpDate } from './fast-path/response-head.ts';
import { createRoutedFastPath } from './fast-path/routed-fast-path.ts';
import { faultyAnswer } from './faulty-answer.ts';
import { answerHealth } from './health.ts';
import { type MountedApp, targetBelow } from './mounted-app.ts';
import { NetworkConnections } from './network-connections.ts';
import {
  createNodeServer,
  type HttpLimits,
  KEEP_ALIVE_MS,
  secureContext,
  type TlsOptions,
} from './node-server.ts';
import {
  type Done,
  type Requester,
  RequestPipeline,
  type RequestPipelineOptions,
} from './request-pipeline.ts';
import { type OperationRoute, type Route, routeOfRequest, type WebRoute } from './routes.ts';
import { WebFaults } from './web-faults.ts';
import { codingsFor, recordedAnswerOf, type WireAnswer, wireAnswerOf } from './wire-answer.ts';

export interface HttpServerOptions
  extends AddressOptions,
    Omit<RequestPipelineOptions, 'backends'> {
  readonly backend: Backend;
  /** Null to speak HTTP without TLS. */
  readonly tls: TlsOptions | null;
  readonly limits: HttpLimits;
  /** Shared by the bodies of all requests. */
  readonly bodyBudget: BodyBudget;
  /** Whether plain SOAP requests and calls by REST are served on the fast path. */
  readonly fastPath: boolean;
  /** Null if there is none. */
  readonly mounted: MountedApp | null;
}

/** The most pipelined requests on one connection. */
const PIPELINED_MAX = 16;

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #backends: BackendSlot;
  readonly #pipeline: RequestPipeline;
  readonly #server: Server;
  /** The same server as `#server`. Null without TLS. */
  readonly #tlsServer: HttpsServer | null;
  /** Null if it is off. */
  readonly #fastPath: ReturnType<typeof createRoutedFastPath> | null;
  /** For answers by `node:http`. On the fast path, answers of a turn are ready together anyway. */
  readonly #answers = new AnswerBatch((complete) => setImmediate(complete));
  /** The TCP sockets below TLS, so that they include connections without a finished handshake. */
  readonly #sockets = new Set<Socket>();
  readonly #connectionFaults: ConnectionFaults;
  /** The number of unanswered requests of each connection. */
  readonly #waiting = new WeakMap<Socket, number>();
  #closing = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#backends = new BackendSlot(options.backend);
    this.#connectionFaults = new ConnectionFaults({
      sockets: this.#sockets,
      now: this.#now,
      onUnexpectedError: options.onUnexpectedError,
    });
    this.#pipeline = new RequestPipeline({ ...options, backends: this.#backends });
    const { server, tlsServer } = createNodeServer(options.tls, options.limits);
    this.#server = server;
    this.#tlsServer = tlsServer;
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      if (this.#admit(request.socket, response)) void this.#serve(request, response);
    };
    this.#server.on('request', onRequest);
    // Lets a body that is too large be refused before the client sends it.
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
   * Uses these certificates for new connections. Existing connections stay open, but their TLS
   * sessions cannot be resumed, because the session ticket keys are replaced too.
   *
   * Cannot change whether client certificates are requested.
   *
   * @throws Error if the certificates are unusable. The old ones then stay in use.
   */
  replaceCertificates(tls: TlsOptions): void {
    this.#tlsServer?.setSecureContext(secureContext(tls));
  }

  /**
   * Answers new requests by another backend. Resolves when the previous one has answered its last
   * request.
   */
  replaceBackend(backend: Backend): Promise<void> {
    return this.#backends.replace(backend);
  }

  /**
   * Accepts no more requests, finishes the running ones, and closes the remaining connections
   * after the grace time.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const cutOff = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceMs);
    this.#fastPath?.close();
    this.#backends.backend.faultInjector?.close();
    await new Promise((resolve) => this.#server.close(resolve));
    clearTimeout(cutOff);
  }

  /** Runs before other listeners and before the TLS handshake. */
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

  /** Closes the connection if the client pipelines too many requests. */
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
    const { mounted } = this.#options;
    const mountedTarget = mounted && targetBelow(mounted, request.url ?? '/');
    if (mounted && mountedTarget !== null) {
      return this.#serveMounted(mounted, request, response, mountedTarget);
    }
    const route = routeOfRequest(request);
    const served = await this.#pipeline.serve(request, route, null, (requester) =>
      this.#answer(request, response, route, requester),
    );
    if (!served) response.destroy();
  }

  async #serveMounted(
    mounted: MountedApp,
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
  ): Promise<void> {
    try {
      await mounted.handle(request, response, target, () => this.#closing);
    } catch (error) {
      this.#options.onUnexpectedError(error, '');
      response.destroy();
    }
  }

  /** Returns null if the client has disconnected. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
    requester: Requester,
  ): Promise<Done | null> {
    if (route.kind === 'web') return this.#serveWeb(request, response, route, requester);
    const { bodyBudget: budget } = this.#options;
    const given =
      route.kind === 'health'
        ? await answerHealth(request.method ?? '', route.probe, () => this.#isReady(requester))
        : await this.#answerRouted(request, route, requester, (bytesMax) =>
            readBody(request, { bytesMax, budget }, () => response.writeContinue()),
          );
    if (given === null) return null;
    const hit = requester.faults?.hit;
    const answer = hit ? faultyAnswer(given, hit) : given;
    const wireAnswer = await wireAnswerOf(
      answer,
      requester.caller.requestId,
      codingsFor(route, request),
    );
    requester.recording?.takeAnswer(recordedAnswerOf(answer, wireAnswer));
    if (hit?.connection) this.#connectionFaults.send(request.socket, wireAnswer, hit);
    else await this.#send(request, response, wireAnswer);
    return doneBy(answer);
  }

  async #isReady({ backend }: Requester): Promise<boolean> {
    return !this.#closing && backend.isReady();
  }

  /**
   * Puts the fast path before `node:http`. It gets each connection first and hands over those
   * that it does not serve.
   */
  #buildFastPath() {
    const event = this.#tlsServer ? 'secureConnection' : 'connection';
    const [handOver] = this.#server.listeners(event);
    if (!handOver) throw new Error(`node:http does not listen to ${event}.`);
    const fastPath = createRoutedFastPath({
      pipeline: this.#pipeline,
      answer: (head, route, requester, readBody) =>
        this.#answerRouted(head, route, requester, readBody),
      disturb: (socket, answer, hit) => this.#connectionFaults.send(socket, answer, hit),
      handOver: (socket) => handOver.call(this.#server, socket),
      firstRequestMs: this.#options.limits.headersTimeoutMs,
      keepAliveMs: KEEP_ALIVE_MS,
      now: this.#now,
    });
    this.#server.removeAllListeners(event);
    this.#server.on(event, (socket: Socket) => fastPath.take(socket));
    return fastPath;
  }

  /** Returns null if the client has disconnected. */
  #answerRouted(
    head: RequestHead,
    route: SoapRoute | OperationRoute,
    { caller, isTooMuch, recording, backend }: Requester,
    readPlain: SoapHttpRequest['readBody'],
  ): Promise<Answer | null> {
    const { soapRouter } = backend;
    const readBody = recording === null ? readPlain : recordingBody(recording, readPlain);
    if (route.kind === 'operation') {
      return answerOperation(backend, { head, route, caller, isTooMuch, readBody });
    }
    if (isTooMuch) return Promise.resolve(soapRouter.refuseForNow(head, caller));
    return soapRouter.answer({ head, route, caller, readBody, originOf: this.#originOf });
  }

  /** Returns null if the client has disconnected. */
  async #serveWeb(
    request: IncomingMessage,
    response: ServerResponse,
    { prefix, firstSegment, target }: WebRoute,
    { caller, isTooMuch, recording, faults, backend }: Requester,
  ): Promise<Done | null> {
    const { publicUrl } = this.#options;
    const { sites, loadWebApp } = backend;
    const origin = this.#originOf(request);
    const onsitePrefix = publicUrl === null && !sites.inPath ? prefix : '';
    const context: WebRequestContext = {
      caller,
      isTooMuch,
      recording,
      firstSegment: sites.inPath ? firstSegment : '',
      baseUrlOf: (contextIdentifier) =>
        origin + (contextIdentifier === '' ? onsitePrefix : `/${contextIdentifier}`),
      // A request for localhost is only trusted if it comes from this machine.
      baseUrlIsSure:
        publicUrl !== null || (isLoopback(origin) && isLoopbackAddress(caller.address)),
      baseUrlIsSet: publicUrl !== null,
      operation: null,
      outcome: '',
    };
    response.setHeader('Date', httpDate(this.#now()));
    response.setHeader('X-Request-Id', caller.requestId);
    const webApp = await loadWebApp();
    const webFaults =
      faults &&
      new WebFaults(faults, recording, (answer, hit) =>
        this.#connectionFaults.send(request.socket, answer, hit),
      );
    const changeAnswer = webFaults?.change ?? null;
    const isLast = () => this.#closing;
    const handled = webApp.handle(request, { context, target, response, isLast, changeAnswer });
    const disturbed = await (webFaults ? Promise.race([handled, webFaults.disturbed]) : handled);
    if (disturbed) return disturbed;
    if (!response.writableFinished) return null;
    const { operation, outcome } = context;
    return { status: response.statusCode, operation, outcome };
  }

  readonly #now = (): number => this.#backends.backend.now();

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
    const isLast = unread || this.#closing;
    const dated = [...fields, 'Date', httpDate(this.#now())];
    response.writeHead(status, isLast ? [...dated, 'Connection', 'close'] : dated);
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

async function answerOperation(
  { loadOperationRouter, sites }: Backend,
  {
    route,
    ...request
  }: Omit<OperationRequest, 'path' | 'firstSegment'> & {
    readonly route: OperationRoute;
  },
): Promise<Answer | null> {
  const router = await loadOperationRouter();
  const firstSegment = sites.inPath ? route.firstSegment : '';
  return router.answer({ ...request, path: route.path, firstSegment });
}

function recordingBody(
  recording: Recording,
  readBody: SoapHttpRequest['readBody'],
): SoapHttpRequest['readBody'] {
  const take = (body: Buffer) => {
    recording.takeBody(body);
    return body;
  };
  // On the fast path the body is there already, and a promise would cost more than the record.
  return (bytesMax) => {
    const body = readBody(bytesMax);
    return body instanceof Promise ? body.then(take) : take(body);
  };
}
