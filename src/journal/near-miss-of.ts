/** The nearest valid form of a refused request, in the terms of its protocol. */
import type { ServedContract } from '../contract/served-contract.ts';
import { services } from '../contract/services88/services.ts';
import type { RefusalCause } from '../domain/request-notes.ts';
import type { NearMiss } from './near-miss.ts';
import type { Recorded } from './recorded.ts';
import type { MessageSubject } from './redact-body.ts';
import { parametersOf, restOperationAt, xmlRootOf } from './request-subject.ts';
import { soapNearMiss } from './soap-near-miss.ts';
import { oauthNearMiss, restNearMiss, type WebAttempt } from './web-near-miss.ts';

/** @param told why the request was refused. */
export function nearMissOf(
  recorded: Recorded,
  { protocol, service }: MessageSubject,
  { reason, text: message }: RefusalCause,
  contract: ServedContract,
): NearMiss | null {
  const { path, head } = recorded.request;
  if (protocol === 'page' || protocol === 'login') return null;
  if (protocol === 'soap') {
    const root = xmlRootOf(recorded);
    return soapNearMiss({ reason, message, path, contract, service, root });
  }
  const parameters = parametersOf(recorded);
  const { method = '', headers } = head;
  const names = [...parameters.keys()];
  const attempt: WebAttempt = { reason, message, method, path, headers, names, parameters };
  return protocol === 'rest'
    ? restNearMiss(attempt, services, restOperationAt(path))
    : oauthNearMiss(attempt);
}
