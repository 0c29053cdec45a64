/**
 * The types of values in a seed, with their limits. Messages repeat the value, but only its type
 * when it may be a secret.
 */
import * as z from 'zod';
import { PASSWORD_BYTES_MAX } from '../domain/passwords/password-policy.ts';

export const ID_MAX = 2 ** 31 - 1;

const NAME_CHARACTERS_MAX = 239;
const MOMENT_CHARACTERS_MAX = 30;
const FOUND_CHARACTERS_MAX = 40;

/** The part of a zod issue that describes the invalid value. */
interface Misfit {
  readonly code?: string | undefined;
  readonly input?: unknown;
}

function expected(what: string): (misfit: Misfit) => string {
  return ({ input }) =>
    input === undefined ? `missing; expected ${what}` : `found ${kindOf(input)}, expected ${what}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'a number (put text that looks like one in quotes)';
    case 'boolean':
      return 'true or false (put text that looks like it in quotes)';
    default:
      return 'a mapping';
  }
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return kindOf(value);
  const cut = value.length > FOUND_CHARACTERS_MAX;
  return JSON.stringify(cut ? `${value.slice(0, FOUND_CHARACTERS_MAX)}…` : value);
}

/** Text that is checked by a rule of the domain. */
export function ruledText(
  problemOf: (text: string) => string | null,
  charactersMax: number,
  charactersMin = 1,
) {
  return z
    .string({ error: expected('text') })
    .check((context) => {
      const message = problemOf(context.value);
      if (message !== null) {
        context.issues.push({ code: 'custom', message, input: context.value });
      }
    })
    .meta({ ...(charactersMin > 0 && { minLength: charactersMin }), maxLength: charactersMax });
}

/** Text that the domain checks when it is stored. */
export function plainText(charactersMax: number) {
  return ruledText(
    (text) =>
      text.length <= charactersMax ? null : `expected at most ${charactersMax} characters`,
    charactersMax,
    0,
  );
}

/** A name that the domain checks when it is stored. */
export function plainName() {
  return ruledText((text) => (text.trim() === '' ? 'expected a name' : null), NAME_CHARACTERS_MAX);
}

/** A moment, such as `2030-01-01` or `2030-01-01T12:00:00Z`, in milliseconds since 1970. */
export function moment() {
  return ruledText(
    (text) => (Number.isNaN(Date.parse(text)) ? 'expected a date such as 2030-01-31' : null),
    MOMENT_CHARACTERS_MAX,
  ).transform((text) => Date.parse(text));
}

/** A password, which the policy of its tenant checks when it is stored. */
export function passwordText() {
  return ruledText(() => null, PASSWORD_BYTES_MAX);
}

export function wholeNumber(min: number, max: number) {
  const what = `expected a whole number from ${min} to ${max}`;
  const error = ({ input }: Misfit) =>
    input === undefined ? `missing; ${what}` : `found ${shown(input)}, ${what}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** The id of a record, in this installation or elsewhere in the CRM. */
export function idNumber() {
  return wholeNumber(1, ID_MAX);
}

export function truth() {
  return z.boolean({ error: expected('true or false') });
}

export function oneOf<const T extends readonly string[]>(words: T) {
  const what = `expected ${words.map((word) => word || "''").join(' or ')}`;
  return z.enum(words, {
    error: ({ input }) =>
      input === undefined ? `missing; ${what}` : `found ${shown(input)}, ${what}`,
  });
}

export function listOf<T extends z.ZodType>(item: T, itemsMax: number) {
  return z
    .array(item, { error: expected('a list') })
    .max(itemsMax, { error: `expected at most ${itemsMax} items` });
}

/** A mapping of any keys to text, which the domain checks when it is stored. */
export function textMapping({ keyCharactersMax, valueCharactersMax }: TextMappingLimits) {
  return z.record(plainText(keyCharactersMax), plainText(valueCharactersMax), {
    error: expected('a mapping of keys to text'),
  });
}

interface TextMappingLimits {
  readonly keyCharactersMax: number;
  readonly valueCharactersMax: number;
}

/** A mapping with exactly these properties. */
export function record<T extends z.ZodRawShape>(shape: T) {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (misfit) =>
      misfit.code === 'unrecognized_keys'
        ? `not known here; expected ${names}`
        : expected(`a mapping of ${names}`)(misfit),
  });
}
