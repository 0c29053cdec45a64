/** SOAP calls of the services, and short names for their refusals. */
import assert from 'node:assert/strict';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import type { SoapVersion } from '../../src/soap/version.ts';
import { soapVersions } from '../../src/soap/version.ts';
import { escapeText } from '../../src/xml/escape.ts';
import {
  type Answer,
  credentials,
  envelope,
  inServices,
  isNil,
  post,
  textAt,
} from './soap-messages.ts';

export interface ServiceCall {
  /** Such as `User`. */
  readonly service: string;
  /** The element in the body, without a namespace. */
  readonly body: string;
  /** The text of the header block. If absent, the block is omitted. */
  readonly applicationToken?: string | undefined;
  readonly ticket?: string | undefined;
  readonly version?: SoapVersion;
}

/** @param base the URL before `/Remote`. Online, it contains the context identifier. */
export function callService(base: string, call: ServiceCall): Promise<Answer> {
  const { service, version = '1.1' } = call;
  return post(base, messageOf(call), {
    contentType: `${soapVersions[version].mediaType}; charset=utf-8`,
    path: `/Remote/Services88/${service}.svc`,
  });
}

export function messageOf({ body, applicationToken, ticket, version }: ServiceCall): string {
  const blocks = [
    applicationToken === undefined ? '' : inServices(element('ApplicationToken', applicationToken)),
    ticket === undefined ? '' : credentials(escapeText(ticket)),
  ];
  return envelope(inServices(body), blocks.join(''), version);
}

/** The body of each operation that a test calls. */
export const operations = {
  byPassword: (userName: string, password: string) =>
    '<AuthenticateUsernamePassword>' +
    element('UserName', userName) +
    element('Password', password) +
    '</AuthenticateUsernamePassword>',
  byPair: (key: string, value: string) =>
    '<AuthenticateGeneric><AuthenticationData><AuthenticationGenericDataKeyValuePair>' +
    element('Key', key) +
    element('Value', value) +
    '</AuthenticationGenericDataKeyValuePair></AuthenticationData></AuthenticateGeneric>',
  byAccessToken: (token: string) =>
    `<AuthenticateWithAccessToken>${element('AccessToken', token)}</AuthenticateWithAccessToken>`,
  changeOwnPassword: (oldPassword: string, newPassword: string) =>
    '<ChangeOwnPassword>' +
    element('OldPassword', oldPassword) +
    element('NewPassword', newPassword) +
    '</ChangeOwnPassword>',
  implicit: '<AuthenticateImplicit/>',
  systemInfo: '<GetSystemInfo/>',
  getAccessToken: ({
    appToken,
    includeCsSession,
  }: {
    readonly appToken?: string | undefined;
    readonly includeCsSession?: boolean;
  } = {}) =>
    '<GetAccessToken>' +
    (appToken === undefined ? '' : element('AppToken', appToken)) +
    (includeCsSession === undefined
      ? ''
      : element('IncludeCsSession', includeCsSession ? 'true' : 'false')) +
    '</GetAccessToken>',
} as const;

