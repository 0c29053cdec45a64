/** Calls operations of the contract, as a client does, with credentials that are filled in. */
import type * as z from 'zod';
import {
  operationAnswer,
  operationCall,
  operationForm,
  operationQuery,
  operationSummaries,
} from '../../console-api/operations.ts';
import { services } from '../../contract/services88/services.ts';
import { DomainError } from '../../domain/errors.ts';
import { credentialsOf, sessionCredentialsOf } from '../../domain/login/authenticator.ts';
import type { Proof } from '../../domain/sessions/admission.ts';
import { operationsOf, type RestOperation } from '../../rest/operations.ts';
import { performOperation } from '../../rest/perform-operation.ts';
import { restErrorOf } from '../../rest/rest-error.ts';
import type { RestSite } from '../../rest/rest-site.ts';
import { explainProblem } from '../../web/sites.ts';
import { JsonDecodeError } from '../../xsd/decode-json.ts';
import { authorised, type ConsoleCall, type ConsoleRoute, consoleRoute } from '../console-call.ts';
import { formOf, nameOf, summaryOf } from '../operation-forms.ts';

const operations = operationsOf(services);

export const operationRoutes: readonly ConsoleRoute[] = [
  consoleRoute({
    method: 'GET',
    path: '/operations',
    summary: 'Lists the operations of the contract.',
    answer: operationSummaries,
    perform: async () => operations.map(summaryOf),
  }),
  consoleRoute({
    method: 'GET',
    path: '/operations/form',
    summary: 'Tells how the request of an operation is filled in.',
    input: operationQuery,
    answer: operationForm,
    perform: async (_call, { name }) => formOf(findOperation(name)),
  }),
  consoleRoute({
    method: 'POST',
    path: '/call',
    summary: 'Calls an operation as a client would, with the given credentials.',
    input: operationCall,
    answer: operationAnswer,
    perform: callOperation,
  }),
];

/** @throws DomainError `not-found` */
function findOperation(name: string): RestOperation {
  const found = operations.find((operation) => nameOf(operation) === name);
  if (found) return found;
  const message = `The contract has no operation ${JSON.stringify(name)}.`;
  throw new DomainError('not-found', `${message} One is User/GetAccessToken.`);
}

type Given = z.output<typeof operationCall>;

async function callOperation(
  call: ConsoleCall,
  given: Given,
): Promise<z.input<typeof operationAnswer>> {
  authorised(call, 'administer-installation');
  const operation = findOperation(given.operation);
  const site = await siteOf(call, given.tenant ?? '');
  const startedAt = performance.now();
  const took = () => performance.now() - startedAt;
  try {
    const { address } = call.caller;
    const name = call.signedIn?.actor.name ?? '';
    const userAgent = `Ticketoffice console (${name})`;
    const caller = { address, userAgent, requestId: '', assertedUserName: null };
    const client = { proof: proofOf(given), caller, origin: 'api' } as const;
    const { answer } = await performOperation(site, operation, given.fields, client);
    const status = answer === undefined ? 204 : 200;
    return { status, durationMs: took(), answer: answer ?? null, error: null };
  } catch (error) {
    const known = errorOf(error);
    // The log tells more of it.
    if (!known) throw error;
    const { status, errorType, message } = known;
    return { status, durationMs: took(), answer: null, error: { type: errorType, message } };
  }
}

function errorOf(error: unknown) {
  if (!(error instanceof JsonDecodeError)) return restErrorOf(error);
  return { status: 400, errorType: 'SoInvalidArgumentException', message: error.message };
}

/** @throws DomainError `not-found` */
async function siteOf({ parts }: ConsoleCall, contextIdentifier: string): Promise<RestSite> {
  const { sites } = parts.backend();
  const site = await sites.find(contextIdentifier);
  if (typeof site === 'object') return site;
  throw new DomainError('not-found', explainProblem(site, contextIdentifier));
}

function proofOf({ ticket, user, password = '', applicationToken = '' }: Given): Proof {
  if (ticket) return { credentials: sessionCredentialsOf(ticket), applicationToken };
  return { credentials: user ? credentialsOf(user, password) : null, applicationToken };
}
