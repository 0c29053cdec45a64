/**
 * The credentials of a request, from its header fields `Authorization` and `SO-AppToken`, and the
 * challenges for a request without valid ones.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2
 */
import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '../domain/errors.ts';
import { credentialsOf, sessionCredentialsOf } from '../domain/login/authenticator.ts';
import type { Proof } from '../domain/sessions/admission.ts';

const CHARACTERS_MAX = 8192;
const AUTHORIZATION = /^(basic|soticket|bearer) +(\S+)$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const EXPECTED =
  'Expected Authorization: Basic with user name and password in base64, SOTicket with a ticket ' +
  '(7T:...) or an access token, or Bearer with an access token (8A:...).';

/** @throws DomainError `session-invalid` for a header field that cannot be read. */
export function proofOf(headers: IncomingHttpHeaders): Proof {
  const applicationToken = headers['so-apptoken'] ?? '';
  const { authorization } = headers;
  return {
    credentials: authorization === undefined ? null : readAuthorization(authorization),
    applicationToken: String(applicationToken),
  };
}

function readAuthorization(text: string): Proof['credentials'] {
  const [, scheme = '', value = ''] =
    text.length > CHARACTERS_MAX ? [] : (AUTHORIZATION.exec(text.trim()) ?? []);
  switch (scheme.toLowerCase()) {
    case 'basic':
      return readBasic(value);
    case 'soticket':
      return sessionCredentialsOf(value);
    case 'bearer':
      return { kind: 'access-token', accessToken: value };
    default:
      throw unreadable();
  }
}

/** RFC 7617 section 2: without control characters; in UTF-8, as the challenge says. */
function readBasic(value: string): Proof['credentials'] {
  if (!BASE64.test(value)) throw unreadable();
  const text = Buffer.from(value, 'base64').toString('utf8');
  // A ticket or an access token may stand for the user name. It contains a colon of its own.
  const [, userName, password] = /^((?:7T:|8A:)?[^:\p{Cc}]*):(\P{Cc}*)$/u.exec(text) ?? [];
  if (userName === undefined || password === undefined) throw unreadable();
  return credentialsOf(userName, password);
}

function unreadable(): DomainError {
  return new DomainError('session-invalid', `Authentication failed! ${EXPECTED}`);
}

/** @param error what is wrong with the token that was sent (RFC 6750 section 3.1), or null. */
export function challengesOf(takesPasswords: boolean, error: string | null): readonly string[] {
  const flaw = error === null ? '' : `, error="invalid_token", error_description="${quote(error)}"`;
  return [
    `Bearer realm="Ticketoffice"${flaw}`,
    'SOTicket realm="Ticketoffice"',
    ...(takesPasswords ? ['Basic realm="Ticketoffice", charset="UTF-8"'] : []),
  ];
}

/** Keeps printable ASCII characters, without quotation mark and backslash. */
function quote(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
