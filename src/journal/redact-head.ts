/** Hides the values of header fields, of queries and of forms. */
import { type Shape, UNKNOWN } from './message-shape.ts';
import { redactName } from './redact-json.ts';
import { redactValue } from './redact-xml.ts';
import type { Redaction } from './redaction.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** The fields that are shown. The values of all others are hidden. */
const SHOWN_FIELDS: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'allow',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'date',
  'expect',
  'host',
  'keep-alive',
  'mime-version',
  'origin',
  'pragma',
  'referrer-policy',
  'retry-after',
  'so-culture',
  'so-language',
  'so-timezone',
  'soapaction',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'vary',
  'www-authenticate',
  'x-content-type-options',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
  'x-ticketoffice-fault',
]);
const SHOWN_PREFIXES = ['access-control-', 'sec-fetch-', 'sec-ch-ua'];

const FIELD_NAME = /^[\w-]{1,64}$/;
const BASIC = /^(basic) +([A-Za-z0-9+/_-]+=*)$/i;
const SCHEME = /^([A-Za-z]{1,20}) +(.+)$/s;

export function redactFields(fields: Pairs, redaction: Redaction): Pairs {
  return fields.map(([name, value]) => {
    const told = FIELD_NAME.test(name) ? redaction.show(name) : redaction.hide(name, 'unknown');
    return [told, redactField(name.toLowerCase(), value, redaction)];
  });
}

function redactField(name: string, value: string, redaction: Redaction): string {
  if (name === 'authorization') return redactAuthorization(value, redaction);
  if (name === 'so-apptoken') return redaction.hide(value, 'application token');
  const isShown =
    SHOWN_FIELDS.has(name) || SHOWN_PREFIXES.some((prefix) => name.startsWith(prefix));
  return isShown ? redaction.show(value) : redaction.hide(value, 'unknown');
}

/** Basic credentials are shown decoded, so that readers can follow the password. */
function redactAuthorization(value: string, redaction: Redaction): string {
  const [, basic, encoded] = BASIC.exec(value.trim()) ?? [];
  if (basic !== undefined && encoded !== undefined) {
    // Also hides the encoded text, wherever else it is.
    const whole = redaction.hide(encoded, 'secret');
    const decoded = Buffer.from(encoded, 'base64').toString('utf8');
    const [, name, password] = /^((?:7T:|8A:)?[^:]*):(.*)$/s.exec(decoded) ?? [];
    if (name === undefined || password === undefined) return `${basic} ${whole}`;
    // Hidden first, so that the name is not shown if it is the same.
    const hidden = redaction.hide(password, 'password');
    return `${basic} base64(${redactValue(name, 'name', redaction)}:${hidden})`;
  }
  const [, scheme, rest] = SCHEME.exec(value.trim()) ?? [];
  return scheme === undefined || rest === undefined
    ? redaction.hide(value, 'unknown')
    : `${scheme} ${redaction.hide(rest, 'secret')}`;
}

/** @param query without the question mark. */
export function redactQuery(query: string, redaction: Redaction): string {
  // What SOAP reads in a query has no values.
  if (/^(?:singleWsdl|wsdl)$/i.test(query)) return query;
  return redactForm(query, UNKNOWN, redaction);
}

/** @param form names and values as `application/x-www-form-urlencoded`. */
export function redactForm(form: string, shape: Shape, redaction: Redaction): string {
  if (form === '') return '';
  if (!form.includes('=')) return redaction.hide(form, 'unknown');
  const told = [...new URLSearchParams(form)].map(([name, value]) => {
    const { text } = shape.property(name);
    const redacted = redactValue(value, text, redaction);
    const isPlain = redacted === value;
    return `${redactName(name, redaction)}=${isPlain ? encodeURIComponent(value) : redacted}`;
  });
  return told.join('&');
}
