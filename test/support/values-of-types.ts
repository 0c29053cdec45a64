/** Generates decoded values of declared types, for property tests of the whole contract. */
import fc from 'fast-check';
import {
  type AnyComplexType,
  type AnyType,
  allFields,
  type Fields,
  lackingFields,
  resolveType,
  type SimpleType,
  typeOfField,
} from '../../src/xsd/types.ts';

/** Ends types that contain themselves. */
const DEPTH_MAX = 5;
const ITEMS_MAX = 2;

const text = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter((value) => value.isWellFormed() && !/[\p{Cc}\ufffe\uffff]/u.test(value));

const BUILT_IN: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: text,
  boolean: fc.boolean(),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  short: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  dateTime: fc.record(
    {
      epochMs: fc.integer({ min: 0, max: 4e12 }),
      offsetMinutes: fc.constantFrom(null, 0, 120),
    },
    { noNullPrototype: true },
  ),
  base64Binary: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
};

export function valuesOfFields(fields: Fields, depth = 0): fc.Arbitrary<object> {
  const entries = Object.entries(fields);
  const model = entries.map(([name, field]) => [name, valuesOfType(typeOfField(field), depth)]);
  return fc.record(Object.fromEntries(model), { noNullPrototype: true });
}

function valuesOfType(declared: AnyType, depth: number): fc.Arbitrary<unknown> {
  const type = resolveType(declared);
  // A .NET struct is never null: null is written as its zero value.
  if (type.kind === 'complex' && type.valueType) return presentValues(type, depth);
  const isDeep = depth >= DEPTH_MAX && type.kind !== 'simple';
  if (isDeep) return fc.constant(type.absent);
  const present = presentValues(type, depth);
  return type.absent === null ? fc.option(present) : present;
}

function presentValues(type: ReturnType<typeof resolveType>, depth: number) {
  switch (type.kind) {
    case 'simple':
      return simpleValues(type);
    case 'complex':
      return complexValues(type, depth + 1);
    case 'array':
      return fc.array(valuesOfType(type.item, depth + 1), { maxLength: ITEMS_MAX });
    case 'dictionary':
      return fc
        .array(fc.tuple(text, valuesOfType(type.value, depth + 1)), { maxLength: ITEMS_MAX })
        .map((pairs) => new Map(pairs));
  }
}

/** Fields that an older edition lacks have their default, if their absence is not kept. */
function complexValues(type: AnyComplexType, depth: number): fc.Arbitrary<object> {
  const lacking = type.keepsAbsence ? [] : Object.entries(lackingFields(type));
  const absent = lacking.map(([name, field]) => [name, typeOfField(field).absent] as const);
  return valuesOfFields(allFields(type), depth).map((value) => ({
    ...value,
    ...Object.fromEntries(absent),
  }));
}

function simpleValues({ name, restriction, absent }: SimpleType): fc.Arbitrary<unknown> {
  if (!restriction) {
    const values = typeof absent === 'boolean' ? fc.boolean() : BUILT_IN[name.name];
    if (!values) throw new Error(`There are no values of xs:${name.name} yet.`);
    return values;
  }
  const { members, list } = restriction;
  // Two members may have the same number. Decoding returns the first one.
  const names = Object.keys(members).filter(
    (member, index, all) => all.findIndex((one) => members[one] === members[member]) === index,
  );
  return list ? fc.uniqueArray(fc.constantFrom(...names)) : fc.constantFrom(...names);
}
