/** Errors name the line and the column at which the document is wrong. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseXml } from './parse.ts';

const cases: readonly (readonly [document: string, place: string, what: RegExp])[] = [
  ['<a>\n<b>\n</b>\n  &nope;</a>', 'line 4, column 3', /an undefined entity/],
  ['<a>\n<b>\n</b>\nx &amp; y &#0;</a>', 'line 4, column 11', /reference to no character/],
  ['<a>\n1 &amp 2</a>', 'line 2, column 3', /an undefined entity/],
  ['<a\n x="1"\n y="\n\t&nope;"/>', 'line 4, column 2', /an undefined entity/],
  ['<a\n x="\n1 < 2"/>', 'line 3, column 3', /a < in the attribute x/],
  ['<a>\n<b>\n</b>\n\u0000</a>', 'line 4, column 1', /a character that XML does not allow/],
  ['<a>\r\n<b>\r\n</b>\rx\u000b</a>', 'line 4, column 2', /a character that XML does not/],
  ['<a>\n\u{1f600} \ud800</a>', 'line 2, column 4', /a character that XML does not allow/],
  ['<a>\n1 ]]> 2</a>', 'line 2, column 3', /\]\]> in text/],
  ['<a>\n<b>text\nmore', 'line 3, column 5', /no end of <b>/],
  ['<a>\n<b>x</a>', 'line 2, column 5', /no end of <b>/],
  ['<a>\n <![CDATA[ x', 'line 2, column 2', /no end of a CDATA section/],
  ['<a>\n<!-- x -- y --></a>', 'line 2, column 1', /a comment/],
  ['<a/>\n x', 'line 2, column 2', /text behind the root element/],
  ['\n x<a/>', 'line 2, column 2', /text outside an element/],
  ['\n<?xml version="1.0"?><a/>', 'line 2, column 1', /with a line break or a blank in front/],
  [' <?xml version="1.0"?><a/>', 'line 1, column 2', /with a line break or a blank in front/],
  ['<!-- x --><?xml version="1.0"?><a/>', 'line 1, column 11', /something else in front/],
  ['<a>\n<?xml version="1.0"?></a>', 'line 2, column 1', /something else in front/],
];

for (const [document, place, what] of cases) {
  it(`is at ${place} of ${JSON.stringify(document)}`, () => {
    assert.throws(
      () => parseXml(document),
      (error: Error) => {
        assert.match(error.message, new RegExp(`: at ${place} there is `));
        assert.match(error.message, what);
        return true;
      },
    );
  });
}
