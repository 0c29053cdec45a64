/**
 * From parsed elements to values.
 *
 * Elements may come in any order, and unknown ones are passed over, as the data contract serializer
 * does. Unlike it, an element that stands in the wrong namespace, twice, or with text where only
 * elements belong is refused: silently reading a default instead of what was meant helps nobody.
 */
import { attributeOf, type XmlElement } from '../xml/element.ts';
import { xsString } from './built-in.ts';
import {
  type AnyComplexType,
  type AnyType,
  allFields,
  type DecodedFields,
  type DictionaryType,
  type Fields,
  isRequired,
  type QName,
  resolveType,
  typeOfField,
  XML_SCHEMA_INSTANCE,
} from './types.ts';

/** A value that is not of its type. The message names the element and what was expected. */
export class DecodeError extends Error {
  constructor(path: string, problem: string) {
    super(`Element ${path}: ${problem}`);
    this.name = 'DecodeError';
  }
}

/**
 * Decodes the content of an element whose type is a sequence of fields.
 *
 * @param namespace where the fields live.
 * @param path how messages name the element, such as `GetAccessToken`.
 * @throws DecodeError
 */
export function decodeFields<const F extends Fields>(
  fields: F,
  namespace: string,
  element: XmlElement,
  path: string,
): DecodedFields<F> {
  const values = emptyFields(fields);
  const seen = new Set<string>();
  requireNoText(element, path);
  for (const child of element.children) {
    const field = Object.hasOwn(fields, child.name) ? fields[child.name] : undefined;
    if (field === undefined) continue;
    const childPath = `${path}/${child.name}`;
    if (child.namespace !== namespace) {
      throw new DecodeError(
        childPath,
        `it is in the namespace "${child.namespace}"; expected "${namespace}".`,
      );
    }
    if (seen.has(child.name)) throw new DecodeError(childPath, 'it is given twice.');
    seen.add(child.name);
    values[child.name] = decodeValue(typeOfField(field), child, childPath);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (isRequired(field) && !seen.has(name))
      throw new DecodeError(`${path}/${name}`, 'it is missing.');
  }
  return values as DecodedFields<F>;
}

/** @throws DecodeError */
export function decodeValue(declared: AnyType, element: XmlElement, path: string): unknown {
  const type = resolveType(declared);
  if (isNil(element, path)) {
    if (!type.nillable) throw new DecodeError(path, `it is nil; expected ${expected(type)}.`);
    if (element.children.length > 0 || element.text.trim() !== '') {
      throw new DecodeError(path, 'it is nil but has content.');
    }
    return null;
  }
  switch (type.kind) {
    case 'simple': {
      const [child] = element.children;
      if (child) throw new DecodeError(path, `expected ${expected(type)}, found <${child.name}>.`);
      return parseSimple(() => type.parse(element.text), path);
    }
    case 'complex':
      return decodeFields(allFields(type), type.name.namespace, element, path);
    case 'array': {
      requireOnly(element, { ...type.name, name: type.itemName }, path);
      const itemPath = `${path}/${type.itemName}`;
      return element.children.map((child) => decodeValue(type.item, child, itemPath));
    }
    case 'dictionary':
      return decodeDictionary(type, element, path);
  }
}

function decodeDictionary(type: DictionaryType, element: XmlElement, path: string) {
  const { namespace } = type.name;
  const entries = new Map<string, unknown>();
  const pairPath = `${path}/${type.pairName}`;
  const fields = { Key: xsString, Value: type.value };
  requireOnly(element, { namespace, name: type.pairName }, path);
  for (const pair of element.children) {
    const { Key: key, Value: value } = decodeFields(fields, namespace, pair, pairPath);
    if (key === null) throw new DecodeError(pairPath, 'it has no Key.');
    if (entries.has(key)) throw new DecodeError(pairPath, 'its Key is given twice.');
    entries.set(key, value);
  }
  return entries;
}

/** Only items belong in a list: whatever else is there was meant to be one. */
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

/** Every field at its default. */
function emptyFields(fields: Fields): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) values[name] = typeOfField(field).absent;
  return values;
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
