/**
 * Encodes values as JSON by the same types as XML. REST writes answers with it.
 *
 * Every declared field is written, so all answers of an operation have the same shape. An absent
 * value is written as null, or as the zero value of a type that cannot be nil.
 */
import { jsonKindOf } from './decode-json.ts';
import {
  type AnyType,
  allFields,
  type ConcreteType,
  type Fields,
  printValue,
  resolveType,
  typeOfField,
} from './types.ts';

/** The values that `JSON.stringify` accepts. */
export type Json = string | number | boolean | null | readonly Json[] | { [name: string]: Json };

/** @param keepsAbsence see `ComplexType.keepsAbsence`. */
export function encodeJsonFields(fields: Fields, value: object, keepsAbsence = false): Json {
  const given = value as Readonly<Record<string, unknown>>;
  const encoded = Object.entries(fields).filter(
    ([name]) => !keepsAbsence || given[name] !== undefined,
  );
  return Object.fromEntries(
    encoded.map(([name, field]) => [name, encodeJson(typeOfField(field), given[name])]),
  );
}

export function encodeJson(declared: AnyType, value: unknown): Json {
  const type = resolveType(declared);
  if (value !== null && value !== undefined) return encodePresent(type, value);
  return type.nillable || type.absent === null ? null : encodePresent(type, type.absent);
}

function encodePresent(type: ConcreteType, value: unknown): Json {
  switch (type.kind) {
    case 'simple': {
      if (jsonKindOf(type) !== 'string') return value as number | boolean;
      const text = printValue(type, value);
      // .NET writes a list of flags with commas.
      return type.restriction?.list === true ? text.replaceAll(' ', ', ') : text;
    }
    case 'complex':
      return encodeJsonFields(allFields(type), value as object, type.keepsAbsence);
    case 'array':
      return (value as readonly unknown[]).map((item) => encodeJson(type.item, item));
    case 'dictionary':
      return Object.fromEntries(
        [...(value as ReadonlyMap<string, unknown>)].map(([key, entry]) => [
          key,
          encodeJson(type.value, entry),
        ]),
      );
  }
}
