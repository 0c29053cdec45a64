/** Answers to requests with an injected fault: what is sent of them, and what is recorded. */
import { type Answer, answerText } from '../web/answer.ts';
import type { FaultHit, StatusFault } from './fault-injector.ts';

const FAULT_FIELD = 'X-Ticketoffice-Fault';

/**
 * Returns the answer as the client gets it, marked with the id of the fault. Its status is 0 if
 * the connection fails before it.
 */
export function faultyAnswer(answer: Answer, { id, status, connection }: FaultHit): Answer {
  if (connection && connection.kind !== 'slow' && connection.kind !== 'truncate') {
    return { ...answer, status: 0, body: '', outcome: 'fault' };
  }
  const told = status ? { ...answer, ...answerOfStatus(status), outcome: 'fault' } : answer;
  return { ...told, headers: { ...told.headers, [FAULT_FIELD]: id } };
}

/** Has the form of answers that a proxy makes by itself. */
function answerOfStatus({ status, retryAfterSeconds }: StatusFault): Answer {
  const headers =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return { ...answerText(status, 'A test has injected this answer.'), headers };
}
