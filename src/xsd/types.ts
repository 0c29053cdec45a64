/**
 * XSD types as values. A wire contract is declared with them.
 *
 * A type is plain data. `decode.ts`, `encode.ts` and `schema.ts` each derive one thing from it, and
 * TypeScript derives `Decoded` and `Encodable`. The supported forms are those of WCF's data
 * contract serializer, because it generated the contracts that we serve.
 *
 * @see
 *   https://learn.microsoft.com/dotnet/framework/wcf/feature-details/data-contract-schema-reference
 */

export const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema';
export const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
/** The namespace of the data contract serializer's annotations and of its few global types. */
export const SERIALIZATION = 'http://schemas.microsoft.com/2003/10/Serialization/';
/** The namespace of the data contract serializer's arrays of built-in types. */
export const SERIALIZATION_ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays';

export interface QName {
  readonly namespace: string;
  readonly name: string;
}

/** `D` is the type that decoding returns, `E` the type that encoding accepts. */
interface TypeBase<D, E> {
  readonly name: QName;
  /** Reference types can be nil on the wire. Numbers, booleans, dates and enumerations cannot. */
  readonly nillable: boolean;
  /** The value of an absent element: null for reference types, the zero value for the others. */
  readonly absent: D;
  /** Never called. It only carries `E` for the compiler. */
  readonly accepts?: (value: E) => void;
}

/**
 * A type whose value is the text of an element: built-in types, enumerations and lists of flags.
 */
export interface SimpleType<D = unknown, E = never> extends TypeBase<D, E> {
  readonly kind: 'simple';
  /** @throws RangeError that says what was expected. */
  parse(text: string): D;
  print(value: E): string;
  /** How the schema defines the type. Absent for the types that XML Schema itself defines. */
  readonly restriction?: Restriction;
  /** Whether values are secret. The schema does not say so, and the wire form is the same. */
  readonly secret?: true;
}

/** The named values of an enumeration, in order, each with its number. */
export interface Restriction {
  readonly members: Readonly<Record<string, number>>;
  /** True for a list of flags with spaces between, false for one value. */
  readonly list: boolean;
  /** The XSD type of the number, if it is not `int`. */
  readonly underlying?: 'short';
  /** The members that earlier editions of the contract lack, each with its first edition. */
  readonly since?: Readonly<Record<string, string>>;
}

/** An element inside a complex type. All are optional (`minOccurs="0"`) unless made `required`. */
export type Field = AnyType | RequiredField<AnyType> | LaterField<AnyType>;
export type Fields = { readonly [name: string]: Field };

export interface RequiredField<X extends AnyType> {
  readonly required: X;
}

/** A field that earlier editions of the contract lack, or have with another type. */
export interface LaterField<X extends AnyType> {
  /** The first edition with this field. */
  readonly since: string;
  readonly type: X;
  /** The type in earlier editions. It has the same decoded values. Null if they lack the field. */
  readonly earlier: AnyType | null;
}

/** A sequence of named elements, which may extend another type. */
export interface ComplexType<D = unknown, E = never> extends TypeBase<D, E> {
  readonly kind: 'complex';
  readonly base: AnyComplexType | null;
  /** The fields of this type, without those of the base. */
  readonly fields: Fields;
  /** The declared fields that this edition of the contract lacks. They decode as absent. */
  readonly lacking?: Fields;
  /** Whether it is a .NET struct: never nil, and annotated in the schema. */
  readonly valueType: boolean;
  /**
   * Whether a field without an element stays absent in a decoded value, and an absent field is not
   * encoded. Readers can then tell an absent field from nil.
   */
  readonly keepsAbsence?: true;
  /**
   * Whether no value changes after it was made. The encoder then keeps the text of a value that is
   * encoded again and again.
   */
  readonly keepsText?: true;
}

/** A repeated element. */
export interface ArrayType<D = unknown, E = never> extends TypeBase<D, E> {
  readonly kind: 'array';
  readonly item: AnyType;
  readonly itemName: string;
}

/** A repeated element with a `Key` (a string) and a `Value`. Decodes to a Map. */
export interface DictionaryType<D = unknown, E = never> extends TypeBase<D, E> {
  readonly kind: 'dictionary';
  readonly pairName: string;
  readonly value: AnyType;
}

/** A placeholder for a type that is still being declared, so that a type can refer to itself. */
export interface DeferredType<D = unknown, E = never> extends TypeBase<D, E> {
  readonly kind: 'deferred';
  target(): ComplexType<D, E>;
}

export type AnyComplexType = ComplexType<unknown, never>;
export type ConcreteType = SimpleType | ComplexType | ArrayType | DictionaryType;
export type AnyType = ConcreteType | DeferredType;

/** The type that decoding returns. */
export type Decoded<X> = X extends { readonly absent: infer D } ? D : never;

/** The type that encoding accepts. */
export type Encodable<X> = X extends { readonly accepts?: (value: infer E) => void } ? E : never;

type TypeOfField<F> = F extends RequiredField<infer X> ? X : F extends LaterField<infer X> ? X : F;

/** Decoded fields. All are present; an absent element has its default. */
export type DecodedFields<F extends Fields> = {
  readonly [K in keyof F]: Decoded<TypeOfField<F[K]>>;
};

/** Fields to encode. A field that is left out, undefined or null becomes null or its zero value. */
export type EncodableFields<F extends Fields> = {
  readonly [K in keyof F]?: Encodable<TypeOfField<F[K]>> | null | undefined;
};

export function typeOfField(field: Field): AnyType {
  if ('required' in field) return field.required;
  return 'since' in field ? field.type : field;
}

export function isRequired(field: Field): boolean {
  return 'required' in field;
}

/** Returns the type behind a deferred type, and any other type unchanged. */
export function resolveType(type: AnyType): ConcreteType {
  return type.kind === 'deferred' ? type.target() : type;
}

/** The types that the definition of a type refers to. */
export function partsOf(type: ConcreteType): readonly AnyType[] {
  switch (type.kind) {
    case 'simple':
      return [];
    case 'complex': {
      const fields = Object.values(type.fields).map(typeOfField);
      return type.base === null ? fields : [type.base, ...fields];
    }
    case 'array':
      return [type.item];
    case 'dictionary':
      return [type.value];
  }
}

/** The text of a value that the type accepts. */
export function printValue(type: SimpleType, value: unknown): string {
  // The compiler checks values where they are made, but does not know their type here any more.
  return type.print(value as never);
}

/** All fields of a complex type in wire order: the fields of the base first. */
export function allFields(type: AnyComplexType): Fields {
  return type.base === null ? type.fields : { ...allFields(type.base), ...type.fields };
}

/** All declared fields that the edition of a complex type lacks, those of the base included. */
export function lackingFields(type: AnyComplexType): Fields {
  return type.base === null
    ? (type.lacking ?? {})
    : { ...lackingFields(type.base), ...type.lacking };
}
