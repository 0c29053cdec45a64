/**
 * The constructors of `types.ts`: everything that a contract is declared with, except the built-in
 * types.
 */
import {
  type AnyType,
  type ArrayType,
  allFields,
  type ComplexType,
  type Decoded,
  type DecodedFields,
  type DeferredType,
  type DictionaryType,
  type Encodable,
  type EncodableFields,
  type Fields,
  type QName,
  type RequiredField,
  SERIALIZATION_ARRAYS,
  type SimpleType,
  XML_SCHEMA,
} from './types.ts';

/** Makes an element mandatory. A message without it is refused. */
export function required<X extends AnyType>(type: X): RequiredField<X> {
  return { required: type };
}

/**
 * Makes the encoder keep the text of each value for as long as the value exists. For large values
 * that are encoded again and again, and that nothing changes.
 */
export function keepingText<D, E>(type: ComplexType<D, E>): ComplexType<D, E> {
  return { ...type, keepsText: true };
}

/** A member of an enumeration that earlier editions of the contract lack. */
export interface LaterMember {
  /** The first edition with this member. */
  readonly since: string;
  readonly number: number;
}

/** The members of an enumeration, in order, each with its number. */
type Members = Readonly<Record<string, number | LaterMember>>;

/** Null if the type can be nil. */
type NilOf<X> = null extends Decoded<X> ? null : never;

/** The constructors of named types, all in one target namespace. */
export class XmlNamespace {
  readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }

  #qname(name: string): QName {
    return { namespace: this.uri, name };
  }

  /** A class: nillable, its fields optional. */
  complexType<const F extends Fields>(
    name: string,
    fields: F,
  ): ComplexType<DecodedFields<F> | null, EncodableFields<F>> {
    return {
      kind: 'complex',
      name: this.#qname(name),
      nillable: true,
      absent: null,
      base: null,
      fields,
      valueType: false,
    };
  }

  /** A struct: never nil, and its fields are usually required. An absent one decodes to null. */
  valueType<const F extends Fields>(
    name: string,
    fields: F,
  ): ComplexType<DecodedFields<F> | null, EncodableFields<F>> {
    return { ...this.complexType(name, fields), nillable: false, valueType: true };
  }

  /** A class that inherits: the base's fields come first on the wire. */
  extendedType<BD, BE, const F extends Fields>(
    base: ComplexType<BD, BE>,
    name: string,
    fields: F,
  ): ComplexType<(NonNullable<BD> & DecodedFields<F>) | null, BE & EncodableFields<F>> {
    const inherited = allFields(base);
    const twice = Object.keys(fields).find((field) => Object.hasOwn(inherited, field));
    if (twice !== undefined) throw new Error(`${name} repeats the field ${twice} of its base.`);
    return {
      kind: 'complex',
      name: this.#qname(name),
      nillable: true,
      absent: null,
      base,
      fields,
      valueType: false,
    };
  }

  /** Like `extendedType`, for a class whose readers must tell an absent field from nil. */
  partialType<BD, BE, const F extends Fields>(
    base: ComplexType<BD, BE>,
    name: string,
    fields: F,
  ): ComplexType<Partial<NonNullable<BD> & DecodedFields<F>> | null, BE & EncodableFields<F>> {
    return { ...this.extendedType(base, name, fields), keepsAbsence: true };
  }

  /** `ArrayOf<item>`. Arrays of built-in types have their own namespace. */
  arrayOf<X extends AnyType>(
    item: X,
  ): ArrayType<readonly Decoded<X>[] | null, readonly (Encodable<X> | NilOf<X>)[]> {
    const builtIn = item.name.namespace === XML_SCHEMA;
    return {
      kind: 'array',
      name: {
        namespace: builtIn ? SERIALIZATION_ARRAYS : item.name.namespace,
        name: `ArrayOf${item.name.name}`,
      },
      nillable: true,
      absent: null,
      item,
      itemName: item.name.name,
    };
  }

  /** A map with string keys. `pairName` is the element that holds one entry. */
  dictionary<X extends AnyType>(
    name: string,
    pairName: string,
    value: X,
  ): DictionaryType<
    ReadonlyMap<string, Decoded<X>> | null,
    ReadonlyMap<string, Encodable<X> | NilOf<X>>
  > {
    return {
      kind: 'dictionary',
      name: this.#qname(name),
      nillable: true,
      absent: null,
      pairName,
      value,
    };
  }

  /** One of several named values. An absent value means the member whose number is 0. */
  enumeration<const M extends Members>(
    name: string,
    declared: M,
    underlying?: 'short',
  ): SimpleType<keyof M & string, keyof M & string> {
    const { members, since } = readMembers(declared);
    const zero = Object.keys(members).find((member) => members[member] === 0);
    if (zero === undefined) throw new Error(`Enumeration ${name} has no member for 0.`);
    const parse = memberParser<M>(members);
    return {
      kind: 'simple',
      name: this.#qname(name),
      nillable: false,
      absent: zero,
      parse: (text) => parse(text.trim()),
      print: (value) => value,
      restriction: { members, list: false, since, ...(underlying && { underlying }) },
    };
  }

  /** A set of named values. An absent value means the empty set. */
  flags<const M extends Members>(
    name: string,
    declared: M,
  ): SimpleType<readonly (keyof M & string)[], readonly (keyof M & string)[]> {
    const { members, since } = readMembers(declared);
    const parse = memberParser<M>(members);
    return {
      kind: 'simple',
      name: this.#qname(name),
      nillable: false,
      absent: [],
      parse: (text) => text.split(/\s+/).filter(Boolean).map(parse),
      print: (value) => value.join(' '),
      restriction: { members, list: true, since },
    };
  }

  /** A type that is still being declared. The caller must write its shape by hand. */
  deferred<D, E>(name: string, target: () => ComplexType<D | null, E>): DeferredType<D | null, E> {
    return { kind: 'deferred', name: this.#qname(name), nillable: true, absent: null, target };
  }
}

function readMembers(declared: Members) {
  const members: Record<string, number> = {};
  const since: Record<string, string> = {};
  for (const [name, member] of Object.entries(declared)) {
    members[name] = typeof member === 'number' ? member : member.number;
    if (typeof member !== 'number') since[name] = member.since;
  }
  return { members, since };
}

/**
 * An alias is read as the first member with the same number, because .NET only keeps the number.
 */
function memberParser<M extends Members>(members: Readonly<Record<string, number>>) {
  const names = Object.keys(members);
  const canonical = new Map(
    names.map((name) => {
      const first = names.find((other) => members[other] === members[name]) ?? name;
      return [name, first as keyof M & string];
    }),
  );
  return (text: string): keyof M & string => {
    const member = canonical.get(text);
    if (member === undefined) throw new RangeError(`one of ${names.join(', ')}`);
    return member;
  };
}
