import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attributeOf } from './element.ts';
import { escapeAttribute, escapeText } from './escape.ts';
import { parseXml } from './parse.ts';
import { XmlError, type XmlErrorCode } from './xml-error.ts';

const refuses = (xml: string, code: XmlErrorCode, message?: RegExp) =>
  assert.throws(
    () => parseXml(xml),
    (error) =>
      error instanceof XmlError && error.code === code && (message?.test(error.message) ?? true),
    `should refuse ${xml.slice(0, 80)}`,
  );

describe('parseXml', () => {
  it('resolves prefixes and default namespaces', () => {
    const root = parseXml(
      '<a xmlns="urn:a" xmlns:p="urn:p" p:x="1" y="2"><p:b/><c xmlns="">t</c></a>',
    );
    assert.equal(root.namespace, 'urn:a');
    assert.deepEqual(
      root.children.map(({ namespace, name }) => [namespace, name]),
      [
        ['urn:p', 'b'],
        ['', 'c'],
      ],
    );
    assert.equal(attributeOf(root, 'urn:p', 'x'), '1');
    assert.equal(attributeOf(root, '', 'y'), '2');
    assert.equal(attributeOf(root, 'urn:a', 'y'), null);
    assert.equal(root.attributes.length, 2, 'namespace declarations are not attributes');
  });

  it('joins text, CDATA and references, and ignores comments', () => {
    const root = parseXml('<a>1<!-- no -->2<![CDATA[<3&]]>&lt;&#52;&#x35;&amp;</a>');
    assert.equal(root.text, '12<3&<45&');
  });

  it('refuses documents that are not well-formed', () => {
    for (const xml of [
      '',
      ' ',
      'x',
      '<a>',
      '<a></b>',
      '<a/><b/>',
      '<a x="1" x="2"/>',
      '<p:a/>',
      '<a>&nope;</a>',
      '<a>\u0001</a>',
      '<a>&#1;</a>',
      '<a x=1/>',
      '<a>]]></a>',
    ]) {
      refuses(xml, 'not-well-formed');
    }
  });

  it('refuses document types and processing instructions', () => {
    refuses('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'forbidden', /DTD/);
    refuses('<a><?php echo 1 ?></a>', 'forbidden', /processing instruction/);
    refuses('<?xml-stylesheet href="x"?><a/>', 'forbidden', /processing instruction/);
  });

  it('enforces its limits', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    const siblings = (count: number) => `<r>${'<a/>'.repeat(count - 1)}</r>`;
    const attributes = (count: number) =>
      `<a ${Array.from({ length: count }, (_, index) => `x${index}="1"`).join(' ')}/>`;
    assert.ok(parseXml(nested(64)));
    refuses(nested(65), 'too-large', /deeper than 64/);
    assert.ok(parseXml(siblings(10_000)));
    refuses(siblings(10_001), 'too-large', /more than 10000 elements/);
    assert.ok(parseXml(attributes(128)));
    refuses(attributes(129), 'too-large', /more than 128 attributes/);
    const declaring = (...counts: readonly number[]) =>
      counts
        .map((count, depth) => {
          const names = Array.from({ length: count }, (_, index) => `xmlns:x${depth}.${index}="u"`);
          return `<a ${names.join(' ')}>`;
        })
        .join('') + '</a>'.repeat(counts.length);
    assert.ok(parseXml(declaring(128, 128)));
    assert.ok(parseXml(`<r>${declaring(128, 128)}${declaring(128, 128)}</r>`));
    refuses(declaring(128, 128, 1), 'too-large', /More than 256 declarations/);
  });

  it('reads back any escaped text, except for characters that XML cannot contain', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const root = parseXml(`<a x="${escapeAttribute(text)}">${escapeText(text)}</a>`);
        const expected = text
          // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot carry
          .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '\uFFFD');
        assert.equal(root.text, expected);
        assert.equal(attributeOf(root, '', 'x'), expected);
      }),
      { numRuns: 1000 },
    );
  });
});
