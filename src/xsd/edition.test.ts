import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseXml } from '../xml/parse.ts';
import { xsBoolean, xsBooleanAsShort, xsInt, xsString } from './built-in.ts';
import { required, XmlNamespace } from './declare.ts';
import { fieldsDecoder } from './decode.ts';
import { EditionTypes } from './edition.ts';
import { Encoder } from './encode.ts';
import {
  type AnyType,
  type ComplexType,
  type Fields,
  type LaterField,
  XML_SCHEMA,
  XML_SCHEMA_INSTANCE,
} from './types.ts';

const NEW = 'urn:new';
const OLD = 'urn:old';
const later = <X extends AnyType>(type: X, earlier: AnyType | null = null): LaterField<X> => ({
  since: '87',
  type,
  earlier,
});
const tns = new XmlNamespace(NEW);
const Colour = tns.enumeration('Colour', { Red: 0, Green: 1, Blue: { since: '87', number: 2 } });
const Rights = tns.flags('Rights', { Read: 1, Write: 2, Share: { since: '87', number: 4 } });
const Base = tns.complexType('Base', { Id: xsInt, Note: later(xsString) });
interface Node {
  readonly Id: number;
  readonly Note: string | null;
  readonly Label: string | null;
  readonly Count: number;
  readonly Child: Node | null;
}
const Node: ComplexType<Node | null, Partial<Node>> = tns.extendedType(Base, 'Node', {
  Label: xsString,
  Count: later(xsInt),
  Child: tns.deferred('Node', (): ComplexType<Node | null, Partial<Node>> => Node),
});
const fields = {
  Node,
  Nodes: tns.arrayOf(Node),
  Names: tns.dictionary('Names', 'Pair', Base),
  Colour,
  Rights,
  Flag: later(xsBoolean, xsBooleanAsShort),
  Number: required(xsInt),
};

const types = new EditionTypes({
  includes: (edition) => edition === '86',
  namespaceOf: (namespace) => (namespace === NEW ? OLD : namespace),
});
const older = types.fields(fields);

const PREFIXES = new Map([
  [XML_SCHEMA_INSTANCE, 'xsi'],
  [XML_SCHEMA, 'xsd'],
  [NEW, 'n'],
  [OLD, 'o'],
]);
const encode = (encoded: Fields, value: object) =>
  new Encoder(PREFIXES).fields(encoded, encoded === older ? OLD : NEW)(value, 'none');
const decode = (xml: string) =>
  fieldsDecoder(older as typeof fields, OLD)(parseXml(`<m xmlns="${OLD}">${xml}</m>`), 'm');

const node = { Id: 1, Note: 'new', Label: 'a', Count: 7, Child: null };

describe('types of an older edition', () => {
  it('encode without later fields, also in bases, items and types in themselves', () => {
    const text = encode(older, {
      Node: { ...node, Child: node },
      Nodes: [node],
      Names: new Map([['x', node]]),
    });
    assert.doesNotMatch(text, /Note|Count|n:/);
    assert.equal(text.match(/<o:Label>a<\/o:Label>/g)?.length, 3);
    assert.equal(text.match(/<o:Id>1<\/o:Id>/g)?.length, 4);
    assert.match(encode(fields, { Node: node }), /<n:Note>new<\/n:Note>.*<n:Count>7<\/n:Count>/);
  });

  it('encode without the flags that came later, and other members as the one with number 0', () => {
    const text = encode(older, { Colour: 'Blue', Rights: ['Write', 'Share'] });
    assert.match(text, /<o:Colour>Red<\/o:Colour><o:Rights>Write<\/o:Rights>/);
    const known = encode(older, { Colour: 'Green', Rights: ['Read', 'Write'] });
    assert.match(known, /<o:Colour>Green<\/o:Colour><o:Rights>Read Write<\/o:Rights>/);
  });

  it('decode fields that came later as absent, whatever the message says', () => {
    const given = '<Node><Id>3</Id><Note>x</Note><Count>many</Count><Label>a</Label></Node>';
    const value = decode(`${given}<Number>1</Number>`);
    assert.deepEqual(value.Node, { Id: 3, Note: null, Label: 'a', Count: 0, Child: null });
    assert.equal(value.Number, 1);
  });

  it('refuse members that came later, and name those that there are', () => {
    const number = '<Number>1</Number>';
    assert.throws(() => decode(`<Colour>Blue</Colour>${number}`), /expected one of Red, Green\./);
    assert.throws(() => decode(`<Rights>Share</Rights>${number}`), /one of Read, Write\./);
    assert.throws(() => decode(''), /Number: it is missing/);
  });

  it('keep the decoded values of a field that had another type', () => {
    const flag = (text: string) => decode(`<Flag>${text}</Flag><Number>1</Number>`).Flag;
    assert.deepEqual(['0', '1', '-1', '32767'].map(flag), [false, true, true, true]);
    assert.throws(() => flag('true'), /expected a whole number/);
    assert.match(encode(older, { Flag: true }), /<o:Flag>1<\/o:Flag>/);
    assert.match(encode(older, { Flag: false }), /<o:Flag>0<\/o:Flag>/);
    assert.match(encode(fields, { Flag: true }), /<n:Flag>true<\/n:Flag>/);
  });

  it('leave out every absent field if the declared type keeps absence', () => {
    const Saved = tns.partialType(Base, 'Saved', { Name: xsString, Nick: later(xsString) });
    const derived = types.fields({ Saved });
    const decodeSaved = fieldsDecoder(derived as { Saved: typeof Saved }, OLD);
    const xml = '<Saved><Name/><Nick>new</Nick><Note>new</Note></Saved>';
    const message = parseXml(`<m xmlns="${OLD}">${xml}</m>`);
    assert.deepEqual(decodeSaved(message, 'm').Saved, { Name: '' });
    assert.equal(
      new Encoder(PREFIXES).fields(derived, OLD)({ Saved: { Name: 'a', Nick: 'b' } }, 'none'),
      '<o:Saved><o:Name>a</o:Name></o:Saved>',
    );
  });

  it('are derived once from each declared type', () => {
    const { Node: one } = types.fields(fields);
    assert.equal(one, older['Node']);
  });
});
