/** Messages of a fuzzer: good messages, changes to them, and XML with names of this contract. */
import fc from 'fast-check';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { soapVersions } from '../../src/soap/version.ts';
import { SERVICES88, XSI } from '../support/soap-messages.ts';
import { SO_PRINCIPAL, USER } from './wire.ts';

export const [SOAP11, SOAP12] = [soapVersions['1.1'].envelope, soapVersions['1.2'].envelope];

/** The request of the documentation. */
export const SAMPLE =
  `<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP12}"` +
  ` xmlns:xsi="${XSI}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:User="${SERVICES88}">` +
  '<User:ApplicationToken>1234567-1234-9876</User:ApplicationToken>' +
  `<User:Credentials><User:Ticket>${sampleTicket}</User:Ticket></User:Credentials>` +
  '<SOAP-ENV:Body><User:GetAccessToken><User:AppToken xsi:type="xsd:string"></User:AppToken>' +
  '<User:IncludeCsSession xsi:type="xsd:boolean">false</User:IncludeCsSession>' +
  '</User:GetAccessToken></SOAP-ENV:Body></SOAP-ENV:Envelope>';

const call = (operation: string, content = '', envelope = SOAP11) =>
  `<s:Envelope xmlns:s="${envelope}" xmlns:t="${SERVICES88}" xmlns:xsi="${XSI}"><s:Header>` +
  `<t:Credentials><t:Ticket>${sampleTicket}</t:Ticket></t:Credentials><t:TimeZone>` +
  '<t:SoTimeZoneId>1</t:SoTimeZoneId></t:TimeZone></s:Header>' +
  `<s:Body><t:${operation}>${content}</t:${operation}></s:Body></s:Envelope>`;

const PAIR = 'AuthenticationGenericDataKeyValuePair';
const MESSAGES: readonly string[] = [
  SAMPLE,
  call('GetAccessToken', '<t:IncludeCsSession>true</t:IncludeCsSession>'),
  call('GetAccessToken', '<t:AppToken xsi:nil="true"/>', SOAP12),
  call('GetAccessToken').replace(sampleTicket, '7T:bm90IGEgdGlja2V0'),
  call('GetSystemInfo'),
  call('AuthenticateUsernamePassword', `<t:UserName>${sampleTicket}</t:UserName>`),
  call('AuthenticateWithAccessToken', '<t:AccessToken>8A:AAAA</t:AccessToken>', SOAP12),
  call(
    'AuthenticateGeneric',
    `<t:AuthenticationData><t:${PAIR}><t:Key>Ticket</t:Key><t:Value>${sampleTicket}</t:Value>` +
      `</t:${PAIR}></t:AuthenticationData>`,
  ),
];

export const message = fc.constantFrom(...MESSAGES);
export const path = fc.constantFrom(USER, SO_PRINCIPAL);

export const soapType = fc.constantFrom('text/xml', 'application/soap+xml');

/** Characters that a header field may contain. */
export const fieldText = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim());

const NAMES = [
  'Envelope',
  'Header',
  'Body',
  'Fault',
  'GetAccessToken',
  'GetSystemInfo',
  'AuthenticateGeneric',
  'AuthenticationData',
  PAIR,
  'Key',
  'Value',
  'Credentials',
  'Ticket',
  'TimeZone',
  'SoTimeZoneId',
  'IncludeCsSession',
  'AppToken',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'é',
];
const NAMESPACES = [SERVICES88, SOAP11, SOAP12, XSI, '', 'urn:x', '&lt;&quot;&amp;', ' '];
const ATTRIBUTES = [
  's:mustUnderstand',
  's:role',
  's:actor',
  'xsi:nil',
  'xsi:type',
  'xml:lang',
  'a',
];
const VALUES = ['1', 'true', 'false', '0', '', ' 1 ', 'x:y', `${SOAP12}/role/next`, '&#9;&#13;'];

