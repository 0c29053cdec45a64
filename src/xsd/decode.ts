/**
 * Decodes parsed elements.
 *
 * Each type is compiled once into a function, as in `encode.ts`. Elements may come in any order,
 * and unknown elements are ignored, as the data contract serializer does. Unlike it, this decoder
 * refuses an element that is in the wrong namespace, comes twice, or has text where only elements
 * belong. Otherwise the client's value would silently become the default. An element in no
 * namespace is ignored if its value is the default.
 */
import { isDeepStrictEqual } from 'node:util';
import { attributeOf, type XmlElement } from '../xml/element.ts';
import { xsString } from './built-in.ts';
import {
  type AnyComplexType,
  type AnyType,
  allFields,
  type ConcreteType,
  type DecodedFields,
  type DictionaryType,
  type Fields,
  isRequired,
  lackingFields,
  type QName,
  resolveType,
  typeOfField,
  XML_SCHEMA_INSTANCE,
} from './types.ts';

/**
 * A value that does not have its declared type. The message names the element and what was
 * expected.
 */
export class DecodeError extends Error {
  constructor(path: string, problem: string) {
    super(`Element ${path}: ${problem}`);
    this.name = 'DecodeError';
  }
}

/**
 * Decodes one element.
 *
 * @param path the name of the element in messages, such as `GetAccessToken/AppToken`.
 * @throws DecodeError
 */
export type ElementDecoder = (element: XmlElement, path: string) => unknown;

/** Decodes the content of an element whose type is a sequence of fields. @throws DecodeError */
export type FieldsDecoder<F extends Fields> = (
  element: XmlElement,
  path: string,
) => DecodedFields<F>;

/**
 * @param namespace of the fields.
 * @param defaulted the fields that get their default when they are absent. The others are left out.
 */
export function fieldsDecoder<const F extends Fields>(
  fields: F,
  namespace: string,
  defaulted: Fields = fields,
): FieldsDecoder<F> {
  const known = new Map(
    Object.entries(fields).map(([name, field]) => [
      name,
      {
        name,
        isRequired: isRequired(field),
        decode: elementDecoder(typeOfField(field)),
        absent: typeOfField(field).absent,
      },
    ]),
  );
  const required = [...known.values()].filter((field) => field.isRequired);
  const absent = Object.entries(defaulted).map(
    ([name, field]) => [name, typeOfField(field).absent] as const,
  );
  const defaults: Readonly<Record<string, unknown>> = Object.fromEntries(absent);
  return (element, path) => {
    requireNoText(element, path);
    const values = { ...defaults };
    const seen: unknown[] = [];
    for (const child of element.children) {
      const field = known.get(child.name);
      if (field === undefined) continue;
      const childPath = `${path}/${child.name}`;
      if (child.namespace !== namespace) {
        if (child.namespace === '' && saysNothing(child, childPath, field)) continue;
        const found = `it is in the namespace "${child.namespace}"`;
        throw new DecodeError(childPath, `${found}; expected "${namespace}".`);
      }
      if (seen.includes(field)) throw new DecodeError(childPath, 'it is given twice.');
      seen.push(field);
      values[field.name] = field.decode(child, childPath);
    }
    const missing = required.find((field) => !seen.includes(field));
    if (missing) throw new DecodeError(`${path}/${missing.name}`, 'it is missing.');
    return values as DecodedFields<F>;
  };
}

/** Whether the element can be ignored: it is empty, or its value is the default. */
function saysNothing(
  element: XmlElement,
  path: string,
  { decode, absent }: { readonly decode: ElementDecoder; readonly absent: unknown },
): boolean {
  const isEmpty = element.children.length === 0 && element.text.trim() === '';
  return isEmpty || isDeepStrictEqual(decode(element, path), absent);
}

const compiled = new WeakMap<AnyType, ElementDecoder>();

