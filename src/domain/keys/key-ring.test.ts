import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { createMasterKey, createSealedKey, KeyRing, openKeyRing } from './key-ring.ts';

const masterKey = createSecretKey(createMasterKey());

describe('the key ring', () => {
  it('opens only with the master key that sealed it', () => {
    const sealed = [createSealedKey(1, masterKey, 0), createSealedKey(2, masterKey, 0)];
    const ring = openKeyRing(sealed, masterKey);
    assert.equal(ring.current.id, 2);
    assert.equal(ring.find(1)?.secret.symmetricKeySize, 32);
    assert.equal(ring.find(3), null);
    assert.deepEqual(
      openKeyRing(sealed, masterKey).current.secret.export(),
      ring.current.secret.export(),
    );
    assert.throws(
      () => openKeyRing(sealed, createSecretKey(createMasterKey())),
      /The master key does not open key 1 of this database/,
    );
  });

  it('does not open a key that was stored under the id of another', () => {
    const { sealed } = createSealedKey(1, masterKey, 0);
    assert.throws(
      () => openKeyRing([{ id: 2, sealed, createdAtMs: 0, retiredAtMs: null }], masterKey),
      /key 2/,
    );
  });

  it('cannot be empty', () => {
    assert.throws(() => new KeyRing([]), /empty/);
  });
});
