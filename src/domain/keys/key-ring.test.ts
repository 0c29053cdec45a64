import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryMasterKeys, sealingWith } from '../../../test/support/memory-master-keys.ts';
import { createSealedKey, KeyRing, openKeyRing } from './key-ring.ts';

const masterKeys = memoryMasterKeys();
const createKey = (id: number) => createSealedKey(id, masterKeys, sealingWith(masterKeys), 0);

describe('the key ring', () => {
  it('opens only with the master key that sealed it', async () => {
    const sealed = [await createKey(1), await createKey(2)];
    const ring = await openKeyRing(sealed, masterKeys);
    assert.equal(ring.current.id, 2);
    assert.equal(ring.find(1)?.secret.symmetricKeySize, 32);
    assert.equal(ring.find(3), null);
    const again = await openKeyRing(sealed, masterKeys);
    assert.deepEqual(again.current.secret.export(), ring.current.secret.export());
    await assert.rejects(openKeyRing(sealed, memoryMasterKeys()), (error: Error) => {
      assert.match(String(error.cause), /master key in memory does not have the key [0-9a-f]{16}/);
      return true;
    });
  });

  it('does not open a key that was stored under the id of another', async () => {
    const { sealed } = await createKey(1);
    await assert.rejects(
      openKeyRing([{ id: 2, sealed, createdAtMs: 0, retiredAtMs: null }], masterKeys),
      /changed in the database, or moved: token key \[2\]/,
    );
  });

  it('cannot be empty', () => {
    assert.throws(() => new KeyRing([]), /empty/);
  });
});
