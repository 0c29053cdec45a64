/** Decoding and encoding, on a contract that has every form of type. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { absent, Base, fields, Point, Rights, Tree, tns } from '../../test/support/xsd-contract.ts';
import { parseXml } from '../xml/parse.ts';
import { xsInt, xsString } from './built-in.ts';
import { dateTimeMin } from './date-time.ts';
import { required } from './declare.ts';
import { DecodeError, fieldsDecoder } from './decode.ts';
import { Encoder } from './encode.ts';
import { SchemaSet } from './schema.ts';
import {
  type ComplexType,
  type Encodable,
  SERIALIZATION_ARRAYS,
  XML_SCHEMA,
  XML_SCHEMA_INSTANCE,
} from './types.ts';

const utcDateTime = (epochMs: number) => ({ epochMs, offsetMinutes: 0 });

const encoder = new Encoder(
  new Map([
    ['urn:t', 't'],
    [SERIALIZATION_ARRAYS, 'a'],
    [XML_SCHEMA, 'xsd'],
    [XML_SCHEMA_INSTANCE, 'xsi'],
  ]),
);
const declarations = `xmlns:t="urn:t" xmlns:o="urn:other" xmlns:a="${SERIALIZATION_ARRAYS}" xmlns:xsd="${XML_SCHEMA}" xmlns:xsi="${XML_SCHEMA_INSTANCE}"`;
const encode = encoder.wrapper({ namespace: 'urn:t', name: 'Op' }, fields);

const decodeElement = fieldsDecoder(fields, 'urn:t');
const decodeXml = (xml: string) =>
  decodeElement(parseXml(xml.replace('<t:Op>', `<t:Op ${declarations}>`)), 'Op');
const decode = (inner: string) => decodeXml(`<t:Op>${inner}</t:Op>`);

describe('fieldsDecoder', () => {
  it('gives absent elements their defaults', () => {
    assert.deepEqual(decode(''), absent);
  });

  it('reads every form of type', () => {
    assert.deepEqual(
      decode(
        `<t:Flag> 1 </t:Flag><t:Text> a </t:Text><t:Count>+7</t:Count><t:Small>-3</t:Small>
         <t:When>2026-11-22T10:30:00Z</t:When><t:Bytes>AQ ID</t:Bytes><t:Colour>Green</t:Colour>
         <t:Rights>Read Write</t:Rights><t:Derived><t:Name>n</t:Name><t:Id>1</t:Id></t:Derived>
         <t:Names><a:string>x</a:string><a:string xsi:nil="true"/></t:Names>
         <t:Rows><t:Derived/></t:Rows>
         <t:Grid><t:ArrayOfBase><t:Base><t:Id>5</t:Id></t:Base></t:ArrayOfBase></t:Grid>
         <t:Map><t:MapPair><t:Key>k</t:Key><t:Value><t:Id>9</t:Id></t:Value></t:MapPair></t:Map>
         <t:Point><o:X>1</o:X><o:Name xsi:nil="1"/></t:Point>
         <t:Tree><t:Label>r</t:Label><t:Child><t:Label>c</t:Label></t:Child></t:Tree>`,
      ),
      {
        Text: ' a ',
        Flag: true,
        Count: 7,
        Small: -3,
        When: utcDateTime(Date.parse('2026-11-22T10:30:00Z')),
        Bytes: Buffer.from([1, 2, 3]),
        Colour: 'Green',
        Rights: ['Read', 'Write'],
        Derived: { Id: 1, Name: 'n' },
        Names: ['x', null],
        Rows: [{ Id: 0, Name: null }],
        Grid: [[{ Id: 5 }]],
        Map: new Map([['k', { Id: 9 }]]),
        Point: { X: 1, Name: null },
        Tree: { Label: 'r', Child: { Label: 'c', Child: null } },
      },
    );
  });

  it('passes over elements that it does not know', () => {
    assert.deepEqual(decode('<t:New><t:Deep/></t:New><t:constructor/><t:__proto__/>'), absent);
  });

  const refused: readonly [string, string][] = [
    ['<t:Flag>yes</t:Flag>', 'Element Op/Flag: expected true, false, 1 or 0.'],
    ['<t:Flag/>', 'Element Op/Flag: expected true, false, 1 or 0.'],
    ['<t:Flag xsi:nil="true"/>', 'Element Op/Flag: it is nil; expected xs:boolean.'],
    ['<t:Text xsi:nil="maybe"/>', 'Element Op/Text: its xsi:nil is neither true nor false.'],
    ['<t:Text xsi:nil="true">x</t:Text>', 'Element Op/Text: it is nil but has content.'],
    ['<t:Text><t:b/></t:Text>', 'Element Op/Text: expected xs:string, found <b>.'],
    [
      '<t:Count>2147483648</t:Count>',
      'Element Op/Count: expected a whole number between -2147483648 and 2147483647.',
    ],
    [
      '<t:Count>1.5</t:Count>',
      'Element Op/Count: expected a whole number between -2147483648 and 2147483647.',
    ],
    [
      '<t:Small>32768</t:Small>',
      'Element Op/Small: expected a whole number between -32768 and 32767.',
    ],
    [
      '<t:When>soon</t:When>',
      'Element Op/When: expected a date and time such as 2026-11-22T10:30:00 or 2026-11-22T10:30:00Z.',
    ],
    ['<t:Bytes>A</t:Bytes>', 'Element Op/Bytes: expected base64.'],
    ['<t:Colour>Blue</t:Colour>', 'Element Op/Colour: expected one of Red, Green.'],
    ['<t:Colour xsi:nil="true"/>', 'Element Op/Colour: it is nil; expected Colour.'],
    ['<t:Rights>Read Fly</t:Rights>', 'Element Op/Rights: expected one of Read, Write.'],
    ['<t:Derived>x</t:Derived>', 'Element Op/Derived: expected elements, found text.'],
    [
      '<t:Derived><t:Id>x</t:Id></t:Derived>',
      'Element Op/Derived/Id: expected a whole number between -2147483648 and 2147483647.',
    ],
    ['<t:Text/><t:Text/>', 'Element Op/Text: it is given twice.'],
    [
      '<t:Names><t:string>x</t:string></t:Names>',
      `Element Op/Names/string: expected <string> of the namespace "${SERIALIZATION_ARRAYS}".`,
    ],
    [
      '<t:Map><t:Pair/></t:Map>',
      'Element Op/Map/Pair: expected <MapPair> of the namespace "urn:t".',
    ],
    ['<Text>x</Text>', 'Element Op/Text: it is in the namespace ""; expected "urn:t".'],
    ['<t:Point><o:X>1</o:X></t:Point>', 'Element Op/Point/Name: it is missing.'],
    ['<t:Map><t:MapPair/></t:Map>', 'Element Op/Map/MapPair: it has no Key.'],
    [
      '<t:Map><t:MapPair><t:Key>k</t:Key></t:MapPair><t:MapPair><t:Key>k</t:Key></t:MapPair></t:Map>',
      'Element Op/Map/MapPair: its Key is given twice.',
    ],
  ];
  for (const [xml, message] of refused) {
    it(`refuses ${xml.slice(0, 50)}`, () => {
      assert.throws(
        () => decode(xml),
        (error) => error instanceof DecodeError && error.message === message,
      );
    });
  }
});

describe('Encoder', () => {
  it('leaves absent values out', () => {
    assert.equal(encode({}, true), '<t:Op></t:Op>');
    assert.equal(encode({ Text: null, Rights: [], Names: undefined }, false), '<t:Op></t:Op>');
  });

  it('writes elements in the order of the schema, a base before what extends it', () => {
    assert.equal(
      encode({ Derived: { Name: 'n', Id: 1 }, Text: 'a<b' }, false),
      '<t:Op><t:Text>a&lt;b</t:Text><t:Derived><t:Id>1</t:Id><t:Name>n</t:Name></t:Derived></t:Op>',
    );
  });

  it('marks values with their built-in types when asked to, and with no others', () => {
    assert.equal(
      encode({ Flag: true, Names: ['x'], Colour: 'Red' }, true),
      '<t:Op><t:Flag xsi:type="xsd:boolean">true</t:Flag><t:Colour>Red</t:Colour>' +
        '<t:Names><a:string xsi:type="xsd:string">x</a:string></t:Names></t:Op>',
    );
  });

  it('never writes nil for what cannot be nil', () => {
    const Holder = tns.complexType('Holder', {
      Number: required(xsInt),
      Point: required(Point),
      Rights: required(Rights),
      Children: required(tns.arrayOf(Rights)),
    });
    const write = encoder.element({ namespace: 'urn:t', name: 'Holder' }, Holder);
    assert.equal(
      write({ Children: [[]] }, false),
      '<t:Holder><t:Number>0</t:Number><t:Point><q1:X xmlns:q1="urn:other">0</q1:X>' +
        '<q1:Name xmlns:q1="urn:other" xsi:nil="true"/></t:Point><t:Rights></t:Rights>' +
        '<t:Children><t:Rights></t:Rights></t:Children></t:Holder>',
    );
    const numbers = tns.arrayOf(xsInt);
    // @ts-expect-error a number that is null
    const wrong: Encodable<typeof numbers> = [1, null];
    assert.ok(wrong);
  });

  it('writes nil for required elements, and declares prefixes that are missing', () => {
    assert.equal(
      encode({ Point: { X: 1, Name: null }, Names: [null] }, false),
      '<t:Op><t:Names><a:string xsi:nil="true"/></t:Names><t:Point>' +
        '<q1:X xmlns:q1="urn:other">1</q1:X><q1:Name xmlns:q1="urn:other" xsi:nil="true"/></t:Point></t:Op>',
    );
  });

  it('writes what decoding reads back', () => {
    const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
      fc.record(model, { noNullPrototype: true });
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const derived = record({
      Id: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      Name: fc.option(text),
    });
    const tree = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: record({ Label: fc.option(text), Child: fc.option(tie('tree'), { maxDepth: 5 }) }),
    })).tree;
    const values = record({
      Text: fc.option(text),
      Flag: fc.boolean(),
      Count: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      Small: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
      When: fc.constantFrom(dateTimeMin, utcDateTime(0)),
      Bytes: fc.option(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))),
      Colour: fc.constantFrom('Red' as const, 'Green' as const),
      Rights: fc.uniqueArray(fc.constantFrom('Read' as const, 'Write' as const)),
      Derived: fc.option(derived),
      Names: fc.option(fc.array(fc.option(text))),
      Rows: fc.option(fc.array(derived)),
      Grid: fc.option(fc.array(fc.array(record({ Id: fc.nat() })))),
      Map: fc.option(
        fc.array(fc.tuple(text, record({ Id: fc.nat() }))).map((pairs) => new Map(pairs)),
      ),
      Point: fc.option(record({ X: fc.nat(), Name: fc.option(text) })),
      Tree: fc.option(tree),
    });
    fc.assert(
      fc.property(values, fc.boolean(), (value, typed) => {
        assert.deepEqual(decodeXml(encode(value, typed)), value);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a declaration', () => {
  it('reads an alias of a flag as the flag', () => {
    const Mask = tns.flags('Mask', { Select: 1, Update: 2, R: 1 });
    assert.deepEqual(Mask.parse('R Update'), ['Select', 'Update']);
  });

  it('puts an array where its items are', () => {
    assert.equal(tns.arrayOf(tns.arrayOf(xsString)).name.namespace, SERIALIZATION_ARRAYS);
    assert.equal(tns.arrayOf(Point).name.namespace, 'urn:other');
    assert.equal(tns.arrayOf(Base).name.namespace, 'urn:t');
  });

  it('does not contradict itself', () => {
    assert.throws(() => tns.extendedType(Base, 'Twice', { Id: xsInt }), /repeats the field Id/);
    const schemas = new SchemaSet('urn:t');
    const wrong = tns.deferred('Tre', (): ComplexType<Tree | null, Partial<Tree>> => Tree);
    assert.throws(() => schemas.addElement('Wrong', wrong), /Tre stands for Tree/);
    assert.throws(() => tns.enumeration('NoZero', { One: 1 }), /has no member for 0/);
  });
});

describe('SchemaSet', () => {
  it('refuses two different types of one name', () => {
    const schemas = new SchemaSet('urn:t');
    schemas.addElement('One', Base);
    schemas.addElement('Two', tns.arrayOf(Base));
    schemas.addElement('Three', tns.arrayOf(Base));
    assert.throws(
      () => schemas.addElement('Four', tns.complexType('Base', { Id: xsString })),
      /Two different types are declared as \{urn:t\}Base/,
    );
  });
});
