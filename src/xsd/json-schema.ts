/**
 * From types to JSON Schema: what `decode-json.ts` reads and `encode-json.ts` writes.
 *
 * @see https://json-schema.org/draft/2020-12
 */
import { jsonKindOf } from './decode-json.ts';
import {
  type AnyType,
  allFields,
  type ConcreteType,
  type Fields,
  isRequired,
  resolveType,
  type SimpleType,
  typeOfField,
} from './types.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

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

  ofFields(fields: Fields): JsonSchema {
    const entries = Object.entries(fields);
    const required = entries.filter(([, field]) => isRequired(field)).map(([name]) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(
        entries.map(([name, field]) => [name, this.of(typeOfField(field))]),
      ),
      ...(required.length > 0 && { required }),
    };
  }

  of(declared: AnyType): JsonSchema {
    const type = resolveType(declared);
    if (type.kind === 'complex' || (type.kind === 'simple' && type.restriction)) {
      const reference = { $ref: this.#prefix + this.#name(type) };
      return type.nillable || type.absent === null
        ? { anyOf: [reference, { type: 'null' }] }
        : reference;
    }
    const { type: kind, ...rest } = this.#anonymous(type);
    return type.nillable ? { type: [kind, 'null'], ...rest } : { type: kind, ...rest };
  }

  #name(type: ConcreteType): string {
    const { name } = type.name;
    if (this.#named.has(name)) return name;
    // A type may contain itself: its name is taken first.
    this.#named.set(name, {});
    this.#named.set(name, type.kind === 'complex' ? this.ofFields(allFields(type)) : named(type));
    return name;
  }

  #anonymous(type: ConcreteType): JsonSchema {
    switch (type.kind) {
      case 'array':
        return { type: 'array', items: this.of(type.item) };
      case 'dictionary':
        return { type: 'object', additionalProperties: this.of(type.value) };
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

function named(type: ConcreteType): JsonSchema {
  const { restriction } = type as SimpleType;
  const members = Object.keys(restriction?.members ?? {});
  if (restriction?.list !== true) return { type: 'string', enum: members };
  return { type: 'string', description: `Any of ${members.join(', ')}, with ", " between.` };
}
