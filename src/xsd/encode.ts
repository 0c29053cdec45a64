/**
 * Encodes values as XML text.
 *
 * Each type is compiled once, for one choice of prefixes, into a function that joins prepared
 * parts. Every declared element is written, in the order of the schema, whatever the order of the
 * value's properties. Null is written as an element with `xsi:nil`, or as the zero value of a type
 * that cannot be nil, as the data contract serializer does.
 */
import { escapeText } from '../xml/escape.ts';
import { xsString } from './built-in.ts';
import {
  type AnyType,
  allFields,
  type ConcreteType,
  type DictionaryType,
  type Fields,
  printValue,
  type QName,
  resolveType,
  typeOfField,
  XML_SCHEMA,
  XML_SCHEMA_INSTANCE,
} from './types.ts';

/**
 * The prefixes that the enclosing document declares: for `xsi`, and for every namespace of the
 * encoded elements and their types.
 */
export type Prefixes = ReadonlyMap<string, string>;

/**
 * The elements that get `xsi:type`: none, those with a value of a built-in type, or all whose type
 * has a name. `built-in` does not mark nil values or types of the contract, because SOAP::Lite
 * fails on the name of an enumeration that it does not know.
 */
export type TypeMarks = 'none' | 'built-in' | 'all';

/** Encodes one element. */
export type ElementEncoder = (value: unknown, marks: TypeMarks) => string;

/** Encodes all declared fields, in declaration order. */
export type FieldsEncoder = (value: object, marks: TypeMarks) => string;

/** Encodes the content of an element. A method, so that an encoder of one type is accepted. */
type ContentEncoder = { write(value: unknown, marks: TypeMarks): string }['write'];

type PerMarks = Readonly<Record<TypeMarks, string>>;

export class Encoder {
  readonly #prefixes: Prefixes;
  readonly #xsi: string;
  readonly #compiled = new Map<ConcreteType, ContentEncoder>();

  constructor(prefixes: Prefixes) {
    this.#prefixes = prefixes;
    this.#xsi = this.#prefixOf(XML_SCHEMA_INSTANCE);
  }

  /** An element of the given type. */
  element(name: QName, type: AnyType): ElementEncoder {
    const tag = this.#tagOf(name);
    const starts = this.#starts(tag, type);
    const opened = perMarks((marks) => `${starts[marks]}>`);
    const end = `</${tag}>`;
    const content = this.#content(type);
    const write = (value: unknown, marks: TypeMarks) => opened[marks] + content(value, marks) + end;
    const absent = type.nillable
      ? this.#nil(starts)
      : perMarks((marks) => write(type.absent ?? {}, marks));
    return (value, marks) =>
      value === null || value === undefined ? absent[marks] : write(value, marks);
  }

  /** An element whose content is a sequence of fields, such as an operation's wrapper. */
  wrapper(name: QName, fields: Fields): FieldsEncoder {
    const tag = this.#tagOf(name);
    const content = this.fields(fields, name.namespace);
    return (value, marks) => `<${tag}>${content(value, marks)}</${tag}>`;
  }

  #content(declared: AnyType): ContentEncoder {
    const type = resolveType(declared);
    const known = this.#compiled.get(type);
    if (known) return known;
    // A type may contain itself: code that asks for it during compilation gets this indirection.
    this.#compiled.set(type, (value, marks) => encode(value, marks));
    const encode = this.#compile(type);
    this.#compiled.set(type, encode);
    return encode;
  }

  #compile(type: ConcreteType): ContentEncoder {
    switch (type.kind) {
      case 'simple':
        return (value) => {
          const text = printValue(type, value);
          // Numbers and truth values are frequent and need no escaping.
          return typeof value === 'number' || typeof value === 'boolean' ? text : escapeText(text);
        };
      case 'complex': {
        const encode = this.fields(allFields(type), type.name.namespace, type.keepsAbsence);
        return type.keepsText ? keepTexts(encode) : encode;
      }
      case 'array': {
        const item = this.element({ ...type.name, name: type.itemName }, type.item);
        return (value: readonly unknown[], marks) => {
          let out = '';
          for (const entry of value) out += item(entry, marks);
          return out;
        };
      }
      case 'dictionary':
        return this.#dictionary(type);
    }
  }

  #dictionary(type: DictionaryType): ContentEncoder {
    const { namespace } = type.name;
    const tag = this.#tagOf({ namespace, name: type.pairName });
    const key = this.element({ namespace, name: 'Key' }, xsString);
    const item = this.element({ namespace, name: 'Value' }, type.value);
    return (value: ReadonlyMap<string, unknown>, marks) => {
      let out = '';
      for (const [name, entry] of value) {
        out += `<${tag}>${key(name, marks)}${item(entry, marks)}</${tag}>`;
      }
      return out;
    };
  }

  /**
   * A sequence of fields without an element around it, such as header blocks.
   *
   * @param keepsAbsence see `ComplexType.keepsAbsence`.
   */
  fields(fields: Fields, namespace: string, keepsAbsence = false): FieldsEncoder {
    const encoders = Object.entries(fields).map(([name, field]) => ({
      name,
      encode: this.element({ namespace, name }, typeOfField(field)),
    }));
    return (value, marks) => {
      const given = value as Readonly<Record<string, unknown>>;
      let out = '';
      for (const { name, encode } of encoders) {
        if (keepsAbsence && given[name] === undefined) continue;
        out += encode(given[name], marks);
      }
      return out;
    };
  }

  /** The start tags of an element, still open for more attributes. */
  #starts(tag: string, { name }: AnyType): PerMarks {
    const plain = `<${tag}`;
    const marked = `${plain} ${this.#xsi}:type="${this.#tagOf(name)}"`;
    const builtIn = name.namespace === XML_SCHEMA ? marked : plain;
    return { none: plain, 'built-in': builtIn, all: marked };
  }

  #nil({ none, all }: PerMarks): PerMarks {
    const end = ` ${this.#xsi}:nil="true"/>`;
    return { none: none + end, 'built-in': none + end, all: all + end };
  }

  #tagOf({ namespace, name }: QName): string {
    return `${this.#prefixOf(namespace)}:${name}`;
  }

  #prefixOf(namespace: string): string {
    const prefix = this.#prefixes.get(namespace);
    if (prefix === undefined) throw new Error(`No prefix is declared for ${namespace}.`);
    return prefix;
  }
}

/** Keeps one text for each value, because a client always asks for the same marks. */
function keepTexts(encode: FieldsEncoder): FieldsEncoder {
  const texts = new WeakMap<object, { readonly marks: TypeMarks; readonly text: string }>();
  return (value, marks) => {
    const kept = texts.get(value);
    if (kept?.marks === marks) return kept.text;
    const text = encode(value, marks);
    // V8 stores a joined text as a tree of its parts until a character is read.
    text.charCodeAt(0);
    texts.set(value, { marks, text });
    return text;
  };
}

function perMarks(write: (marks: TypeMarks) => string): PerMarks {
  return { none: write('none'), 'built-in': write('built-in'), all: write('all') };
}
