/** Adds routes that answer 405 with an Allow header to all other methods. */
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WebProblem } from './web-problem.ts';

/** Returns the body, or sends the reply itself. */
export type WebHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether pages of all origins may send forms. It is for forms that prove by themselves what
     * they may do: browsers send `Origin: null` from a page without a referrer.
     */
    readonly acceptsAnyOrigin?: boolean;
  }
}

/**
 * Fastify itself answers HEAD where there is GET, and OPTIONS where CORS is enabled.
 *
 * @param requireKnown throws if the pattern matches the address but nothing exists there.
 */
export function addRoute(
  app: FastifyInstance,
  url: string,
  handlers: Readonly<Partial<Record<(typeof METHODS)[number], WebHandler>>>,
  requireKnown: (request: FastifyRequest) => void = () => {},
  config: FastifyContextConfig = {},
): void {
  const served: readonly string[] = METHODS.filter((method) => handlers[method] !== undefined);
  const refused = app.supportedMethods.filter(
    (method) => method !== 'HEAD' && !served.includes(method),
  );
  for (const method of METHODS) {
    const handler = handlers[method];
    const onRequest = async (request: FastifyRequest) => requireKnown(request);
    if (handler) app.route({ method, url, config, onRequest, handler });
  }
  const allow = served.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  app.route({
    method: refused,
    url,
    onRequest: async (request) => {
      requireKnown(request);
      const { method } = request;
      const message = `The method ${method} is not allowed here; expected ${allow.join(' or ')}.`;
      throw new WebProblem(405, message, { Allow: allow.join(', ') });
    },
    handler: async () => {},
  });
}