export const xmlText = fc.oneof(
  fc.constantFrom(sampleTicket, 'true', '1', '2147483648', '-0', '1e9', '<![CDATA[<]]>', '<!---->'),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 8 }).map((text) => text.replace(/[<&]/g, '')),
);
const attribute = fc
  .tuple(fc.constantFrom(...ATTRIBUTES), fc.constantFrom(...VALUES))
  .map(([name, value]) => ` ${name}="${value}"`);
const start = fc
  .record({
    prefix: fc.constantFrom('s:', 't:', 'xml:', ''),
    name: fc.constantFrom(...NAMES),
    xmlns: fc.option(fc.constantFrom(...NAMESPACES)),
    attributes: fc.uniqueArray(attribute, {
      maxLength: 3,
      selector: (text) => text.split('=')[0],
    }),
  })
  .map(({ prefix, name, xmlns, attributes }) => {
    const declaration = xmlns === null ? '' : ` xmlns="${xmlns}"`;
    return { tag: prefix + name, rest: declaration + attributes.join('') };
  });
export const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(start, fc.array(fc.oneof({ maxDepth: 4 }, xmlText, tie('element')), { maxLength: 4 }))
    .map(([{ tag, rest }, content]) => `<${tag}${rest}>${content.join('')}</${tag}>`),
}));

/** A random change. Positions are numbers, taken modulo the length. */
export type Change = (text: string) => string;
export const place = fc.nat(100_000);
const length = fc.integer({ min: 1, max: 40 });
const at = (text: string, index: number) => index % (text.length + 1);
const insertAt = (text: string, index: number, what: string) =>
  text.slice(0, index) + what + text.slice(index);
/** Replaces one of the matches, if there is one. */
function replaceOne(text: string, pattern: RegExp, index: number, replacement: string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[index % Math.max(1, matches.length)];
  if (!match) return text;
  return text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length);
}

export const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, length).map(
    ([from, count]): Change =>
      (text) =>
        text.slice(0, at(text, from)) + text.slice(at(text, from) + count),
  ),
  fc.tuple(place, length, place).map(
    ([from, count, to]): Change =>
      (text) =>
        insertAt(text, at(text, to), text.slice(at(text, from), at(text, from) + count)),
  ),
  fc.tuple(place, place).map(([one, two]): Change => {
    return (text) => {
      const [low = 0, high = 0] = [at(text, one), at(text, two)].sort((a, b) => a - b);
      const middle = Math.floor((low + high) / 2);
      const swapped = text.slice(middle, high) + text.slice(low, middle);
      return text.slice(0, low) + swapped + text.slice(high);
    };
  }),
  fc.tuple(place, fc.integer({ min: 0, max: 255 })).map(([index, byte]): Change => {
    return (text) => {
      const from = at(text, index);
      return text.slice(0, from) + String.fromCharCode(byte) + text.slice(from + 1);
    };
  }),
  fc.tuple(place, element).map(([index, inserted]): Change => {
    return (text) => replaceOne(text, /(?<=>)/g, index, inserted);
  }),
  fc.tuple(place, element).map(([index, inserted]): Change => {
    return (text) => replaceOne(text, /(?<=Header>)|(?=<SOAP-ENV:Body|<s:Body)/g, index, inserted);
  }),
  fc.tuple(place, fc.constantFrom(...NAMESPACES)).map(([index, uri]): Change => {
    return (text) => replaceOne(text, /(?<=xmlns:\w+=")[^"]*/g, index, uri);
  }),
  fc.tuple(place, fc.oneof(fc.constantFrom(...VALUES), fc.string())).map(([index, value]) => {
    return (text: string) => replaceOne(text, /(?<== ?")[^"]*(?=")/g, index, value);
  }),
  fc.tuple(place, xmlText).map(([index, inserted]): Change => {
    return (text) => replaceOne(text, /(?<=>)[^<>]*(?=<)/g, index, inserted);
  }),
);
