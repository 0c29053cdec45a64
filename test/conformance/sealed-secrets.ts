/** Checks of which master key seals, and of the list of all sealed secrets. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import type { SealedRow } from '../../src/domain/keys/master-key-state.ts';
import { SEALED_HEAD_BYTES } from '../../src/domain/keys/sealing.ts';
import { secretNames } from '../../src/domain/keys/secret-names.ts';
import type { Check } from './check.ts';
import { sampleConsent } from './consents.ts';
import {
  addSampleAssociate,
  NOW_MS,
  sampleApplication,
  sampleInstallation,
  sampleTenant,
  sampleTokenKey,
} from './samples.ts';
import { sampleCredential, sampleExternalTokens, sampleServiceAuth } from './user-secrets.ts';

/** The smallest and the largest id, and one like the largest but for the last bit. */
const LOW = '0000000000000000';
const HIGH = 'ffffffffffffffff';
const BELOW = 'fffffffffffffffe';

/** Bytes that begin like a secret that this key sealed. */
function sealedBy(keyId: string): Uint8Array {
  return new Uint8Array([...Buffer.from(keyId, 'hex'), ...randomBytes(40)]);
}

/** Adds a secret of each kind, and returns the names in the order of the list. */
async function addSecrets(stores: Stores, tenant: TenantStores, tenantId: number, keyId: string) {
  const sealed = () => ({ sealed: sealedBy(keyId) });
  const { id: associateId } = await addSampleAssociate(tenant);
  const { sealed: failedLoginKey } = sealed();
  const key = sampleTokenKey(7, sealed());
  const made = { key, failedLoginKey, masterKeyId: keyId };
  await stores.installation.create(sampleInstallation(made));
  const times = { createdAtMs: 0, signsFromMs: 0, retiredAtMs: null };
  const pair = { algorithm: 'ES256', publicJwk: {} } as const;
  await stores.signingKeys.add({ keyId: 'k', ...pair, ...times, ...sealed() });
  await tenant.untrustedCredentials.set(sampleCredential(associateId, sealed()));
  await tenant.serviceAuths.add(sampleServiceAuth(associateId, { id: 3, ...sealed() }));
  await tenant.externalTokens.add(sampleExternalTokens(associateId, 'hash', sealed()));
  const application = sampleApplication('Sync', { tenantIds: 'all' });
  const { id: applicationId } = await stores.applications.add(application, 'h', NOW_MS);
  await tenant.consents.set(sampleConsent(applicationId, sealed()));
  const owner = { tenantId, associateId };
  return [
    secretNames.failedLoginKey(),
    secretNames.tokenKey(7),
    secretNames.signingKey('k'),
    secretNames.untrustedCredentials(owner, 'imap', sampleCredential(associateId).publicValue),
    secretNames.serviceAuth(owner, 3),
    secretNames.externalTokens(owner, 'hash'),
    secretNames.systemToken(tenantId, applicationId),
  ];
}

async function addTenant(stores: Stores) {
  const { id } = await stores.tenants.add(sampleTenant('a'), NOW_MS);
  return { id, tenant: stores.ofTenant(id) };
}

