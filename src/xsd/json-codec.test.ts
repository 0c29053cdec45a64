/** Decoding and encoding JSON, on a contract that has every form of type. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { absent, fields, type Tree } from '../../test/support/xsd-contract.ts';
import { decodeJsonFields, JsonDecodeError } from './decode-json.ts';
import { encodeJsonFields } from './encode-json.ts';
import { JsonSchemas } from './json-schema.ts';

const decode = (json: unknown) => decodeJsonFields(fields, json, 'Op');
const encode = (value: object) => encodeJsonFields(fields, value);

const full = {
  Text: ' a ',
  Flag: true,
  Count: 7,
  Small: -3,
  When: '2026-11-22T10:30:00Z',
  Bytes: 'AQID',
  Colour: 'Green',
  Rights: 'Read, Write',
  Derived: { Id: 1, Name: 'n' },
  Names: ['x', null],
  Rows: [{ Id: 0, Name: null }, null],
  Grid: [[{ Id: 5 }], null],
  Map: { k: { Id: 9 }, ['__proto__']: null },
  Point: { X: 1, Name: null },
  Tree: { Label: 'r', Child: { Label: 'c', Child: null } },
} as const;

describe('decodeJsonFields', () => {
  it('gives absent properties their defaults', () => {
    assert.deepEqual(decode({}), absent);
  });

  it('reads every form of type', () => {
    assert.deepEqual(decode(full), {
      ...full,
      When: { epochMs: Date.parse('2026-11-22T10:30:00Z'), offsetMinutes: 0 },
      Bytes: Buffer.from([1, 2, 3]),
      Rights: ['Read', 'Write'],
      Map: new Map([
        ['k', { Id: 9 }],
        ['__proto__', null],
      ]),
    });
  });

  it('reads names in any case, null for an absent value, and flags without spaces', () => {
    const given = { TEXT: 'x', derived: { iD: 4 }, Bytes: null, Point: null, rights: 'Write,Read' };
    const expected = { Text: 'x', Derived: { Id: 4, Name: null }, Rights: ['Write', 'Read'] };
    assert.deepEqual(decode(given), { ...absent, ...expected });
  });

  it('reads null as the zero value of a type that cannot be nil', () => {
    const json = { Flag: null, Count: null, Small: null, When: null, Colour: null, Rights: null };
    assert.deepEqual(decode(json), absent);
  });

  it('reads the number of a member of an enumeration', () => {
    for (const [number, Colour] of ['Red', 'Green'].entries()) {
      assert.deepEqual(decode({ Colour: number }), { ...absent, Colour });
    }
  });

  it('reads an empty array as an empty object, because PHP writes it so', () => {
    assert.deepEqual(decode([]), absent);
    const expected = { ...absent, Derived: { Id: 0, Name: null }, Map: new Map() };
    assert.deepEqual(decode({ Derived: [], Map: [] }), expected);
  });

  it('ignores unknown properties and properties of the prototype', () => {
    const text = '{"__proto__":{"Text":"x"},"constructor":1,"hasOwnProperty":null,"New":[{}]}';
    const decoded = decode(JSON.parse(text));
    assert.deepEqual(decoded, absent);
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
    assert.equal(Object.hasOwn(Object.prototype, 'Text'), false);
    assert.deepEqual(decode(Object.create({ Text: 'x' })), absent);
  });

  const whole = 'a whole number between -2147483648 and 2147483647.';
  const refused: readonly [unknown, string][] = [
    [null, ': expected an object.'],
    [[1], ': expected an object.'],
    ['x', ': expected an object.'],
    [{ Flag: 'true' }, '.Flag: expected boolean as a JSON boolean.'],
    [{ Text: 1 }, '.Text: expected string as a JSON string.'],
    [{ Text: { toString: 'x' } }, '.Text: expected string as a JSON string.'],
    [{ Text: 'a\0b' }, '.Text: it has a control character, or half of a character.'],
    [{ Text: '\ud800' }, '.Text: it has a control character, or half of a character.'],
    [{ Text: '\uffff' }, '.Text: it has a control character, or half of a character.'],
    [{ Count: '7' }, '.Count: expected int as a JSON number.'],
    [{ Count: 2 ** 31 }, `.Count: expected ${whole}`],
    [{ Count: 1.5 }, `.Count: expected ${whole}`],
    [{ Count: 1e21 }, `.Count: expected ${whole}`],
    [{ Small: 32768 }, '.Small: expected a whole number between -32768 and 32767.'],
    [{ Bytes: 'A' }, '.Bytes: expected base64.'],
    [{ Colour: 'Blue' }, '.Colour: expected one of Red, Green.'],
    [{ Colour: 2 }, '.Colour: expected Colour as a JSON string.'],
    [{ Colour: '1' }, '.Colour: expected one of Red, Green.'],
    [{ Rights: 1 }, '.Rights: expected Rights as a JSON string.'],
    [{ Colour: '__proto__' }, '.Colour: expected one of Red, Green.'],
    [{ Rights: 'Read, Fly' }, '.Rights: expected one of Read, Write.'],
    [{ Derived: [{}] }, '.Derived: expected an object.'],
    [{ Derived: { Id: 'x' } }, '.Derived.Id: expected int as a JSON number.'],
    [{ Names: 'x' }, '.Names: expected an array.'],
    [{ Names: [1] }, '.Names[0]: expected string as a JSON string.'],
    [{ Map: [null] }, '.Map: expected an object.'],
    [{ Map: { k: 1 } }, '.Map.k: expected an object.'],
    [{ Map: { '\u0001': null } }, '.Map: it has a control character, or half of a character.'],
    [{ Point: { X: 1 } }, '.Point.Name: it is missing.'],
    [{ text: 'x', Text: 'y' }, '.Text: it is given twice.'],
  ];
  for (const [json, problem] of refused) {
    it(`refuses ${JSON.stringify(json)}`, () => {
      const message = `Property Op${problem}`;
      assert.throws(
        () => decode(json),
        (error) => error instanceof JsonDecodeError && error.message === message,
      );
    });
  }

  it("cuts the client's own names in messages", () => {
    const key = 'k'.repeat(100_000);
    assert.throws(() => decode({ Map: { [key]: 1 } }), { message: /^.{200,300}$/ });
  });
});

describe('encodeJsonFields', () => {
  it('writes every declared field and no other', () => {
    const expected = { ...absent, When: '0001-01-01T00:00:00', Rights: '' };
    assert.deepEqual(encode({ Other: 1 }), expected);
    assert.deepEqual(encode(absent), expected);
  });

  it('writes every form of type', () => {
    assert.deepEqual(encode(decode(full)), full);
  });
});

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true });
const characters = fc
  .string({ unit: 'grapheme' })
  .filter((text) => text.isWellFormed() && !/[\p{Cc}\ufffe\uffff]/u.test(text));
const text = fc.option(characters);
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const base = fc.option(record({ Id: int }));
const derived = fc.option(record({ Id: int, Name: text }));
const tree = fc.letrec<{ tree: Tree | null }>((tie) => ({
  tree: fc.option(record({ Label: text, Child: tie('tree') }), { depthSize: 'small' }),
})).tree;
const values = record({
  Text: text,
  Flag: fc.boolean(),
  Count: int,
  Small: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  When: record({
    epochMs: fc.integer({ min: 0, max: 4e12 }),
    offsetMinutes: fc.option(fc.constant(0)),
  }),
  Bytes: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
  Colour: fc.constantFrom('Red', 'Green'),
  Rights: fc.uniqueArray(fc.constantFrom('Read', 'Write')),
  Derived: derived,
  Names: fc.option(fc.array(text)),
  Rows: fc.option(fc.array(derived)),
  Grid: fc.option(fc.array(fc.option(fc.array(base)))),
  Map: fc.option(fc.array(fc.tuple(characters, base)).map((entries) => new Map(entries))),
  Point: fc.option(record({ X: int, Name: text })),
  Tree: tree,
});

describe('any value', () => {
  it('is unchanged after encoding and decoding', () => {
    const there = (value: object) => decode(JSON.parse(JSON.stringify(encode(value))));
    fc.assert(fc.property(values, (value) => assert.deepEqual(there(value), value)));
  });

  it('is encoded as the schema says', () => {
    const schemas = new JsonSchemas('#/$defs/');
    const schema = { ...schemas.ofAnswer(fields), $defs: schemas.named };
    assert.deepEqual(Object.keys(schemas.named), [
      'Base',
      'Colour',
      'Derived',
      'Point',
      'Rights',
      'Tree',
    ]);
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    const requireValid = (json: unknown) =>
      assert.ok(validate(json), JSON.stringify([json, validate.errors]));
    requireValid(encode({}));
    fc.assert(fc.property(values, (value) => requireValid(encode(value))));
    const whole = encode({}) as object;
    for (const wrong of [
      { Count: 1.5 },
      { Colour: 'Blue' },
      { Rows: [{ Id: 'x' }] },
      { Point: {} },
    ])
      assert.equal(validate({ ...whole, ...wrong }), false, JSON.stringify(wrong));
    const { Text: _, ...withoutText } = whole as { readonly Text: null };
    assert.equal(validate(withoutText), false);
    assert.equal(validate({ ...whole, Derived: { Id: 1 } }), false);
  });

  it('is decoded from any request that fits the schema, with defaults for absent fields', () => {
    const schemas = new JsonSchemas('#/$defs/');
    const schema = { ...schemas.ofRequest(fields), $defs: schemas.named };
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    assert.ok(validate({}));
    assert.ok(validate({ Derived: { Id: 1 }, Rows: [{}], Tree: { Child: {} } }));
    assert.equal(validate({ Point: { X: 1 } }), false);
    assert.equal(validate({ Tree: { Child: { Label: 1 } } }), false);
  });

  it('has one schema for requests and one for answers if both use the type', () => {
    const schemas = new JsonSchemas('#/');
    schemas.ofRequest(fields);
    schemas.ofAnswer(fields);
    const { DerivedInRequest, Derived } = schemas.named;
    assert.equal(DerivedInRequest?.['required'], undefined);
    assert.deepEqual(Derived?.['required'], ['Id', 'Name']);
  });
});
