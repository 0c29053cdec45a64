import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatMessage } from './format-message.ts';

it('gives each element its line, and indents those inside', () => {
  const body = '<?xml version="1.0"?><a><b x="1"><c>text</c><d/></b><e></e></a>';
  assert.equal(
    formatMessage(body),
    [
      '<?xml version="1.0"?>',
      '<a>',
      '  <b x="1">',
      '    <c>text</c>',
      '    <d/>',
      '  </b>',
      '  <e></e>',
      '</a>',
    ].join('\n'),
  );
});

it('keeps all text of XML that is broken', () => {
  for (const body of ['<a><b>', '</a></b>', '<a>text<b/>more</a>', '<', '<<>>']) {
    assert.equal(formatMessage(body).replace(/\s/g, ''), body.replace(/\s/g, ''));
  }
});

it('indents JSON, and leaves other text alone', () => {
  assert.equal(formatMessage('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(formatMessage('{"a":'), '{"a":');
  assert.equal(formatMessage(' a=1&b=2'), ' a=1&b=2');
  assert.equal(formatMessage(''), '');
});
