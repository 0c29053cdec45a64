/**
 * From types to JSON Schema: what `decode-json.ts` reads and `encode-json.ts` writes.
 *
 * @see https://json-schema.org/draft/2020-12
 */
import { jsonKindOf } from './decode-json.ts';
import {
  type AnyType,
  allFields,
  type ComplexType,
  type ConcreteType,
  type Fields,
  isRequired,
  resolveType,
  type SimpleType,
  typeOfField,
} from './types.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * Whether fields are described as `encode-json.ts` writes them, all of them, or as `decode-json.ts`
 * reads them, which needs only those that are required.
 */
type Direction = 'answer' | 'request';

/** Collects the schemas of named types on the way. */
export class JsonSchemas {
  readonly #prefix: string;
  readonly #named = new Map<string, JsonSchema>();

  /** @param prefix of references to named types, such as `#/$defs/`. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Those that were referred to, by name, in alphabetical order. */
  get named(): Readonly<Record<string, JsonSchema>> {
    const byName = [...this.#named].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(byName);
  }

  ofRequest(fields: Fields): JsonSchema {
    return this.#ofFields(fields, 'request');
  }

  ofAnswer(fields: Fields): JsonSchema {
    return this.#ofFields(fields, 'answer');
  }

  /** A value in an answer. */
  ofAnsweredValue(type: AnyType): JsonSchema {
    return this.#of(type, 'answer');
  }

  #ofFields(fields: Fields, direction: Direction): JsonSchema {
    const entries = Object.entries(fields);
    const required = entries
      .filter(([, field]) => direction === 'answer' || isRequired(field))
      .map(([name]) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(
        entries.map(([name, field]) => [name, this.#of(typeOfField(field), direction)]),
      ),
      ...(required.length > 0 && { required }),
    };
  }

  #of(declared: AnyType, direction: Direction): JsonSchema {
    const type = resolveType(declared);
    if (type.kind === 'complex' || (type.kind === 'simple' && type.restriction)) {
      const reference = { $ref: this.#prefix + this.#name(type, direction) };
      return type.nillable || type.absent === null
        ? { anyOf: [reference, { type: 'null' }] }
        : reference;
    }
    const { type: kind, ...rest } = this.#anonymous(type, direction);
    return type.nillable ? { type: [kind, 'null'], ...rest } : { type: kind, ...rest };
  }

  #name(type: ComplexType | SimpleType, direction: Direction): string {
    const isComplex = type.kind === 'complex';
    // An answer has every field of a type, a request needs only some: two schemas.
    const name = type.name.name + (isComplex && direction === 'request' ? 'InRequest' : '');
    if (this.#named.has(name)) return name;
    // A type may contain itself: its name is taken first.
    this.#named.set(name, {});
    const schema = isComplex ? this.#ofFields(allFields(type), direction) : named(type);
    this.#named.set(name, schema);
    return name;
  }

  #anonymous(type: ConcreteType, direction: Direction): JsonSchema {
    switch (type.kind) {
      case 'array':
        return { type: 'array', items: this.#of(type.item, direction) };
      case 'dictionary':
        return { type: 'object', additionalProperties: this.#of(type.value, direction) };
      case 'simple':
        return FORMS[type.name.name] ?? { type: jsonKindOf(type) };
      case 'complex':
        throw new Error(`${type.name.name} has a name.`);
    }
  }
}

const FORMS: Readonly<Record<string, JsonSchema>> = {
  int: { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  short: { type: 'integer', minimum: -(2 ** 15), maximum: 2 ** 15 - 1 },
  dateTime: { type: 'string', description: 'xs:dateTime, with or without a time zone' },
  base64Binary: { type: 'string', contentEncoding: 'base64' },
};

function named({ restriction }: SimpleType): JsonSchema {
  const members = Object.keys(restriction?.members ?? {});
  if (restriction?.list !== true) return { type: 'string', enum: members };
  return { type: 'string', description: `Any of ${members.join(', ')}, with ", " between.` };
}
