import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { TextSealer } from './text-sealer.ts';

function createKeys() {
  const current = { id: 7, secret: createSecretKey(randomBytes(32)) };
  const find = (id: number) => (id === current.id ? current : null);
  return { current, find, freshen: () => null, learn: async () => {} };
}

it('a sealed text opens for its purpose and with its key only', async () => {
  const keys = createKeys();
  for (const text of ['', 'x', 'Blåbær', 'y'.repeat(5000)]) {
    const sealed = await new TextSealer(keys, 'one').seal(text);
    assert.match(sealed, /^[\w-]+$/);
    assert.equal(await new TextSealer(keys, 'one').open(sealed), text);
    assert.equal(await new TextSealer(keys, 'other').open(sealed), null);
    assert.equal(await new TextSealer(createKeys(), 'one').open(sealed), null);
  }
});

it('a sealed text that was changed does not open, whatever its length', async () => {
  const sealer = new TextSealer(createKeys(), 'one');
  for (const text of ['', 'x', 'xx', 'xxx']) {
    const sealed = await sealer.seal(text);
    for (const more of ['x', 'A', '=', '\n', 'xx']) {
      assert.equal(await sealer.open(sealed + more), null);
    }
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      assert.equal(await sealer.open(sealed.slice(0, at) + other + sealed.slice(at + 1)), null);
    }
    assert.equal(await sealer.open(sealed.slice(0, -1)), null);
  }
});
