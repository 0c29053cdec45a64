/**
 * Envelopes with random changes. Our reader and saxes agree on each.
 *
 * `XML_FUZZ_RUNS=1000000 npm test -- test/xml/fuzz.test.ts` reads a million of them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { seed, sizeOf } from '../support/long.ts';
import { credentials, envelope, getAccessToken } from '../support/soap-messages.ts';
import { parseWithOurs, parseWithSaxes } from './saxes-tree.ts';

const runs = sizeOf('XML_FUZZ_RUNS', 5_000, 100_000);

const sample = new URL('../samples/get-access-token.request.sample.xml', import.meta.url);
const envelopes = [
  readFileSync(sample, 'utf8'),
  envelope(getAccessToken(), credentials('7T:abc==')),
  `<?xml version='1.0' encoding="utf-8" standalone='yes' ?>\r\n<!-- c -->${envelope(
    '<p:a xmlns:p="urn:p" xmlns="" p:x="1" x="&lt;2&#x9;\n3" xml:lang="de">&amp;<![CDATA[<&]]></p:a>',
  )}<!-- end -->`,
  '<a xmlns="urn:a"><b xmlns="urn:b" xmlns:a="urn:a"><a:c/><d a:e="1" e="2">é\u{1F600}</d></b></a>',
] as const;

/**
 * Parts of documents, and texts that break them. There is no half of a surrogate pair, because no
 * bytes can encode it: saxes would take the next character for the other half.
 */
const pieces = fc.constantFrom(
  ...[
    '<',
    '>',
    '</',
    '/>',
    '=',
    '"',
    "'",
    '&',
    ';',
    ' ',
    '\t',
    '\r',
    '\n',
    '!',
    '?',
    '-',
    '--',
    ':',
  ],
  ...['<!--', '-->', '<![CDATA[', ']]>', ']]', '&amp;', '&#65;', '&#x0;', '&#xD800;', '&nope;'],
  ...[
    'xmlns',
    'xmlns:',
    ' xmlns:a="urn:a"',
    ' xmlns=""',
    ' xmlns:p=""',
    ' a="1"',
    ' p:a="1"',
    'xml:',
  ],
  ...[
    '<a>',
    '</a>',
    '<p:a>',
    '</p:a>',
    '<a/>',
    '<?xml',
    '<?a?>',
    '<!DOCTYPE a>',
    '\uFEFF',
    '\u0000',
  ],
  ...['\uFFFE', 'é', '·', '\u00D7', '\u0085', '\u2028', '1', 'a', '_', '.'],
);

/**
 * Errors of saxes: it trims white space around a namespace name, and it lets the part of a name
 * after the colon begin with any name character.
 */
const SAXES_ERRS =
  /xmlns(?::[^\s=]*)?\s*=\s*(?:"(?:\s|[^"]*[\s&]")|'(?:\s|[^']*[\s&]'))|xmlns[^"']*["'][^"']*&|:[-.\d·]/;

/** The place of a change, the number of characters removed, and the text inserted. */
const change = fc.record({
  at: fc.nat(2_000),
  removed: fc.oneof(fc.constant(0), fc.nat(6), fc.nat(200)),
  added: fc.array(pieces, { maxLength: 3 }),
});

it(`agrees with saxes on ${runs} envelopes`, { timeout: 3_600_000 }, (context) => {
  let read = 0;
  const property = fc.property(
    fc.constantFrom(...envelopes),
    fc.array(change, { maxLength: 3 }),
    (original, changes) => {
      const document = changes.reduce((text, { at, removed, added }) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + added.join('') + text.slice(start + removed);
      }, original);
      const ours = parseWithOurs(document);
      if (ours !== null) read += 1;
      if (!document.isWellFormed()) assert.equal(ours, null);
      else if (!SAXES_ERRS.test(document)) assert.deepEqual(ours, parseWithSaxes(document));
    },
  );
  fc.assert(property, { seed, numRuns: runs });
  context.diagnostic(`${read} of ${runs} were read, the others refused`);
  assert.ok(read > runs / 20 && read < runs / 1.5);
});
