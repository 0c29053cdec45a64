/**
 * The Fastify application that serves everything but SOAP on the same port. REST and OAuth are
 * plug-ins. It does not listen itself.
 *
 * It handles what they share: limits on bodies, CORS, and cache headers. The plug-ins define the
 * meaning of requests and the form of errors.
 */
import { type IncomingMessage, METHODS, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import cors from '@fastify/cors';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Answer } from './answer.ts';
import { type BodyLimits, discardBody, readBody } from './body.ts';
import { corsOptions, requireAllowedOrigin } from './cross-origin.ts';
import type { Recording } from './recording.ts';
import { tooManyRequests } from './web-problem.ts';
import type { WebRequestContext } from './web-request-context.ts';

export interface WebAppOptions {
  /** Origins whose pages may call. `*` for all origins, empty for none. */
  readonly corsOrigins: readonly string[];
  readonly bodyLimits: BodyLimits;
  readonly plugins: readonly FastifyPluginAsync[];
}

/** Longer parts of a path get the answer for an unknown address. */
const PARAMETER_CHARACTERS_MAX = 1000;

export interface WebRequest {
  readonly context: WebRequestContext;
  /** Path and query, without the prefix of a tenant or an application path. */
  readonly target: string;
  readonly response: ServerResponse;
  /** Whether the connection accepts no further request. */
  readonly isLast: () => boolean;
  /**
   * Changes the answer before it is sent. Returns null if it is sent in another way. Null except
   * for requests into which a test may inject a fault.
   */
  readonly changeAnswer: ((answer: Answer) => Answer | null) | null;
}

export class WebApp {
  readonly #app: FastifyInstance;
  readonly #requests: WeakMap<IncomingMessage, WebRequest>;

  private constructor(app: FastifyInstance, requests: WeakMap<IncomingMessage, WebRequest>) {
    this.#app = app;
    this.#requests = requests;
  }

  static async create({ corsOrigins, bodyLimits, plugins }: WebAppOptions): Promise<WebApp> {
    const requests = new WeakMap<IncomingMessage, WebRequest>();
    const requestOf = (request: IncomingMessage) => {
      const known = requests.get(request);
      if (!known) throw new Error('The request did not come through the server.');
      return known;
    };
    const app = Fastify({
      routerOptions: {
        caseSensitive: false,
        ignoreTrailingSlash: true,
        maxParamLength: PARAMETER_CHARACTERS_MAX,
      },
      // The router gets the request as `node:http` has it.
      rewriteUrl: (request) => readable(requestOf(request as IncomingMessage).target),
    });
    // Otherwise Fastify would answer unknown methods itself, in its own form.
    for (const method of METHODS) {
      if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
    }
    app.decorateRequest('context', {
      getter() {
        return requestOf(this.raw).context;
      },
    });
    // Runs before the body is read.
    app.addHook('onRequest', async ({ raw, context, routeOptions }) => {
      if (context.isTooMuch) throw tooManyRequests();
      if (routeOptions.config?.acceptsAnyOrigin) return;
      requireAllowedOrigin(raw, new URL(context.baseUrlOf('')).origin, corsOrigins);
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', async ({ raw, context }: FastifyRequest) => {
      const body = await readBody(raw, bodyLimits, () => requestOf(raw).response.writeContinue());
      context.recording?.takeBody(body);
      return body;
    });
    app.addHook('onSend', async (request, reply, given) => {
      const { raw, context } = request;
      reply.header('X-Content-Type-Options', 'nosniff');
      if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
      if (!raw.complete || requestOf(raw).isLast()) reply.header('Connection', 'close');
      const web = requestOf(raw);
      const payload = web.changeAnswer ? await change(web, context, reply, given) : given;
      if (context.recording !== null) record(context.recording, context, reply, payload);
      if (raw.complete || raw.method === 'HEAD' || typeof payload !== 'string') return payload;
      reply.header('Content-Length', Buffer.byteLength(payload));
      return Readable.from(thenDiscardBody(payload, raw));
    });
    if (corsOrigins.length > 0) await app.register(cors, corsOptions(corsOrigins));
    for (const plugin of plugins) await app.register(plugin);
    await app.ready();
    return new WebApp(app, requests);
  }

  /** Resolves when the answer was sent or the client disconnected. */
  async handle(request: IncomingMessage, webRequest: WebRequest): Promise<void> {
    const { response } = webRequest;
    if (response.closed) return;
    this.#requests.set(request, webRequest);
    const closed = new Promise((resolve) => response.once('close', resolve));
    this.#app.routing(request, response);
    await closed;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }
}

/** Returns the changed body. */
async function change(
  { changeAnswer, response }: Pick<WebRequest, 'changeAnswer' | 'response'>,
  context: WebRequestContext,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const { 'content-type': contentType = '', ...others } = reply.getHeaders();
  const headers = Object.entries(others).map(([name, value]) => [name, String(value)]);
  const answer: Answer = {
    status: reply.statusCode,
    contentType: String(contentType),
    body: typeof payload === 'string' ? payload : '',
    headers: Object.fromEntries(headers),
    operation: context.operation,
    outcome: context.outcome,
  };
  const changed = changeAnswer?.(answer);
  if (changed === answer) return payload;
  if (!changed) {
    // Fastify must not write to the connection meanwhile.
    if (!response.closed) await new Promise((resolve) => response.once('close', resolve));
    return payload;
  }
  context.outcome = changed.outcome ?? '';
  for (const [name, value] of Object.entries(changed.headers ?? {})) {
    if (!reply.hasHeader(name)) reply.header(name, value);
  }
  reply.code(changed.status).header('Content-Type', changed.contentType);
  return changed.body;
}

function record(
  recording: Recording,
  { operation, outcome }: WebRequestContext,
  { raw, statusCode }: FastifyReply,
  payload: unknown,
): void {
  recording.takeAnswer({
    status: statusCode,
    operation,
    outcome,
    fields: () => Object.entries(raw.getHeaders()).map(([name, value]) => [name, `${value}`]),
    body: typeof payload === 'string' ? payload : '',
  });
}

/**
 * Escapes a target that cannot be decoded, so that it gets the usual answer for an unknown
 * address.
 */
function readable(target: string): string {
  try {
    decodeURIComponent(target);
    return target;
  } catch {
    return target.replaceAll('%', '%25');
  }
}

/** Sends the answer to a client that may still be sending its body, then discards the body. */
async function* thenDiscardBody(payload: string, request: IncomingMessage) {
  yield payload;
  await discardBody(request);
}
