/**
 * Listening: one `node:http` server for the SOAP services and the pages about them.
 *
 * Takes care of sizes, times, compression, addresses and shutdown; what a message means is not its
 * business.
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { businessErrorOf } from '../soap/business-error.ts';
import type { SoapEndpoint } from '../soap/endpoint.ts';
import { SoapFault, statusOfFault } from '../soap/fault.ts';
import { refuse, type SoapResponse } from '../soap/response.ts';
import { type AddressOptions, clientAddress, requestOrigin } from './addresses.ts';
import { type AssertionOptions, assertedUserName } from './asserted-user.ts';
import { acceptedCoding, BodyError, type BodyProblem, encodeBody, readBody } from './body.ts';
import {
  type Answer,
  addressOf,
  answerRoot,
  answerService,
  answerText,
  CONTEXT_IDENTIFIER,
} from './pages.ts';
import { type Route, routeOf } from './routes.ts';
import { explainProblem, type Site, type Sites } from './sites.ts';

export interface HttpLimits {
  /** Of a request's body, before and after decompression. */
  readonly envelopeBytesMax: number;
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly connectionsMax: number;
}

/** What is told of each request, for the log. */
export interface RequestRecord {
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
  readonly sites: Sites;
  readonly assertion: AssertionOptions;
  /** Null to speak HTTP without TLS. */
  readonly tls: TlsOptions | null;
  readonly limits: HttpLimits;
  readonly onRequest: (record: RequestRecord) => void;
  readonly onUnexpectedError: (error: unknown) => void;
}

type ServiceRoute = Extract<Route, { kind: 'service' }>;

/** A service of a tenant, as it was addressed. */
interface Addressed {
  readonly endpoint: SoapEndpoint;
  readonly site: Site;
  readonly route: ServiceRoute;
}

const HEADER_BYTES_MAX = 16_384;
/** Longer than the idle time after which usual clients and proxies drop a connection themselves. */
const KEEP_ALIVE_MS = 75_000;
const TIMEOUT_CHECK_MS = 1_000;
/** How long a client may neither send what it announced nor take what it asked for. */
const STALLED_MS = 120_000;
/** Requests that a client may send ahead on one connection. */
const PIPELINED_MAX = 16;
/** How long a client that was refused may go on sending before it is cut off. */
const REFUSED_BODY_MS = 2_000;

const BODY_FAULTS: Readonly<
  Record<Exclude<BodyProblem, 'aborted'>, (limits: HttpLimits) => SoapFault>
