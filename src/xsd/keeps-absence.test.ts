/** A type that keeps absence: an absent field is told from nil, in XML and in JSON. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseXml } from '../xml/parse.ts';
import { xsInt, xsString } from './built-in.ts';
import { XmlNamespace } from './declare.ts';
import { fieldsDecoder } from './decode.ts';
import { decodeJsonFields } from './decode-json.ts';
import { Encoder } from './encode.ts';
import { encodeJsonFields } from './encode-json.ts';
import { XML_SCHEMA, XML_SCHEMA_INSTANCE } from './types.ts';

const tns = new XmlNamespace('urn:t');
const Base = tns.complexType('Base', { Id: xsInt });
const Ordinary = tns.complexType('Ordinary', { Text: xsString });
const Kept = tns.partialType(Base, 'Kept', { Text: xsString, Count: xsInt, Ordinary });
const fields = { Kept };

const prefixes = [
  ['urn:t', 't'],
  [XML_SCHEMA, 'xsd'],
  [XML_SCHEMA_INSTANCE, 'xsi'],
] as const;
const write = new Encoder(new Map(prefixes)).wrapper({ namespace: 'urn:t', name: 'Op' }, fields);
const declarations = prefixes.map(([uri, prefix]) => `xmlns:${prefix}="${uri}"`).join(' ');

const decodeXml = (xml: string) =>
  fieldsDecoder(fields, 'urn:t')(parseXml(xml.replace('<t:Op>', `<t:Op ${declarations}>`)), 'Op');

const cases = [
  ['no field', '', {}, {}],
  ['a field of the base', '<t:Id>0</t:Id>', { Id: 0 }, { Id: 0 }],
  ['nil', '<t:Text xsi:nil="true"/>', { Text: null }, { Text: null }],
  ['an empty text', '<t:Text></t:Text>', { Text: '' }, { Text: '' }],
  ['a zero', '<t:Count>0</t:Count>', { Count: 0 }, { Count: 0 }],
  [
    'a field of an ordinary type, whose own absent fields have their defaults',
    '<t:Ordinary/>',
    { Ordinary: {} },
    { Ordinary: { Text: null } },
  ],
] as const;

describe('a type that keeps absence', () => {
  for (const [what, xml, json, expected] of cases) {
    it(`is decoded with ${what}, and nothing else`, () => {
      const decoded = decodeXml(`<t:Op><t:Kept>${xml}</t:Kept></t:Op>`);
      assert.deepEqual(decoded, { Kept: expected });
      assert.deepEqual(decodeJsonFields(fields, { Kept: json }, 'Op'), { Kept: expected });
    });

    it(`is encoded with ${what}, and nothing else`, () => {
      assert.deepEqual(decodeXml(write({ Kept: expected }, 'none')), { Kept: expected });
      assert.deepEqual(encodeJsonFields(fields, { Kept: expected }), { Kept: expected });
    });
  }

  it('is itself null if it is absent', () => {
    assert.deepEqual(decodeXml('<t:Op></t:Op>'), { Kept: null });
    assert.deepEqual(decodeJsonFields(fields, {}, 'Op'), { Kept: null });
  });

  it('has null for nil only, in JSON too', () => {
    const decoded = decodeJsonFields(fields, { Kept: { Text: null, Count: null } }, 'Op');
    assert.deepEqual(decoded, { Kept: { Text: null, Count: 0 } });
  });
});
