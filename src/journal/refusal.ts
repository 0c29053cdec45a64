/** Words for why a request was refused: from its error, and from what the domain finds out. */
import { DomainError } from '../domain/errors.ts';
import { AuthorizeError } from '../domain/federation/authorize-error.ts';
import type { RefusalCause } from '../domain/request-notes.ts';
import { LoginProblem, ReturnedError, type UncertainReturn } from '../login/authorization-error.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import { SoapFault } from '../soap/fault.ts';
import { webProblemOf } from '../web/web-problem.ts';
import { JsonDecodeError } from '../xsd/decode-json.ts';
import type { JournalOutcome } from './journal-entry.ts';

/** What the journal says about the end of a request. */
export interface Ending {
  readonly outcome: Exclude<JournalOutcome, 'fault'>;
  /** Null if the request succeeded. */
  readonly told: RefusalCause | null;
}

const WEB_REASONS: ReadonlyMap<number, string> = new Map([
  [403, 'origin-refused'],
  [404, 'address-unknown'],
  [405, 'method-not-allowed'],
  [406, 'not-acceptable'],
  [413, 'body-too-large'],
  [415, 'media-type-unsupported'],
  [421, 'tenant-unavailable'],
  [429, 'too-many-requests'],
  [503, 'unavailable'],
]);

/** Reasons that are the server's fault. */
const FAILURES: readonly string[] = ['unavailable', 'busy', 'server_error', 'receiver-error'];

/** Answers that tell a refusal without an error, by their outcome. */
const QUIET_REFUSALS: Readonly<Record<string, RefusalCause>> = {
  'login-refused': {
    reason: 'credentials-missing',
    text: 'The request has no credentials that the operation understands.',
  },
  'link-not-valid': {
    reason: 'link-not-valid',
    text: 'The link is unknown, was used, has expired, or ended with the sessions of its user.',
  },
};

/** Authorization requests that end on a page of ours. */
const LOGIN_REFUSALS: Readonly<Record<UncertainReturn, RefusalCause>> = {
  application: {
    reason: 'client-unknown',
    text: 'No enabled application has the client_id that was sent.',
  },
  redirect: {
    reason: 'redirect-uri-unregistered',
    text: 'The application has not registered the redirect_uri that was sent.',
  },
  repeated: {
    reason: 'bad-request',
    text: 'A parameter came twice or is too long, or the form was not made for this browser.',
  },
};

/**
 * @param outcome the word for the log.
 * @param error the one that the client was told. Null if there was none.
 */
export function endingOf(outcome: string, error: unknown): Ending {
  if (error === null && outcome === 'succeeded') return SUCCEEDED;
  if (error !== null) {
    const told = causeOf(error);
    const isFailure = told === UNEXPECTED || FAILURES.includes(told.reason);
    return { outcome: isFailure ? 'failed' : 'refused', told };
  }
  const told = QUIET_REFUSALS[outcome] ?? null;
  return { outcome: told ? 'refused' : 'succeeded', told };
}

const SUCCEEDED: Ending = { outcome: 'succeeded', told: null };

const UNEXPECTED: RefusalCause = {
  reason: 'unexpected-error',
  text: 'The server failed because of an error of its own. The log has it under this request id.',
};

function causeOf(error: unknown): RefusalCause {
  if (error instanceof DomainError) return { reason: error.code, text: error.message };
  if (error instanceof AuthorizeError) return { reason: error.code, text: error.message };
  if (error instanceof ReturnedError) return { reason: error.code, text: error.message };
  if (error instanceof LoginProblem) return LOGIN_REFUSALS[error.problem];
  if (error instanceof SoapFault) return { reason: error.reason, text: error.message };
  if (error instanceof OAuthError) return { reason: error.error, text: error.message };
  if (error instanceof JsonDecodeError) return { reason: 'value-invalid', text: error.message };
  const problem = webProblemOf(error);
  if (!problem) return UNEXPECTED;
  const reason = WEB_REASONS.get(problem.status) ?? 'bad-request';
  return { reason, text: problem.message };
}
