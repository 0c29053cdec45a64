/** Decoding and encoding, on a contract that has every form of type. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { absent, Base, fields, Point, Tree, tns } from '../../test/support/xsd-contract.ts';
import { parseXml } from '../xml/parse.ts';
import { xsInt, xsString } from './built-in.ts';
import { dateTimeMin } from './date-time.ts';
import { XmlNamespace } from './declare.ts';
import { DecodeError, fieldsDecoder } from './decode.ts';
import { Encoder, type TypeMarks } from './encode.ts';
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
    ['urn:other', 'o'],
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

  it('ignores unknown elements', () => {
    assert.deepEqual(decode('<t:New><t:Deep/></t:New><t:constructor/><t:__proto__/>'), absent);
  });

  it('ignores an element in no namespace whose value is the default', () => {
    const silent =
      '<Text/><Flag> false </Flag><Count>0</Count><Small/><When>0001-01-01T00:00:00</When>' +
      '<Bytes xsi:nil="true"/><Colour>Red</Colour><Rights> </Rights><Derived/><Map></Map>';
    assert.deepEqual(decode(silent), absent);
    assert.deepEqual(decode(`<t:Text>x</t:Text>${silent}`), { ...absent, Text: 'x' });
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
    ['<o:Text/>', 'Element Op/Text: it is in the namespace "urn:other"; expected "urn:t".'],
    ['<Flag>true</Flag>', 'Element Op/Flag: it is in the namespace ""; expected "urn:t".'],
    [
      '<t:Derived><Id>7</Id></t:Derived>',
      'Element Op/Derived/Id: it is in the namespace ""; expected "urn:t".',
    ],
    [
      '<Derived><t:Id>0</t:Id></Derived>',
      'Element Op/Derived: it is in the namespace ""; expected "urn:t".',
    ],
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

const nothing = (open: (name: string, type: string) => string) =>
  `${open('t:Text', 'xsd:string')} xsi:nil="true"/>` +
  `${open('t:Flag', 'xsd:boolean')}>false</t:Flag>` +
  `${open('t:Count', 'xsd:int')}>0</t:Count>` +
  `${open('t:Small', 'xsd:short')}>0</t:Small>` +
  `${open('t:When', 'xsd:dateTime')}>0001-01-01T00:00:00</t:When>` +
  `${open('t:Bytes', 'xsd:base64Binary')} xsi:nil="true"/>` +
  `${open('t:Colour', 't:Colour')}>Red</t:Colour>` +
  `${open('t:Rights', 't:Rights')}></t:Rights>` +
  `${open('t:Derived', 't:Derived')} xsi:nil="true"/>` +
  `${open('t:Names', 'a:ArrayOfstring')} xsi:nil="true"/>` +
  `${open('t:Rows', 't:ArrayOfDerived')} xsi:nil="true"/>` +
  `${open('t:Grid', 't:ArrayOfArrayOfBase')} xsi:nil="true"/>` +
  `${open('t:Map', 't:Map')} xsi:nil="true"/>` +
  `${open('t:Point', 'o:Point')}>${open('o:X', 'xsd:int')}>0</o:X>` +
  `${open('o:Name', 'xsd:string')} xsi:nil="true"/></t:Point>` +
  `${open('t:Tree', 't:Tree')} xsi:nil="true"/>`;

describe('Encoder', () => {
  it('writes null as nil, or as the zero value of a type that cannot be nil', () => {
    const expected = `<t:Op>${nothing((name) => `<${name}`)}</t:Op>`;
    assert.equal(encode({}, 'none'), expected);
    assert.equal(encode({ Text: null, Rights: [], Names: undefined }, 'none'), expected);
    assert.deepEqual(decodeXml(expected), { ...absent, Point: { X: 0, Name: null } });
  });

  it('writes elements in the order of the schema, with the fields of the base first', () => {
    const Line = { Derived: fields.Derived, Text: xsString };
    const write = encoder.wrapper({ namespace: 'urn:t', name: 'Op' }, Line);
    assert.equal(
      write({ Text: 'a<b', Derived: { Name: 'n', Id: 1 } }, 'none'),
      '<t:Op><t:Derived><t:Id>1</t:Id><t:Name>n</t:Name></t:Derived><t:Text>a&lt;b</t:Text></t:Op>',
    );
  });

  const { Flag, Names, Colour, Map: Pairs, Text } = fields;
  const some = { Flag, Names, Colour, Map: Pairs, Text };
  const writeSome = encoder.wrapper({ namespace: 'urn:t', name: 'Op' }, some);
  const given = { Flag: true, Names: ['x', null], Map: new Map([['k', { Id: 1 }]]) };

  it('marks values of built-in types if asked to, but not nil values', () => {
    assert.equal(
      writeSome(given, 'built-in'),
      '<t:Op><t:Flag xsi:type="xsd:boolean">true</t:Flag>' +
        '<t:Names><a:string xsi:type="xsd:string">x</a:string><a:string xsi:nil="true"/></t:Names>' +
        '<t:Colour>Red</t:Colour><t:Map><t:MapPair><t:Key xsi:type="xsd:string">k</t:Key>' +
        '<t:Value><t:Id xsi:type="xsd:int">1</t:Id></t:Value></t:MapPair></t:Map>' +
        '<t:Text xsi:nil="true"/></t:Op>',
    );
  });

  it('marks every element whose type has a name if asked to', () => {
    const marked = nothing((name, type) => `<${name} xsi:type="${type}"`);
    assert.equal(encode({}, 'all'), `<t:Op>${marked}</t:Op>`);
    assert.equal(
      writeSome(given, 'all'),
      '<t:Op><t:Flag xsi:type="xsd:boolean">true</t:Flag>' +
        '<t:Names xsi:type="a:ArrayOfstring"><a:string xsi:type="xsd:string">x</a:string>' +
        '<a:string xsi:type="xsd:string" xsi:nil="true"/></t:Names>' +
        '<t:Colour xsi:type="t:Colour">Red</t:Colour>' +
        '<t:Map xsi:type="t:Map"><t:MapPair><t:Key xsi:type="xsd:string">k</t:Key>' +
        '<t:Value xsi:type="t:Base"><t:Id xsi:type="xsd:int">1</t:Id></t:Value></t:MapPair></t:Map>' +
        '<t:Text xsi:type="xsd:string" xsi:nil="true"/></t:Op>',
    );
  });

  it('does not accept null in a list of a type that cannot be nil', () => {
    const numbers = tns.arrayOf(xsInt);
    // @ts-expect-error a number cannot be null
    const wrong: Encodable<typeof numbers> = [1, null];
    assert.ok(wrong);
  });

  it('needs a prefix for every namespace', () => {
    const unknown = new XmlNamespace('urn:unknown').complexType('Unknown', {});
    const name = { namespace: 'urn:t', name: 'Op' };
    assert.throws(() => encoder.element(name, unknown), /No prefix is declared for urn:unknown/);
  });

  it('writes values that the decoder reads back unchanged', () => {
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
      // A struct is never null.
      Point: record({ X: fc.nat(), Name: fc.option(text) }),
      Tree: fc.option(tree),
    });
    const marks = fc.constantFrom<TypeMarks>('none', 'built-in', 'all');
    fc.assert(
      fc.property(values, marks, (value, marked) => {
        assert.deepEqual(decodeXml(encode(value, marked)), value);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a declaration', () => {
  it('reads an alias of a flag as that flag', () => {
    const Mask = tns.flags('Mask', { Select: 1, Update: 2, R: 1 });
    assert.deepEqual(Mask.parse('R Update'), ['Select', 'Update']);
  });

  it('puts an array in the namespace of its items', () => {
    assert.equal(tns.arrayOf(tns.arrayOf(xsString)).name.namespace, SERIALIZATION_ARRAYS);
    assert.equal(tns.arrayOf(Point).name.namespace, 'urn:other');
    assert.equal(tns.arrayOf(Base).name.namespace, 'urn:t');
  });

  it('refuses contradictions', () => {
    assert.throws(() => tns.extendedType(Base, 'Twice', { Id: xsInt }), /repeats the field Id/);
    const schemas = new SchemaSet('urn:t');
    const wrong = tns.deferred('Tre', (): ComplexType<Tree | null, Partial<Tree>> => Tree);
    assert.throws(() => schemas.addElement('Wrong', wrong), /Tre stands for Tree/);
    assert.throws(() => tns.enumeration('NoZero', { One: 1 }), /has no member for 0/);
  });
});

describe('SchemaSet', () => {
  it('refuses two different types with the same name', () => {
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