> = {
  'too-large': ({ envelopeBytesMax }) =>
    new SoapFault('body-too-large', `The message is larger than ${envelopeBytesMax} bytes.`),
  'unsupported-encoding': () =>
    new SoapFault(
      'media-type-unsupported',
      'The Content-Encoding is not supported; expected gzip, deflate or none.',
    ),
  undecodable: () =>
    new SoapFault('body-undecodable', 'The message is not in the Content-Encoding that it names.'),
};

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  /** Requests that are not answered yet, by connection. */
  readonly #waiting = new WeakMap<Socket, number>();
  #closing = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const { requestTimeoutMs, headersTimeoutMs, connectionsMax } = options.limits;
    const limits = {
      maxHeaderSize: HEADER_BYTES_MAX,
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    };
    this.#server =
      options.tls === null
        ? createHttpServer(limits)
        : createHttpsServer({ ...limits, ...secureContext(options.tls) });
    this.#server.maxConnections = connectionsMax;
    this.#server.timeout = STALLED_MS;
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      if (!this.#admit(request.socket, response)) return;
      this.#serve(request, response).catch((error: unknown) => {
        options.onUnexpectedError(error);
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

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const { method = '', url = '/' } = request;
    const address = clientAddress(request, this.#options.trustedProxies);
    const answer = await this.#answer(request, response, address);
    if (answer === null) return;
    await this.#send(request, response, answer);
    this.#options.onRequest({
      method,
      path: url.split('?', 1)[0] ?? '',
      status: answer.status,
      address,
      operation: answer.operation ?? null,
      outcome: answer.outcome ?? '',
      durationMs: performance.now() - startedAt,
    });
  }

  /** Null when the client is gone. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
  ): Promise<Answer | null> {
    const { method, url = '/' } = request;
    const route = routeOf(url);
    const reads = method === 'GET' || method === 'HEAD';
    if (!reads && method !== 'POST') {
      const message = `The method ${method} is not allowed here; send SOAP by POST, read by GET.`;
      const fault = new SoapFault('method-not-allowed', message);
      return { ...this.#refuse(request, fault), headers: { Allow: 'GET, HEAD, POST' } };
    }
    if (reads && route.kind === 'root') return this.#answerRoot(request);
    try {
      const addressed = await this.#find(route);
      return reads
        ? this.#answerPage(request, addressed)
        : await this.#answerSoap(request, response, addressed, address);
    } catch (error) {
      const fault = this.#asFault(error);
      return reads
        ? answerText(statusOfFault(fault, '1.1'), fault.message)
        : this.#refuse(request, fault);
    }
  }

  async #answerSoap(
    request: IncomingMessage,
    response: ServerResponse,
    { endpoint, site }: Addressed,
    address: string,
  ): Promise<SoapResponse | null> {
    const { limits, assertion, trustedProxies } = this.#options;
    const soapAction = request.headers['soapaction'];
    try {
      const body = await readBody(request, limits.envelopeBytesMax, () => response.writeContinue());
      return await endpoint.handle({
        contentType: request.headers['content-type'],
        soapAction: Array.isArray(soapAction) ? soapAction.join(',') : soapAction,
        body,
        caller: {
          address,
          userAgent: request.headers['user-agent'] ?? null,
          assertedUserName: assertedUserName(request, assertion, trustedProxies),
        },
        handlers: site.handlers.get(endpoint.declaration.name) ?? {},
      });
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      if (error.problem === 'aborted') return null;
      throw BODY_FAULTS[error.problem](limits);
    }
  }

  #answerPage(request: IncomingMessage, { endpoint, site, route }: Addressed): Answer {
    const { publicUrl } = this.#options;
    const { declaration } = endpoint;
    const address =
      publicUrl === null
        ? this.#origin(request) + route.path
        : addressOf(publicUrl, site.contextIdentifier, declaration);
    return answerService(declaration, address, route.wantsWsdl);
  }

  #answerRoot(request: IncomingMessage): Answer {
    const { endpoints, sites } = this.#options;
    const services = endpoints.map(({ declaration }) => declaration);
    return answerRoot(services, this.#origin(request), sites.inPath);
  }

  #origin(request: IncomingMessage): string {
    const { publicUrl, trustedProxies } = this.#options;
    return publicUrl ?? requestOrigin(request, trustedProxies);
  }

  /** @throws SoapFault when nothing is served at this address. */
  async #find(route: Route): Promise<Addressed> {
    const { endpoints, sites } = this.#options;
    const wanted = route.kind === 'service' ? route.serviceName.toLowerCase() : null;
    const endpoint = endpoints.find(({ declaration }) => declaration.name.toLowerCase() === wanted);
    if (route.kind !== 'service' || !endpoint) throw this.#unknownService();
    const contextIdentifier = sites.inPath ? route.firstSegment : '';
    const site = await sites.find(contextIdentifier);
    if (typeof site === 'object') return { endpoint, site, route };
    throw new SoapFault('tenant-unavailable', explainProblem(site, contextIdentifier));
  }

  #unknownService(): SoapFault {
    const { endpoints, sites } = this.#options;
    const tenant = sites.inPath ? CONTEXT_IDENTIFIER : '';
    const paths = endpoints.map(({ declaration }) => addressOf('', tenant, declaration));
    return new SoapFault(
      'service-unknown',
      `There is nothing at this address. Services are at ${paths.join(' and ')}.`,
    );
  }

  #asFault(error: unknown): SoapFault {
    if (error instanceof SoapFault) return error;
    const { unexpected, message } = businessErrorOf(error);
    if (unexpected) this.#options.onUnexpectedError(error);
    return new SoapFault('receiver-error', message);
  }

  #refuse(request: IncomingMessage, fault: SoapFault): SoapResponse {
    return refuse(fault, request.headers['content-type']);
  }

  async #send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    const coding = acceptedCoding(request.headers['accept-encoding']);
    const body = await encodeBody(answer.body, coding);
    const unread = !request.complete;
    response.writeHead(answer.status, {
      ...answer.headers,
      'Content-Type': answer.contentType,
      'Content-Length': body.length,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      ...(coding !== 'identity' && { 'Content-Encoding': coding, Vary: 'Accept-Encoding' }),
      ...((unread || this.#closing) && { Connection: 'close' }),
    });
    if (request.method === 'HEAD') response.end();
    else if (unread) await endAfterBody(request, response, body);
    else response.end(body);
  }
}

/** Whether a client has a certificate is for those to ask who rely on it. */
function secureContext({ cert, key, clientCa }: TlsOptions) {
  const client = { ca: clientCa ?? undefined, requestCert: true, rejectUnauthorized: false };
  return { cert, key, ...(clientCa === null ? {} : client) };
}

/**
 * Answers a client that is still sending. Closing at once would reset the connection, and the
 * client would lose the answer: so what it sends is thrown away for a while.
 */
async function endAfterBody(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  response.write(body);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, REFUSED_BODY_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).resume();
  });
  response.end();
}
