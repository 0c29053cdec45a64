/** Checks of the keys that sign JWTs. */
import assert from 'node:assert/strict';
import type { SealedSigningKey } from '../../src/domain/keys/signing-key.ts';
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
    signsFromMs: NOW_MS + 1,
    retiredAtMs: null,
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

  check('keys are ordered by when they start to sign', async ({ stores: { signingKeys } }) => {
    for (const [keyId, signsFromMs] of [
      ['c', NOW_MS],
      ['a', NOW_MS + 1],
      ['d', NOW_MS - 1],
      ['b', NOW_MS],
    ] as const) {
      await signingKeys.add(sampleSigningKey(keyId, { signsFromMs }));
    }
    const ids = (await signingKeys.list()).map(({ keyId }) => keyId);
    assert.deepEqual(ids, ['d', 'b', 'c', 'a']);
  });

  check('retiring a key erases its sealed part', async ({ stores: { signingKeys } }) => {
    for (const keyId of ['a', 'b']) await signingKeys.add(sampleSigningKey(keyId));
    assert.equal(await signingKeys.retire('c', NOW_MS), false);
    assert.equal(await signingKeys.retire('a', NOW_MS + 5), true);
    assert.equal(await signingKeys.retire('a', NOW_MS + 6), false);
    const told = (await signingKeys.list()).map((key) => [key.retiredAtMs, key.sealed.length]);
    assert.deepEqual(told, [
      [NOW_MS + 5, 0],
      [null, 256],
    ]);
  });

  check('removing a key keeps the others', async ({ stores: { signingKeys } }) => {
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
