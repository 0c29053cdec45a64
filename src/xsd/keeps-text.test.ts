/** The encoder keeps the text of a value, if the type says that values do not change. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { xsString } from './built-in.ts';
import { keepingText, XmlNamespace } from './declare.ts';
import { Encoder } from './encode.ts';
import { XML_SCHEMA, XML_SCHEMA_INSTANCE } from './types.ts';

const tns = new XmlNamespace('urn:t');
const Plain = tns.complexType('Plain', { Text: xsString });
const Kept = keepingText(Plain);

const prefixes = [
  ['urn:t', 't'],
  [XML_SCHEMA, 'xsd'],
  [XML_SCHEMA_INSTANCE, 'xsi'],
] as const;
const encoder = new Encoder(new Map(prefixes));
const name = { namespace: 'urn:t', name: 'Value' };
const writeKept = encoder.element(name, Kept);
const writePlain = encoder.element(name, Plain);

describe('a type whose text is kept', () => {
  it('is encoded once for each value', () => {
    const value = { Text: 'first' };
    const text = writeKept(value, 'none');
    assert.equal(text, '<t:Value><t:Text>first</t:Text></t:Value>');
    value.Text = 'second';
    assert.equal(writeKept(value, 'none'), text);
    assert.equal(writePlain(value, 'none'), text.replace('first', 'second'));
  });

  it('is encoded again for an equal value', () => {
    const text = writeKept({ Text: 'first' }, 'none');
    assert.equal(writeKept({ Text: 'first' }, 'none'), text);
    assert.notEqual(writeKept({ Text: 'second' }, 'none'), text);
  });

  it('is encoded again with other marks', () => {
    const value = { Text: 'first' };
    for (const marks of ['none', 'all', 'none', 'built-in'] as const) {
      assert.equal(writeKept(value, marks), writePlain(value, marks));
    }
  });
});
