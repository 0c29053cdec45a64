/**
 * The built-in types of XML Schema that the contracts use.
 *
 * @see https://www.w3.org/TR/xmlschema-2/#built-in-datatypes
 */
import { type DateTime, dateTimeMin, parseDateTime, printDateTime } from './date-time.ts';
import { type SimpleType, XML_SCHEMA } from './types.ts';

function builtIn<T, N extends boolean, E = NonNullable<T>>(
  name: string,
  nillable: N,
  absent: T,
  parse: (text: string) => T,
  print: (value: E) => string,
): SimpleType<T, E> {
  return { kind: 'simple', name: { namespace: XML_SCHEMA, name }, nillable, absent, parse, print };
}

function integer(name: string, min: number, max: number): SimpleType<number, number> {
  const parse = (text: string) => {
    const digits = text.trim();
    const value = Number(digits);
    if (!/^[+-]?\d+$/.test(digits) || value < min || value > max) {
      throw new RangeError(`a whole number between ${min} and ${max}`);
    }
    return value;
  };
  return builtIn(name, false, 0, parse, String);
}

export const xsString: SimpleType<string | null, string> = builtIn(
  'string',
  true,
  null as string | null,
  (text) => text,
  (value) => value,
);

/** Text that grants access, such as a password or a ticket. No log may contain it. */
export const xsSecret: SimpleType<string | null, string> = { ...xsString, secret: true };

export const xsBoolean: SimpleType<boolean, boolean> = builtIn(
  'boolean',
  false,
  false as boolean,
  (text) => {
    const word = text.trim();
    if (word === 'true' || word === '1') return true;
    if (word === 'false' || word === '0') return false;
    throw new RangeError('true, false, 1 or 0');
  },
  String,
);

export const xsInt: SimpleType<number, number> = integer('int', -(2 ** 31), 2 ** 31 - 1);
export const xsShort: SimpleType<number, number> = integer('short', -(2 ** 15), 2 ** 15 - 1);

/** A boolean that is written as a short: 1 or 0. Every number but 0 is read as true. */
export const xsBooleanAsShort: SimpleType<boolean, boolean> = builtIn(
  'short',
  false,
  false as boolean,
  (text) => xsShort.parse(text) !== 0,
  (value) => (value ? '1' : '0'),
);

/** @see date-time.ts for the part of a value that is kept. */
export const xsDateTime: SimpleType<DateTime, DateTime> = builtIn(
  'dateTime',
  false,
  dateTimeMin,
  parseDateTime,
  printDateTime,
);

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const xsBase64Binary: SimpleType<Uint8Array | null, Uint8Array> = builtIn(
  'base64Binary',
  true,
  null as Uint8Array | null,
  (text) => {
    const packed = text.replace(/\s+/g, '');
    if (!BASE64.test(packed)) throw new RangeError('base64');
    return Buffer.from(packed, 'base64');
  },
  (value) => Buffer.from(value).toString('base64'),
);
