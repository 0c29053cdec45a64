/**
 * Listening: one `node:http` server for the SOAP services and the pages about them.
 *
 * Takes care of sizes, times, compression, addresses and shutdown; what a message means is not its
 * business.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Service } from '../contract/service.ts';
import type { SoapEndpoint } from '../soap/endpoint.ts';
import { SoapFault } from '../soap/fault.ts';
import { indexPage, servicePage } from '../soap/help-page.ts';
import { refuse, type SoapResponse } from '../soap/response.ts';
import { wsdlOf } from '../soap/wsdl.ts';
import { type AddressOptions, clientAddress, requestOrigin } from './addresses.ts';
import { acceptedCoding, BodyError, type BodyProblem, encodeBody, readBody } from './body.ts';
import { type Route, routeOf } from './routes.ts';

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

export interface HttpServerOptions extends AddressOptions {
  readonly endpoints: readonly SoapEndpoint[];
  readonly limits: HttpLimits;
  readonly onRequest: (record: RequestRecord) => void;
  readonly onUnexpectedError: (error: unknown) => void;
}

type ServiceRoute = Extract<Route, { kind: 'service' }>;

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly operation?: string | null;
  readonly outcome?: string;
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

const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

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
    this.#server = createServer({
      maxHeaderSize: HEADER_BYTES_MAX,
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    });
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
    const answer = await this.#answer(request, response, routeOf(url), address);
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
    route: Route,
    address: string,
  ): Promise<Answer | null> {
    const service = route.kind === 'service' ? this.#findService(route) : undefined;
    switch (request.method) {
      case 'POST':
        return service
          ? this.#answerSoap(service, request, response, address)
          : refuse(this.#unknownService(), request.headers['content-type']);
      case 'GET':
      case 'HEAD':
        return this.#answerPage(request, route, service?.declaration);
      default: {
        const message = `The method ${request.method} is not allowed here; send SOAP by POST, read by GET.`;
        const fault = refuse(
          new SoapFault('method-not-allowed', message),
          request.headers['content-type'],
        );
        return { ...fault, headers: { Allow: 'GET, HEAD, POST' } };
      }
    }
  }

  async #answerSoap(
    endpoint: SoapEndpoint,
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
  ): Promise<SoapResponse | null> {
    const { limits } = this.#options;
    const contentType = request.headers['content-type'];
    const soapAction = request.headers['soapaction'];
    try {
      const body = await readBody(request, limits.envelopeBytesMax, () => response.writeContinue());
      return await endpoint.handle({
        contentType,
        soapAction: Array.isArray(soapAction) ? soapAction.join(',') : soapAction,
        body,
        caller: { address, userAgent: request.headers['user-agent'] ?? null },
      });
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      return error.problem === 'aborted'
        ? null
        : refuse(BODY_FAULTS[error.problem](limits), contentType);
    }
  }

  #answerPage(request: IncomingMessage, route: Route, service: Service | undefined): Answer {
    const { publicUrl, trustedProxies } = this.#options;
    const origin = publicUrl ?? requestOrigin(request, trustedProxies);
    if (route.kind === 'service' && service) {
      const address = publicUrl === null ? origin + route.path : addressOf(publicUrl, service);
      if (route.wantsWsdl) {
        return {
          status: 200,
          contentType: 'text/xml; charset=utf-8',
          body: wsdlOf(service, address),
        };
      }
      return htmlAnswer(servicePage(service, address));
    }
    if (route.kind === 'root') {
      const services = this.#options.endpoints.map(({ declaration }) => declaration);
      return htmlAnswer(indexPage(services, (each) => addressOf(origin, each)));
    }
    return {
      status: 404,
      contentType: 'text/plain; charset=utf-8',
      body: `${this.#unknownService().message}\n`,
    };
  }

  #findService({ serviceName }: ServiceRoute) {
    const wanted = serviceName.toLowerCase();
    return this.#options.endpoints.find(
      ({ declaration }) => declaration.name.toLowerCase() === wanted,
    );
  }

  #unknownService(): SoapFault {
    const paths = this.#options.endpoints.map(({ declaration }) => addressOf('', declaration));
    return new SoapFault(
      'service-unknown',
      `There is nothing at this address. Services are at ${paths.join(' and ')}.`,
    );
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

function addressOf(origin: string, { name }: Service): string {
  return `${origin}/Remote/Services88/${name}.svc`;
}

function htmlAnswer(body: string): Answer {
  return { status: 200, contentType: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS };
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
