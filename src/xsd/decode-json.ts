/**
 * Decodes JSON by the same types as XML. REST reads requests with it.
 *
 * Names are matched without regard to case, unknown names are ignored, and an enumeration takes the
 * numbers of its members. Newtonsoft.Json, which the original uses, does the same. Unlike
 * Newtonsoft.Json, this decoder refuses other values of another JSON type instead of converting
 * them. It also refuses text that XML cannot contain, so operations get the same values from every
 * protocol.
 */
import {
  type AnyType,
  allFields,
  type DecodedFields,
  type DictionaryType,
  type Fields,
  isRequired,
  resolveType,
  type SimpleType,
  typeOfField,
  XML_SCHEMA,
} from './types.ts';

/**
 * A value that does not have its declared type. The message names the property and what was
 * expected.
 */
export class JsonDecodeError extends Error {
  constructor(path: string, problem: string) {
    super(`Property ${shorten(path)}: ${problem}`);
    this.name = 'JsonDecodeError';
  }
}

/**
 * Decodes an object.
 *
 * @param path the name of the object in messages, such as `GetAccessToken`.
 * @param keepsAbsence see `ComplexType.keepsAbsence`.
 * @throws JsonDecodeError
 */
export function decodeJsonFields<const F extends Fields>(
  fields: F,
  json: unknown,
  path: string,
  keepsAbsence = false,
): DecodedFields<F> {
  const given = propertiesOf(json, path);
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const type = typeOfField(field);
    const value = given.get(name.toLowerCase());
    if (value === undefined && isRequired(field)) {
      throw new JsonDecodeError(`${path}.${name}`, 'it is missing.');
    }
    if (value !== undefined) values[name] = decodeJson(type, value, `${path}.${name}`);
    else if (!keepsAbsence) values[name] = type.absent;
  }
  return values as DecodedFields<F>;
}

/** @throws JsonDecodeError */
function decodeJson(declared: AnyType, json: unknown, path: string): unknown {
  const type = resolveType(declared);
  if (json === null) {
    // Numbers, booleans, dates and enumerations have a zero value.
    return type.nillable ? null : type.absent;
  }
  switch (type.kind) {
    case 'simple':
      return decodeSimple(type, json, path);
    case 'complex':
      return decodeJsonFields(allFields(type), json, path, type.keepsAbsence);
    case 'array':
      if (!Array.isArray(json)) throw new JsonDecodeError(path, 'expected an array.');
      return json.map((item, index) => decodeJson(type.item, item, `${path}[${index}]`));
    case 'dictionary':
      return decodeDictionary(type, json, path);
  }
}

function decodeDictionary(type: DictionaryType, json: unknown, path: string) {
  const entries = new Map<string, unknown>();
  for (const [key, value] of entriesOf(json, path)) {
    requireXmlText(key, path);
    entries.set(key, decodeJson(type.value, value, `${path}.${key}`));
  }
  return entries;
}

function decodeSimple(type: SimpleType, given: unknown, path: string): unknown {
  const kind = jsonKindOf(type);
  const json = memberOf(type, given) ?? given;
  if (typeof json !== kind) {
    throw new JsonDecodeError(path, `expected ${expected(type)} as a JSON ${kind}.`);
  }
  if (typeof json === 'string') requireXmlText(json, path);
  const text = type.restriction?.list === true ? `${json}`.replaceAll(',', ' ') : String(json);
  try {
    return type.parse(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw new JsonDecodeError(path, `expected ${cause.message}.`);
    throw cause;
  }
}

/** The member of an enumeration with the given number. Null if there is none. */
function memberOf({ restriction }: SimpleType, given: unknown): string | null {
  if (typeof given !== 'number' || restriction === undefined || restriction.list) return null;
  const [member] = Object.entries(restriction.members).find(([, number]) => number === given) ?? [];
  return member ?? null;
}

const NUMBERS = new Set(['int', 'short']);

/** The JSON type of the values of a simple type. */
export function jsonKindOf({ name }: SimpleType): 'boolean' | 'number' | 'string' {
  if (name.namespace !== XML_SCHEMA) return 'string';
  if (name.name === 'boolean') return 'boolean';
  return NUMBERS.has(name.name) ? 'number' : 'string';
}

/** The properties by their names in lower case. */
function propertiesOf(json: unknown, path: string): ReadonlyMap<string, unknown> {
  const properties = new Map<string, unknown>();
  for (const [name, value] of entriesOf(json, path)) {
    const folded = name.toLowerCase();
    if (properties.has(folded)) throw new JsonDecodeError(`${path}.${name}`, 'it is given twice.');
    properties.set(folded, value);
  }
  return properties;
}

function entriesOf(json: unknown, path: string): readonly [string, unknown][] {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    return Object.entries(json);
  }
  // PHP writes an empty object as an empty array.
  if (Array.isArray(json) && json.length === 0) return [];
  throw new JsonDecodeError(path, 'expected an object.');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

function requireXmlText(text: string, path: string): void {
  if (text.isWellFormed() && !NOT_XML.test(text)) return;
  throw new JsonDecodeError(path, 'it has a control character, or half of a character.');
}

const PATH_CHARACTERS_MAX = 200;

/** The path contains the client's own keys, which may be of any length. */
function shorten(path: string): string {
  return path.length > PATH_CHARACTERS_MAX ? `${path.slice(0, PATH_CHARACTERS_MAX)}...` : path;
}

function expected(type: AnyType): string {
  return type.name.name;
}
