/** Checks of the keys that sign JWTs. */
import assert from 'node:assert/strict';
import type { SealedSigningKey } from '../../src/domain/signing-key.ts';
import type { Check } from './check.ts';
import { NOW_MS } from './samples.ts';

function sampleSigningKey(
  keyId: string,
  changes: Partial<SealedSigningKey> = {},
): SealedSigningKey {
  return {
    keyId,
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'Ærø"', y: keyId },
    sealed: Uint8Array.from({ length: 256 }, (_, byte) => byte),
    createdAtMs: NOW_MS,
    ...changes,
  };
}

export function checkSigningKeys(check: Check): void {
  check('a key keeps all fields', async ({ stores, reopen }) => {
    assert.deepEqual(await stores.signingKeys.list(), []);
    const key = sampleSigningKey('k', { algorithm: 'EdDSA' });
    await stores.signingKeys.add(key);
    const [stored, ...others] = await (await reopen()).signingKeys.list();
    assert.ok(stored);
    assert.deepEqual(others, []);
    assert.deepEqual({ ...stored, sealed: Uint8Array.from(stored.sealed) }, key);
  });

  check('the oldest come first', async ({ stores: { signingKeys } }) => {
    for (const [keyId, createdAtMs] of [
      ['c', NOW_MS],
      ['a', NOW_MS + 1],
      ['d', NOW_MS - 1],
      ['b', NOW_MS],
    ] as const) {
      await signingKeys.add(sampleSigningKey(keyId, { createdAtMs }));
    }
    const ids = (await signingKeys.list()).map(({ keyId }) => keyId);
    assert.deepEqual(ids, ['d', 'b', 'c', 'a']);
  });

  check('one is removed, the others stay', async ({ stores: { signingKeys } }) => {
    for (const keyId of ['a', 'A']) await signingKeys.add(sampleSigningKey(keyId));
    assert.equal(await signingKeys.remove('b'), false);
    assert.equal(await signingKeys.remove('a'), true);
    assert.equal(await signingKeys.remove('a'), false);
    assert.deepEqual(
      (await signingKeys.list()).map(({ keyId }) => keyId),
      ['A'],
    );
  });
}
