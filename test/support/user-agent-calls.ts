/**
 * Calls the User agent by SOAP in the ordinary layout, by SOAP in the layout of the published
 * samples, and by REST. Requests and results are in the JSON of REST.
 */
import assert from 'node:assert/strict';
import { type UserService, userService } from '../../src/contract/services88/user.ts';
import { isVoid, operationPath, singleResponseOf } from '../../src/rest/operations.ts';
import { soapVersions } from '../../src/soap/version.ts';
import { escapeText } from '../../src/xml/escape.ts';
import { fieldsDecoder } from '../../src/xsd/decode.ts';
import { decodeJsonFields } from '../../src/xsd/decode-json.ts';
import { Encoder } from '../../src/xsd/encode.ts';
import { encodeJson, encodeJsonFields } from '../../src/xsd/encode-json.ts';
import { namespacesOf } from '../../src/xsd/namespaces.ts';
import { type Fields, typeOfField, XML_SCHEMA, XML_SCHEMA_INSTANCE } from '../../src/xsd/types.ts';
import { authorization, callRest, errorOf } from './rest-calls.ts';
import { type Answer, post, textAt } from './soap-messages.ts';

export type UserOperation = keyof UserService['operations'];

/** The result of a call, or its refusal. */
export type Outcome =
  /** As JSON. Undefined for an operation without a result. */
  { readonly result: unknown } | { readonly refused: string; readonly message: string };

export const ways = ['soap', 'published soap', 'rest'] as const;
export type Way = (typeof ways)[number];

/** Where to call, and with which credentials. */
export interface Place {
  readonly url: string;
  /** Empty for a call without a ticket. */
  readonly ticket: string;
}

/** @param json the request in the JSON of REST. Null for a request without a body. */
export function callUserAgent(
  way: Way,
  place: Place,
  operation: UserOperation,
  json: object,
): Promise<Outcome> {
  return way === 'rest'
    ? byRest(place, operation, json)
    : bySoap(place, operation, json, way === 'published soap');
}

/** Returns the result of a call that must not be refused. */
export async function resultOf(outcome: Promise<Outcome>) {
  const told = await outcome;
  assert.ok('result' in told, JSON.stringify(told));
  return told.result;
}

export async function requireRefused(
  outcome: Promise<Outcome>,
  type: string,
  message: RegExp,
): Promise<void> {
  const told = await outcome;
  assert.ok('refused' in told, `it was not refused: ${JSON.stringify(told)}`);
  assert.equal(told.refused, type, told.message);
  assert.match(told.message, message);
}

const STATUSES: Readonly<Record<string, readonly number[]>> = {
  SoSessionException: [401],
  SoInvalidArgumentException: [400],
  SoValidationException: [400],
  SoNotFoundException: [404],
  SoIllegalOperationException: [403, 409],
  SoLicenseException: [409],
  SoServerException: [503],
};

async function byRest(
  { url, ticket }: Place,
  operation: UserOperation,
  json: object,
): Promise<Outcome> {
  const proof = ticket === '' ? undefined : authorization.ticket(ticket);
  const path = operationPath('User', operation);
  const answer = await callRest(url, path, { authorization: proof, json });
  if (answer.status === 200) return { result: answer.json };
  if (answer.status === 204) {
    assert.ok(isVoid(userService.operations[operation]), operation);
    assert.equal(answer.text, '');
    return { result: undefined };
  }
  const { type, message } = errorOf(answer);
  assert.ok(STATUSES[type]?.includes(answer.status), `${answer.status} ${type}: ${message}`);
  return { refused: type, message };
}

async function bySoap(
  place: Place,
  operation: UserOperation,
  json: object,
  isPublished: boolean,
): Promise<Outcome> {
  const answer = await postUserAgent(place, operation, json, isPublished);
  const { response } = userService.operations[operation];
  const info = answer.header.get('ExceptionInfo');
  if (answer.body.name === 'Fault' || info) return refusalOf(answer, response);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.name, `${operation}Response`);
  if (isVoid(userService.operations[operation])) {
    const { children, text } = answer.body;
    assert.deepEqual([children, text.trim()], [[], ''], 'an empty element');
    return { result: undefined };
  }
  const decoded = fieldsDecoder(response, userService.namespace)(answer.body, operation);
  const single = singleResponseOf(userService.operations[operation]);
  if (!single) return { result: encodeJsonFields(response, decoded) };
  return { result: encodeJson(single[1], Reflect.get(decoded, single[0])) };
}

function refusalOf({ header, body, text }: Answer, response: Fields): Outcome {
  const info = header.get('ExceptionInfo');
  assert.ok(info, text);
  assert.equal(header.get('Succeeded')?.text, 'false');
  const results = Object.entries(fieldsDecoder(response, userService.namespace)(body, body.name));
  for (const [name, result] of results) {
    const field = response[name];
    assert.deepEqual(result, field && typeOfField(field).absent, 'a refusal has no result');
  }
  const type = textAt(info, 'ExceptionType') ?? '';
  const message = textAt(info, 'Message') ?? '';
  return { refused: type.replace('SuperOffice.Exceptions.', ''), message };
}

const { name: prefix, namespace, operations } = userService;
const requests = Object.values(operations).map(({ request }) => request);
const others = [...namespacesOf(requests)].filter(
  (uri) => ![namespace, XML_SCHEMA, XML_SCHEMA_INSTANCE].includes(uri),
);
const prefixes: ReadonlyMap<string, string> = new Map([
  [XML_SCHEMA_INSTANCE, 'xsi'],
  [XML_SCHEMA, 'xsd'],
  ...others.map((uri, index) => [uri, `NetServerServices88${index + 1}`] as const),
  [namespace, prefix],
]);
const encoder = new Encoder(prefixes);

/** Posts a request. The published layout uses SOAP 1.2 and marks every type. */
export function postUserAgent(
  { url, ticket }: Place,
  operation: UserOperation,
  json: object,
  isPublished: boolean,
): Promise<Answer> {
  const { request } = operations[operation];
  const values = decodeJsonFields(request, json, operation);
  const write = encoder.wrapper({ namespace, name: operation }, request);
  const body = write(values, isPublished ? 'all' : 'none');
  const proof = `<${prefix}:Ticket>${escapeText(ticket)}</${prefix}:Ticket>`;
  const blocks = `<${prefix}:Credentials>${proof}</${prefix}:Credentials>`;
  const header = isPublished ? blocks : `<SOAP-ENV:Header>${blocks}</SOAP-ENV:Header>`;
  const version = soapVersions[isPublished ? '1.2' : '1.1'];
  const declared = Array.from(prefixes, ([uri, name]) => ` xmlns:${name}="${uri}"`).join('');
  const message =
    `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${version.envelope}"${declared}>${header}` +
    `<SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
  return post(url, message, { contentType: `${version.mediaType}; charset=utf-8` });
}

/** Calls operations of the User agent as one user and by one protocol. */
export type Agent = (operation: UserOperation, json?: object) => Promise<Outcome>;

export function agentOf(way: Way, place: Place): Agent {
  return (operation, json = {}) => callUserAgent(way, place, operation, json);
}
