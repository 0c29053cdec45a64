/** Answers errors of the login that have no form of their own: as plain text. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../domain/errors.ts';
import { WebProblem, webProblemOf } from '../web/web-problem.ts';

export const UNEXPECTED =
  'The server could not do this because of an error of its own. Try again later.';

export function answerLoginProblem(
  onUnexpectedError: (error: unknown, requestId: string) => void,
  error: unknown,
  { context }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (context.caller.notes) context.caller.notes.error = error;
  const known = webProblemOf(error);
  if (!known) onUnexpectedError(error, context.caller.requestId);
  const problem = known ?? new WebProblem(isUnavailable(error) ? 503 : 500, UNEXPECTED);
  context.outcome = known ? 'refused' : 'error';
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('text/plain; charset=utf-8')
    .send(`${problem.message}\n`);
}