export function checkSealedSecrets(check: Check): void {
  check('the database knows which master key seals', async ({ stores, reopen }) => {
    await assert.rejects(stores.masterKey.read(), /holds no installation/);
    await stores.installation.create(sampleInstallation());
    const { masterKeyId: currentId, failedLoginKey } = sampleInstallation();
    assert.deepEqual(await stores.masterKey.read(), { currentId, previousId: null });
    const kept = await stores.masterKey.readFailedLoginKey();
    assert.deepEqual(Uint8Array.from(kept), failedLoginKey);
    assert.equal(await stores.masterKey.holdSealingKeyId(), currentId);
    const next = { currentId: HIGH, previousId: currentId };
    await stores.masterKey.set(next);
    const { masterKey } = await reopen();
    assert.deepEqual(await masterKey.read(), next);
    assert.deepEqual(await masterKey.lock(), next);
    await masterKey.set({ ...next, previousId: null });
    assert.deepEqual(await masterKey.read(), { ...next, previousId: null });
  });

  check('the key that seals is not replaced while somebody seals', async (opened) => {
    const { stores, openAnother } = opened;
    await stores.installation.create(sampleInstallation());
    const other = await openAnother();
    const [held, sealing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const order: string[] = [];
    const writer = stores.transaction(async (inside) => {
      const id = await inside.masterKey.holdSealingKeyId();
      held.resolve();
      await sealing.promise;
      assert.equal(await inside.masterKey.holdSealingKeyId(), id);
      order.push('sealed');
    });
    await held.promise;
    const rotation = other.transaction(async (inside) => {
      const { currentId } = await inside.masterKey.lock();
      order.push('replaced');
      await inside.masterKey.set({ currentId: HIGH, previousId: currentId });
    });
    // Enough turns for the rotation to reach the lock.
    await Promise.race([rotation, pause(100)]);
    sealing.resolve();
    await Promise.all([writer, rotation]);
    assert.deepEqual(order, ['sealed', 'replaced']);
    assert.equal(await stores.masterKey.holdSealingKeyId(), HIGH);
  });

  check('every kind of sealed secret is listed by its master key', async ({ stores }) => {
    const { id, tenant } = await addTenant(stores);
    const names = await addSecrets(stores, tenant, id, HIGH);
    await stores.keys.add(sampleTokenKey(8, { sealed: sealedBy(BELOW) }));
    await stores.keys.add(sampleTokenKey(9, { sealed: new Uint8Array(), retiredAtMs: 1 }));
    const { sealedSecrets } = stores;
    for (const [keyId, count] of [
      [HIGH, 7],
      [BELOW, 1],
      [LOW, 0],
    ] as const) {
      assert.equal(await sealedSecrets.count(keyId), count);
      assert.equal((await sealedSecrets.list(keyId, null, 100)).length, count);
    }
    for (const limit of [1, 2, 7]) {
      const listed: SealedRow[] = [];
      for (;;) {
        const page = await sealedSecrets.list(HIGH, listed.at(-1) ?? null, limit);
        assert.ok(page.length <= limit);
        if (page.length === 0) break;
        listed.push(...page);
      }
      assert.deepEqual(
        listed.map(({ name }) => name),
        names,
      );
    }
  });

  check('many secrets of one kind are listed in pages', async ({ stores }) => {
    const { tenant } = await addTenant(stores);
    const { id } = await addSampleAssociate(tenant);
    for (let index = 0; index < 25; index += 1) {
      const given = { publicValue: `${index}`, sealed: sealedBy(LOW) };
      await tenant.untrustedCredentials.set(sampleCredential(id, given));
    }
    const seen = new Set<unknown>();
    let last: SealedRow | null = null;
    for (const expected of [10, 10, 5, 0]) {
      const page: readonly SealedRow[] = await stores.sealedSecrets.list(LOW, last, 10);
      assert.equal(page.length, expected);
      for (const { name } of page) seen.add(name.parts[3]);
      last = page.at(-1) ?? last;
    }
    assert.equal(seen.size, 25);
  });

  check('a sealed secret is replaced unless somebody has changed it', async ({ stores }) => {
    const { id, tenant } = await addTenant(stores);
    const names = await addSecrets(stores, tenant, id, LOW);
    const { sealedSecrets } = stores;
    for (const row of await sealedSecrets.list(LOW, null, 100)) {
      // Of the same head, so that only the rest tells them apart.
      const changed = Uint8Array.from(row.sealed);
      changed[SEALED_HEAD_BYTES] = (changed[SEALED_HEAD_BYTES] ?? 0) ^ 1;
      assert.equal(await sealedSecrets.replace({ ...row, sealed: changed }, sealedBy(HIGH)), false);
      assert.equal(await sealedSecrets.replace(row, sealedBy(HIGH)), true);
      assert.equal(await sealedSecrets.replace(row, sealedBy(HIGH)), false);
    }
    assert.equal(await sealedSecrets.count(LOW), 0);
    const replaced = await sealedSecrets.list(HIGH, null, 100);
    assert.deepEqual(
      replaced.map(({ name }) => name),
      names,
    );
  });
}