/** Compiles the type at the first use, because a type may contain itself. */
export function elementDecoder(declared: AnyType): ElementDecoder {
  const known = compiled.get(declared);
  if (known) return known;
  let decode: ElementDecoder | null = null;
  const decoder: ElementDecoder = (element, path) => {
    decode ??= compile(resolveType(declared));
    return decode(element, path);
  };
  compiled.set(declared, decoder);
  return decoder;
}

function compile(type: ConcreteType): ElementDecoder {
  const decode = contentDecoder(type);
  return (element, path) => {
    if (!isNil(element, path)) return decode(element, path);
    if (!type.nillable) throw new DecodeError(path, `it is nil; expected ${expected(type)}.`);
    if (element.children.length > 0 || element.text.trim() !== '') {
      throw new DecodeError(path, 'it is nil but has content.');
    }
    return null;
  };
}

/** For an element that is not nil. */
function contentDecoder(type: ConcreteType): ElementDecoder {
  switch (type.kind) {
    case 'simple':
      return (element, path) => {
        const [child] = element.children;
        if (!child) return parseSimple(() => type.parse(element.text), path);
        throw new DecodeError(path, `expected ${expected(type)}, found <${child.name}>.`);
      };
    case 'complex':
      return complexDecoder(type);
    case 'array': {
      const decodeItem = elementDecoder(type.item);
      return (element, path) => {
        requireOnly(element, { ...type.name, name: type.itemName }, path);
        const itemPath = `${path}/${type.itemName}`;
        return element.children.map((child) => decodeItem(child, itemPath));
      };
    }
    case 'dictionary':
      return dictionaryDecoder(type);
  }
}

function complexDecoder(type: AnyComplexType): ElementDecoder {
  const fields = allFields(type);
  const defaulted = type.keepsAbsence ? {} : { ...fields, ...lackingFields(type) };
  return fieldsDecoder(fields, type.name.namespace, defaulted);
}

function dictionaryDecoder(type: DictionaryType): ElementDecoder {
  const { namespace } = type.name;
  const decodePair = fieldsDecoder({ Key: xsString, Value: type.value }, namespace);
  return (element, path) => {
    const entries = new Map<string, unknown>();
    const pairPath = `${path}/${type.pairName}`;
    requireOnly(element, { namespace, name: type.pairName }, path);
    for (const pair of element.children) {
      const { Key: key, Value: value } = decodePair(pair, pairPath);
      if (key === null) throw new DecodeError(pairPath, 'it has no Key.');
      if (entries.has(key)) throw new DecodeError(pairPath, 'its Key is given twice.');
      entries.set(key, value);
    }
    return entries;
  };
}

/** Refuses other elements in a list: the client probably meant them as items. */
function requireOnly(element: XmlElement, { namespace, name }: QName, path: string): void {
  requireNoText(element, path);
  const other = element.children.find(
    (child) => child.name !== name || child.namespace !== namespace,
  );
  if (!other) return;
  throw new DecodeError(
    `${path}/${other.name}`,
    `expected <${name}> of the namespace "${namespace}".`,
  );
}

function isNil(element: XmlElement, path: string): boolean {
  const nil = attributeOf(element, XML_SCHEMA_INSTANCE, 'nil')?.trim();
  if (nil === undefined || nil === 'false' || nil === '0') return false;
  if (nil === 'true' || nil === '1') return true;
  throw new DecodeError(path, 'its xsi:nil is neither true nor false.');
}

function requireNoText(element: XmlElement, path: string): void {
  if (element.text.trim() !== '') throw new DecodeError(path, 'expected elements, found text.');
}

function parseSimple<T>(parse: () => T, path: string): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof RangeError) throw new DecodeError(path, `expected ${cause.message}.`);
    throw cause;
  }
}

function expected(type: AnyType | AnyComplexType): string {
  return type.kind === 'simple' && type.restriction === undefined
    ? `xs:${type.name.name}`
    : type.name.name;
}