function element(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`;
}

/** Refusals by exception type and message. Both must match. */
const EXCEPTIONS: readonly (readonly [words: string, type: string, message: RegExp])[] = [
  ['no application token', 'SoSentryException', /^The request has no application token\./],
  [
    'unknown application',
    'SoSentryException',
    /^The application token is refused: it is of no registered application\./,
  ],
  [
    'disabled application',
    'SoSentryException',
    /^The application token is refused: its application is disabled\./,
  ],
  [
    'not installed',
    'SoSentryException',
    /^The application token is refused: its application is not installed at \w+\.$/,
  ],
  [
    'agent not granted',
    'SoSentryException',
    /^The application .+ may not use the \w+ agent, which is restricted Online\./,
  ],
  [
    'AppToken refused',
    'SoInvalidArgumentException',
    /^AppToken is refused: it is of no registered application\./,
  ],
  [
    'AppToken disabled',
    'SoInvalidArgumentException',
    /^AppToken is refused: its application is disabled\./,
  ],
  [
    'AppToken not installed',
    'SoInvalidArgumentException',
    /^AppToken is refused: its application is not installed at \w+\./,
  ],
  ['no CS user', 'SoIllegalOperationException', /^The user \S+ has no Customer Service user /],
  ['no ticket', 'SoSessionException', /^Authentication failed! The request has no ticket\./],
  ['session refused', 'SoSessionException', /^Authentication failed! The ticket is not valid /],
  ['token refused', 'SoSessionException', /^Authentication failed! The access token is not valid /],
  ['login refused', 'SoSessionException', /^Authentication failed! The user name or the password /],
  [
    'no passwords',
    'SoSessionException',
    /^Authentication failed! An Online installation takes no /,
  ],
  ['unreadable', 'SoSessionException', /^Authentication failed! Expected Authorization: Basic /],
];

const TENANT_FAULTS: readonly (readonly [words: string, message: RegExp])[] = [
  ['tenant missing', /^This installation has many tenants\. Put the context identifier of one /],
  ['tenant unknown', /^There is no tenant "\w+" here\. Check the context identifier/],
  ['tenant suspended', /^The tenant "\w+" is suspended\. An administrator can resume it\.$/],
];

/** The parts of an answer that are checked. */
export type ReadAnswer = Pick<Answer, 'status' | 'header' | 'body'>;

/** Returns the refusal's short name. Null if the call was not refused. */
export function refusalOf({ status, header, body }: ReadAnswer): string | null {
  if (body.name === 'Fault') return tenantRefusalOf(status, reasonOf({ body }));
  assert.equal(status, 200);
  const info = header.get('ExceptionInfo');
  assert.equal(header.get('Succeeded')?.text, info ? 'false' : 'true');
  if (!info) return null;
  // A number, a boolean and the like always have a value.
  const results = body.children.filter((child) => !isNil(child) && !isZero(child.text));
  assert.deepEqual(results, [], 'a refusal comes without a result');
  const [, type = ''] =
    /^SuperOffice\.Exceptions\.(\w+)$/.exec(textAt(info, 'ExceptionType') ?? '') ?? [];
  return refusalInWords(type, textAt(info, 'Message') ?? '');
}

function isZero(text: string): boolean {
  return ['0', 'false', '0001-01-01T00:00:00'].includes(text);
}

/** @param type the exception type without its namespace. */
export function refusalInWords(type: string, message: string): string {
  const known = EXCEPTIONS.find(
    ([, expected, pattern]) => type === expected && pattern.test(message),
  );
  return known?.[0] ?? `${type}: ${message}`;
}

/** Also for refusals of GET requests. */
export function tenantRefusalOf(status: number, message: string): string {
  const known = status === 421 && TENANT_FAULTS.find(([, pattern]) => pattern.test(message));
  return known ? known[0] : `${status}: ${message}`;
}

/** The reason of a fault, in either version of SOAP. */
export function reasonOf({ body }: Pick<Answer, 'body'>): string {
  return textAt(body, 'faultstring') ?? textAt(body, 'Reason', 'Text') ?? '';
}

export interface AnsweredLogin {
  readonly name: string;
  readonly fullName: string;
  /** From the principal. Empty on-site. */
  readonly contextIdentifier: string;
  readonly ticket: string;
}

/** Null if nobody was authenticated. */
export function loginOf(answer: ReadAnswer): AnsweredLogin | null {
  const { body } = answer;
  assert.equal(refusalOf(answer), null);
  assert.equal(body.name, 'AuthenticateResponse');
  const authenticated = textAt(body, 'AuthenticationSucceeded');
  if (authenticated === 'false') {
    assert.equal(textAt(body, 'Response'), null, 'whoever was not authenticated is told nothing');
    assert.equal(textAt(body, 'Credentials', 'Ticket'), null);
    return null;
  }
  assert.equal(authenticated, 'true');
  const ticket = textAt(body, 'Credentials', 'Ticket') ?? '';
  const contextIdentifier = textAt(body, 'Response', 'DatabaseContextIdentifier') ?? '';
  assert.equal(parseTicket(ticket)?.contextIdentifier, contextIdentifier);
  return {
    name: textAt(body, 'Response', 'Associate') ?? '',
    fullName: textAt(body, 'Response', 'FullName') ?? '',
    contextIdentifier,
    ticket,
  };
}

/** @throws AssertionError if nobody was authenticated. */
export async function logIn(base: string, call: ServiceCall): Promise<AnsweredLogin> {
  const login = loginOf(await callService(base, call));
  assert.ok(login, 'nobody was authenticated');
  return login;
}

/** @throws AssertionError if there is no access token. */
export function accessTokenOf(answer: ReadAnswer): string {
  assert.equal(refusalOf(answer), null);
  const token = textAt(answer.body, 'Response') ?? '';
  assert.match(token, /^8A:/);
  return token;
}
