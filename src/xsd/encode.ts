/**
 * From values to XML text.
 *
 * Each type is compiled once, for one choice of prefixes, into a function that joins prepared
 * parts. Elements are written in the order of the schema, whatever the order of the value's
 * properties. A value that is absent is left out, or written as nil where the schema requires the
 * element.
 */
import { escapeText } from '../xml/escape.ts';
import { xsString } from './built-in.ts';
import {
  type AnyType,
  allFields,
  type ConcreteType,
  type DictionaryType,
  type Fields,
  isRequired,
  type QName,
  resolveType,
  typeOfField,
  XML_SCHEMA,
  XML_SCHEMA_INSTANCE,
} from './types.ts';

/** Prefixes that the enclosing document declares. `xsi` and `xsd` must be among them. */
export type Prefixes = ReadonlyMap<string, string>;

/**
 * Writes one element.
 *
 * @param typed adds `xsi:type` to every value of a built-in type. Types of the contract are never
 *   named: SOAP::Lite fails on the name of an enumeration that it was not told of.
 */
export type ElementEncoder = (value: unknown, typed: boolean) => string;

/** For elements in namespaces that the document has no prefix for. */
const SPARE_PREFIX = 'q1';

/** Writes the fields that the value has, in the order of their declaration. */
export type FieldsEncoder = (value: Readonly<Record<string, unknown>>, typed: boolean) => string;

/** The content of an element, or null where the value cannot stand on the wire. */
type ContentEncoder = (value: never, typed: boolean) => string | null;

export class Encoder {
  readonly #prefixes: Prefixes;
  readonly #xsd: string;
  readonly #xsi: string;
  readonly #compiled = new Map<ConcreteType, ContentEncoder>();

  constructor(prefixes: Prefixes) {
    if ([...prefixes.values()].includes(SPARE_PREFIX)) {
      throw new Error(`The prefix ${SPARE_PREFIX} is taken.`);
    }
    this.#xsd = requirePrefix(prefixes, XML_SCHEMA);
    this.#xsi = requirePrefix(prefixes, XML_SCHEMA_INSTANCE);
    this.#prefixes = prefixes;
  }

  /**
   * An element of the given type. An absent value is left out; where the element is required it is
   * nil, or the zero value of a type that cannot be nil.
   */
  element(name: QName, type: AnyType, required = false): ElementEncoder {
    const { start, typedStart, nil, end } = this.#tags(name, type);
    const content = this.#content(type);
    const write = (value: unknown, typed: boolean) => {
      const inner = content(value as never, typed);
      if (inner === null) return required ? start + end : '';
      return (typed ? typedStart : start) + inner + end;
    };
    return (value, typed) => {
      if (value !== null && value !== undefined) return write(value, typed);
      if (!required) return '';
      return type.nillable ? nil : write(type.absent ?? {}, typed);
    };
  }

  /** An element whose content is a sequence of fields, such as an operation's wrapper. */
  wrapper(name: QName, fields: Fields): ElementEncoder {
    const { start, end } = this.#tags(name);
    const content = this.fields(fields, name.namespace);
    return (value, typed) => start + content(value as never, typed) + end;
  }

  #content(declared: AnyType): ContentEncoder {
    const type = resolveType(declared);
    const known = this.#compiled.get(type);
    if (known) return known;
    // A type may contain itself: whoever asks while it is being compiled gets the way to it.
    this.#compiled.set(type, (value, typed) => encode(value, typed));
    const encode = this.#compile(type);
    this.#compiled.set(type, encode);
    return encode;
  }

  #compile(type: ConcreteType): ContentEncoder {
    switch (type.kind) {
      case 'simple':
        return (value) => {
          const text = type.print(value);
          // Of numbers there are many, and nothing to escape.
          return text === null || typeof value === 'number' ? text : escapeText(text);
        };
      case 'complex':
        return this.fields(allFields(type), type.name.namespace);
      case 'array': {
        const item = this.element({ ...type.name, name: type.itemName }, type.item, true);
        return (value: readonly unknown[], typed) =>
          value.map((entry) => item(entry, typed)).join('');
      }
      case 'dictionary':
        return this.#dictionary(type);
    }
  }

  #dictionary(type: DictionaryType): ContentEncoder {
    const { namespace } = type.name;
    const { start, end } = this.#tags({ namespace, name: type.pairName });
    const key = this.element({ namespace, name: 'Key' }, xsString, true);
    const item = this.element({ namespace, name: 'Value' }, type.value, true);
    return (value: ReadonlyMap<string, unknown>, typed) => {
      let out = '';
      for (const [name, entry] of value) out += start + key(name, typed) + item(entry, typed) + end;
      return out;
    };
  }

  /** A sequence of fields without an element around it, such as header blocks. */
  fields(fields: Fields, namespace: string): FieldsEncoder {
    const encoders = Object.entries(fields).map(([name, field]) => {
      const type = typeOfField(field);
      return [name, this.element({ namespace, name }, type, isRequired(field))] as const;
    });
    return (value: Readonly<Record<string, unknown>>, typed) => {
      let out = '';
      for (const [name, encode] of encoders) out += encode(value[name], typed);
      return out;
    };
  }

  #tags({ namespace, name }: QName, type?: AnyType) {
    const prefix = this.#prefixes.get(namespace);
    const tag = `${prefix ?? SPARE_PREFIX}:${name}`;
    const start = prefix === undefined ? `${tag} xmlns:${SPARE_PREFIX}="${namespace}"` : tag;
    const isBuiltIn = type?.name.namespace === XML_SCHEMA;
    const typeMark = isBuiltIn ? ` ${this.#xsi}:type="${this.#xsd}:${type.name.name}"` : '';
    return {
      start: `<${start}>`,
      typedStart: `<${start}${typeMark}>`,
      nil: `<${start} ${this.#xsi}:nil="true"/>`,
      end: `</${tag}>`,
    };
  }
}

function requirePrefix(prefixes: Prefixes, namespace: string): string {
  const prefix = prefixes.get(namespace);
  if (prefix === undefined) throw new Error(`No prefix is declared for ${namespace}.`);
  return prefix;
}
