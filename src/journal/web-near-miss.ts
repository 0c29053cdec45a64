/** Compares refused requests to REST and OAuth with what is served, and shows the nearest form. */
import type { Service } from '../contract/service.ts';
import { paths } from '../oauth/metadata.ts';
import { grantTypes } from '../oauth/token-endpoint.ts';
import { tokenTypes } from '../oauth/token-exchange.ts';
import { exampleOf, operationsOf, type RestOperation } from '../rest/operations.ts';
import { type NearMiss, nearestForm } from './near-miss.ts';
import { nearestName } from './nearest-name.ts';

export interface WebAttempt {
  readonly reason: string;
  readonly message: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The names of the properties or parameters in the body. Null if it could not be read. */
  readonly names: readonly string[] | null;
  /** The values of OAuth's parameters. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TICKET_FORM = 'Authorization: SOTicket 7T:...';
const REST_PATHS = ['/api', '/api/openapi.json', '/api/v1/User/currentPrincipal'];

/** @param operation null if the address is unknown. */
export function restNearMiss(
  attempt: WebAttempt,
  services: readonly Service[],
  operation: RestOperation | null,
): NearMiss | null {
  const { reason, path } = attempt;
  if (reason === 'address-unknown') {
    const known = [...operationsOf(services).map((it) => it.path), ...REST_PATHS];
    const [, prefix = '', rest = path] = /^(.*?)(\/api(?:\/.*)?)$/i.exec(path) ?? [];
    const nearest = nearestName(rest, known);
    return nearestForm(nearest && prefix + nearest);
  }
  if (reason === 'method-not-allowed') {
    return nearestForm(`${operation ? 'POST' : 'GET'} ${path}`);
  }
  if (reason === 'media-type-unsupported') return nearestForm('Content-Type: application/json');
  if (reason === 'application-refused')
    return fieldMiss(attempt, 'so-apptoken', 'SO-AppToken: ...');
  if (reason === 'session-invalid' || reason.endsWith('-malformed')) {
    return fieldMiss(attempt, 'authorization', TICKET_FORM);
  }
  if (!operation) return null;
  const { request } = operation.declaration;
  if (reason === 'value-invalid' || reason === 'bad-request') {
    return nearestForm(JSON.stringify(exampleOf(request)));
  }
  return nameMiss(attempt.names ?? [], Object.keys(request), `The body of ${operation.name}`);
}

/** Fields in which clients send a ticket or a token by mistake. */
const MISTAKEN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  authorization: ['authorisation', 'soticket', 'so-ticket', 'ticket', 'x-ticket', 'credentials'],
  'so-apptoken': ['apptoken', 'x-so-apptoken', 'so-applicationtoken', 'applicationtoken'],
};

function fieldMiss({ headers }: WebAttempt, wanted: string, form: string): NearMiss {
  if (headers[wanted] !== undefined) return nearestForm(form);
  const names = Object.keys(headers);
  const mistaken = MISTAKEN_FIELDS[wanted] ?? [];
  const found = names.find((name) => mistaken.includes(name));
  const text = found
    ? `The request has the header field ${found}, which is not read.`
    : `The request has no header field ${wanted}.`;
  return { text, nearest: form };
}

/** Unknown names are ignored, so a misspelt one is as if it were not there. */
function nameMiss(
  given: readonly string[],
  known: readonly string[],
  what: string,
): NearMiss | null {
  const folded = known.map((name) => name.toLowerCase());
  const unknown = given.find((name) => !folded.includes(name.toLowerCase()));
  if (unknown === undefined) return null;
  const text = `${what} has "${unknown}", which is ignored.`;
  return { text, nearest: nearestName(unknown, known) };
}

const PARAMETERS = [
  'grant_type',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'resource',
  'audience',
  'token',
];

export function oauthNearMiss(attempt: WebAttempt): NearMiss | null {
  const { reason, path, message, names, parameters } = attempt;
  switch (reason) {
    case 'address-unknown': {
      const [, prefix = '', rest = path] = /^(.*?)(\/(?:oauth2|\.well-known).*)$/i.exec(path) ?? [];
      const nearest = nearestName(rest, Object.values(paths));
      return nearestForm(nearest && prefix + nearest);
    }
    case 'method-not-allowed':
      return nearestForm(`POST ${path}`);
    case 'media-type-unsupported':
      return nearestForm('Content-Type: application/x-www-form-urlencoded');
    case 'unsupported_grant_type':
      return nearestForm(`grant_type=${nearestValue(parameters.get('grant_type'), grantTypes)}`);
    case 'client-credentials-missing':
    case 'client-unknown':
    case 'client-secret-wrong':
      return nearestForm('Authorization: Basic base64(client id:application token)');
    case 'invalid_scope':
      return nearestForm('(without the parameter scope)');
    default:
      break;
  }
  const [, missing] = /^The parameter (\w+) is missing\.$/.exec(message) ?? [];
  if (missing !== undefined) {
    const unknown = (names ?? []).filter((name) => !PARAMETERS.includes(name));
    const meant = unknown.find((name) => nearestName(name, [missing]) !== null);
    const text = meant === undefined ? '' : `The request has "${meant}", which is not read.`;
    return { text, nearest: `${missing}=...` };
  }
  const [, typed] = /Expected a (\w+_token_type) of/.exec(message) ?? [];
  if (typed === undefined) return null;
  return nearestForm(`${typed}=${nearestValue(parameters.get(typed), tokenTypes)}`);
}

/** Clients often write only the end of a URN. */
function nearestValue(given = '', known: readonly string[]): string {
  const end = given.slice(given.lastIndexOf(':') + 1).toLowerCase();
  const ending = known.find((value) => end !== '' && value.endsWith(end));
  return ending ?? nearestName(given, known) ?? known.join(' or ');
}
