import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readMediaType } from './media-type.ts';

it('reads type, charset and action, and ignores everything else', () => {
  const plain = { essence: 'text/xml', charset: null, action: null };
  const utf8 = { ...plain, charset: 'utf-8' };
  const cases: readonly (readonly [string, object])[] = [
    ['Text/XML', plain],
    [' text/xml ; charset=utf-8 ; ', utf8],
    ['text/xml;charset="utf-8";;type=x', utf8],
    ['text/xml; charset=', plain],
    ['text/xml; charset=""; =; x', plain],
    ['text/xml; action="urn:a"', { ...plain, action: 'urn:a' }],
    ['text/xml; charset=utf-8; charset=latin1', utf8],
  ];
  for (const [contentType, expected] of cases) {
    assert.deepEqual(readMediaType(contentType), expected, contentType);
  }
});

it('returns null for text that is not a media type', () => {
  for (const contentType of [undefined, '', ' ', 'text', 'text/', '/xml', 'text/xml,text/xml']) {
    assert.equal(readMediaType(contentType), null, String(contentType));
  }
});

it('evicts the oldest entry, so that unused ones cannot block the cache', () => {
  const isRemembered = (contentType: string) => {
    const first = readMediaType(contentType);
    return readMediaType(contentType) === first;
  };
  const fill = () => {
    for (let index = 0; index < 200; index += 1) readMediaType(`text/xml; x=${index}`);
  };
  fill();
  const used = readMediaType('text/xml; used');
  assert.equal(readMediaType('text/xml; used'), used);
  fill();
  assert.notEqual(readMediaType('text/xml; used'), used, 'the oldest entry was evicted');
  assert.ok(isRemembered('text/xml; used'));
  assert.ok(!isRemembered(`text/xml; x=${'y'.repeat(300)}`), 'long ones are not cached');
});
