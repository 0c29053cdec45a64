/** Errors in the form of an HTTP request. Each protocol puts them into its own form. */
import { BodyError, type BodyProblem } from './body.ts';

/** The message is safe to show to the client. */
export class WebProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'WebProblem';
    this.status = status;
    this.headers = headers;
  }
}

type ProblemParts = ConstructorParameters<typeof WebProblem>;

const BODY_PROBLEMS: Readonly<Record<BodyProblem, Readonly<ProblemParts>>> = {
  'too-large': [413, 'The body is larger than this server takes.'],
  'no-room': [
    503,
    'This server is receiving too many large requests. Try again in a second.',
    { 'Retry-After': '1' },
  ],
  'unsupported-encoding': [
    415,
    'The Content-Encoding is not supported; expected gzip, deflate or none.',
  ],
  undecodable: [400, 'The body is not in the Content-Encoding that it names.'],
  aborted: [400, 'The request ended before its body did.'],
};

const UNREADABLE_TYPE =
  'The Content-Type cannot be read; expected a media type such as application/json.';
const TOO_MANY_REQUESTS =
  'Too many requests from this address. Ask less often, or try again in a second.';

export function unreadableType(): WebProblem {
  return new WebProblem(415, UNREADABLE_TYPE);
}

export function tooManyRequests(): WebProblem {
  return new WebProblem(429, TOO_MANY_REQUESTS, { 'Retry-After': '1' });
}

/** Returns null if the error does not come from the form of the request. */
export function webProblemOf(error: unknown): WebProblem | null {
  if (error instanceof WebProblem) return error;
  if (error instanceof BodyError) return new WebProblem(...BODY_PROBLEMS[error.problem]);
  // Errors of Fastify, such as a malformed path or media type.
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const { statusCode, message } = error;
  if (statusCode === 415) return unreadableType();
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? new WebProblem(statusCode, message)
    : null;
}
