/** Answers errors as OAuth 2.0 has them, in JSON. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../domain/errors.ts';
import { WebProblem } from '../web/web-problem.ts';
import { bodyOf, oauthErrorOf, unexpectedError } from './oauth-error.ts';

interface ErrorOptions {
  readonly onUnexpectedError: (error: unknown, requestId: string) => void;
}

export function answerOAuthError(
  { onUnexpectedError }: ErrorOptions,
  error: unknown,
  { context }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (context.caller.notes) context.caller.notes.error = error;
  const known = oauthErrorOf(error);
  if (!known || isUnavailable(error)) onUnexpectedError(error, context.caller.requestId);
  const told = known ?? unexpectedError();
  context.outcome = told.error;
  const headers = error instanceof WebProblem ? error.headers : told.headers;
  return reply
    .code(told.status)
    .headers({ ...headers, Pragma: 'no-cache' })
    .send(bodyOf(told));
}
