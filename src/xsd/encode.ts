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
 * @param typed adds `xsi:type` to it and to everything inside it.
 */
export type ElementEncoder = (value: unknown, typed: boolean) => string;

/** For names in namespaces that the document has no prefix for: the element's and its type's. */
const SPARE_PREFIXES = ['q1', 'q2'] as const;

/** The content of an element, or null where the value cannot stand on the wire. */
type ContentEncoder = (value: never, typed: boolean) => string | null;

export class Encoder {
  readonly #prefixes: Prefixes;
  readonly #xsi: string;
  readonly #compiled = new Map<ConcreteType, ContentEncoder>();

  constructor(prefixes: Prefixes) {
    for (const spare of SPARE_PREFIXES) {
      if ([...prefixes.values()].includes(spare)) throw new Error(`The prefix ${spare} is taken.`);
    }
    requirePrefix(prefixes, XML_SCHEMA);
    this.#xsi = requirePrefix(prefixes, XML_SCHEMA_INSTANCE);
    this.#prefixes = prefixes;
  }

  /** An element of the given type; empty text when the value is absent and the element optional. */
  element(name: QName, type: AnyType, required = false): ElementEncoder {
    const { start, typedStart, nil, end } = this.#tags(name, type);
    const content = this.#content(type);
    const absent = required ? nil : '';
    return (value, typed) => {
      if (value === null || value === undefined) return absent;
      const inner = content(value as never, typed);
      return inner === null ? absent : (typed ? typedStart : start) + inner + end;
    };
  }

  /** An element whose content is a sequence of fields, such as an operation's wrapper. */
  wrapper(name: QName, fields: Fields): ElementEncoder {
    const { start, end } = this.#tags(name);
    const content = this.#sequence(fields, name.namespace);
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
          return text === null ? null : escapeText(text);
        };
      case 'complex':
        return this.#sequence(allFields(type), type.name.namespace);
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

  #sequence(fields: Fields, namespace: string): ContentEncoder {
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

  #tags(name: QName, type?: AnyType) {
    const tag = this.#inScope(name, 'q1');
    const ofType = type && this.#inScope(type.name, 'q2');
    return {
      start: `<${tag.name}${tag.declaration}>`,
      typedStart: ofType
        ? `<${tag.name}${tag.declaration}${ofType.declaration} ${this.#xsi}:type="${ofType.name}">`
        : '',
      nil: `<${tag.name}${tag.declaration} ${this.#xsi}:nil="true"/>`,
      end: `</${tag.name}>`,
    };
  }

  /** The name with its prefix; with the declaration of a prefix where the document has none. */
  #inScope({ namespace, name }: QName, spare: (typeof SPARE_PREFIXES)[number]) {
    const prefix = this.#prefixes.get(namespace);
    return prefix === undefined
      ? { name: `${spare}:${name}`, declaration: ` xmlns:${spare}="${namespace}"` }
      : { name: `${prefix}:${name}`, declaration: '' };
  }
}

function requirePrefix(prefixes: Prefixes, namespace: string): string {
  const prefix = prefixes.get(namespace);
  if (prefix === undefined) throw new Error(`No prefix is declared for ${namespace}.`);
  return prefix;
}
