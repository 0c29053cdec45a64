/**
 * Everything that is not SOAP, on the same port: REST and OAuth are plug-ins of one Fastify
 * application, which never listens itself.
 *
 * It does what they share: bodies under limits, cross-origin rules, cache headers. What a request
 * means and how an error is said is theirs.
 */
import { type IncomingMessage, METHODS, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import cors from '@fastify/cors';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyRequest,
} from 'fastify';
import { type BodyLimits, discardBody, readBody } from './body.ts';
import { corsOptions, requireAllowedOrigin } from './cross-origin.ts';
import type { Visit } from './visit.ts';
import { WebProblem } from './web-problem.ts';

export interface WebAppOptions {
  /** Origins whose pages may call; `*` for all of them, and none for none. */
  readonly corsOrigins: readonly string[];
  readonly bodyLimits: BodyLimits;
  readonly plugins: readonly FastifyPluginAsync[];
}

const TOO_MANY_REQUESTS =
  'Too many requests from this address. Ask less often, or try again in a second.';

export interface Arrival {
  readonly visit: Visit;
  /** The path and query below what stands in front for a tenant or an application path. */
  readonly target: string;
  readonly response: ServerResponse;
  /** Whether no further request is taken on the connection. */
  readonly isLast: () => boolean;
}

export class WebApp {
  readonly #app: FastifyInstance;
  readonly #arrivals: WeakMap<IncomingMessage, Arrival>;

  private constructor(app: FastifyInstance, arrivals: WeakMap<IncomingMessage, Arrival>) {
    this.#app = app;
    this.#arrivals = arrivals;
  }

  static async create({ corsOrigins, bodyLimits, plugins }: WebAppOptions): Promise<WebApp> {
    const arrivals = new WeakMap<IncomingMessage, Arrival>();
    const arrivalOf = (request: IncomingMessage) => {
      const arrival = arrivals.get(request);
      if (!arrival) throw new Error('The request did not come through the server.');
      return arrival;
    };
    const app = Fastify({
      routerOptions: { caseSensitive: false, ignoreTrailingSlash: true },
      // Its router takes the request as it is in Node.
      rewriteUrl: (request) => readable(arrivalOf(request as IncomingMessage).target),
    });
    // Else it would answer those that it does not know itself, in a form of its own.
    for (const method of METHODS) {
      if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
    }
    app.decorateRequest('visit', {
      getter() {
        return arrivalOf(this.raw).visit;
      },
    });
    // Before the body is read.
    app.addHook('onRequest', async ({ raw, visit }) => {
      if (visit.isTooMuch) throw new WebProblem(429, TOO_MANY_REQUESTS, { 'Retry-After': '1' });
      requireAllowedOrigin(raw, new URL(visit.baseUrlOf('')).origin, corsOrigins);
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', async ({ raw }: FastifyRequest) =>
      readBody(raw, bodyLimits, () => arrivalOf(raw).response.writeContinue()),
    );
    app.addHook('onSend', async ({ raw }, reply, payload) => {
      reply.header('X-Content-Type-Options', 'nosniff');
      if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
      if (!raw.complete || arrivalOf(raw).isLast()) reply.header('Connection', 'close');
      if (raw.complete || raw.method === 'HEAD' || typeof payload !== 'string') return payload;
      reply.header('Content-Length', Buffer.byteLength(payload));
      return Readable.from(thenDiscardBody(payload, raw));
    });
    if (corsOrigins.length > 0) await app.register(cors, corsOptions(corsOrigins));
    for (const plugin of plugins) await app.register(plugin);
    await app.ready();
    return new WebApp(app, arrivals);
  }

  /** Resolves when the answer is out, or the client gone. */
  async handle(request: IncomingMessage, arrival: Arrival): Promise<void> {
    const { response } = arrival;
    if (response.closed) return;
    this.#arrivals.set(request, arrival);
    const closed = new Promise((resolve) => response.once('close', resolve));
    this.#app.routing(request, response);
    await closed;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }
}

/** What cannot be decoded is no address of ours, and is to be answered like any other such. */
function readable(target: string): string {
  try {
    decodeURIComponent(target);
    return target;
  } catch {
    return target.replaceAll('%', '%25');
  }
}

/** The client is answered before it has sent its body, and may go on sending for a while. */
async function* thenDiscardBody(payload: string, request: IncomingMessage) {
  yield payload;
  await discardBody(request);
}
