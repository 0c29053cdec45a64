/** Routes whose other methods are refused as HTTP asks: 405, with those that there are. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { WebProblem } from './web-problem.ts';

/** Answers the body, or sends the reply itself. */
export type WebHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Beside GET there is HEAD, and beside all OPTIONS where cross-origin requests are allowed. */
export function addRoute(
  app: FastifyInstance,
  url: string,
  handlers: Readonly<Partial<Record<(typeof METHODS)[number], WebHandler>>>,
): void {
  const refused = METHODS.filter((method) => handlers[method] === undefined);
  const served = METHODS.filter((method) => handlers[method] !== undefined);
  for (const method of served) {
    const handler = handlers[method];
    if (handler) app.route({ method, url, handler });
  }
  const allow = served.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  app.route({
    method: refused,
    url,
    onRequest: async ({ method }) => {
      const message = `The method ${method} is not allowed here; expected ${allow.join(' or ')}.`;
      throw new WebProblem(405, message, { Allow: allow.join(', ') });
    },
    handler: async () => {},
  });
}
