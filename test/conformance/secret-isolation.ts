/** Checks that a tenant's stores of secrets do not reach other tenants. */
import assert from 'node:assert/strict';
import type { SealingKeyStore } from '../../src/domain/keys/master-keys.ts';
import type { ExternalTokenStore } from '../../src/domain/user-secrets/external-token.ts';
import type { ServiceAuthStore } from '../../src/domain/user-secrets/service-auth.ts';
import type { UntrustedCredentialStore } from '../../src/domain/user-secrets/untrusted-credential.ts';
import { assertFails } from './check.ts';
import { sampleInstallation } from './samples.ts';
import { both, type Isolation, THEIRS_ONLY } from './twins.ts';
import { sampleCredential, sampleExternalTokens, sampleServiceAuth } from './user-secrets.ts';

const absent = (work: Promise<unknown>) =>
  assertFails(work, 'not-found', new RegExp(`${THEIRS_ONLY}`));
const key = sampleCredential(both.anna);
const theirKey = sampleCredential(THEIRS_ONLY);

export const untrustedCredentials: Isolation<UntrustedCredentialStore> = {
  list: async ({ ours: { stores } }) => {
    const listed = await stores.untrustedCredentials.list(both.anna, key.type);
    assert.deepEqual(
      listed.map(({ comment }) => comment),
      ['ours'],
    );
    assert.deepEqual(await stores.untrustedCredentials.list(THEIRS_ONLY, key.type), []);
  },
  find: async ({ ours: { stores } }) => {
    assert.equal((await stores.untrustedCredentials.find(key))?.comment, 'ours');
    assert.equal(await stores.untrustedCredentials.find(theirKey), null);
  },
  count: async ({ ours: { stores } }) => {
    assert.equal(await stores.untrustedCredentials.count(both.anna), 1);
    assert.equal(await stores.untrustedCredentials.count(THEIRS_ONLY), 0);
  },
  set: async ({ ours: { stores } }) => {
    await absent(stores.untrustedCredentials.set(theirKey));
    await stores.untrustedCredentials.set({ ...key, comment: 'changed' });
    assert.equal((await stores.untrustedCredentials.find(key))?.comment, 'changed');
  },
  remove: async ({ ours: { stores } }) => {
    assert.equal(await stores.untrustedCredentials.remove(theirKey), false);
    assert.equal(await stores.untrustedCredentials.remove(key), true);
  },
};

export const serviceAuths: Isolation<ServiceAuthStore> = {
  find: async ({ ours: { stores } }) => {
    assert.equal((await stores.serviceAuths.find(both.serviceAuth))?.server, 'ours');
    assert.equal(await stores.serviceAuths.find(THEIRS_ONLY), null);
  },
  count: async ({ ours: { stores } }) => {
    assert.equal(await stores.serviceAuths.count(both.anna), 1);
    assert.equal(await stores.serviceAuths.count(THEIRS_ONLY), 0);
  },
  takeId: async ({ empty }) => {
    assert.equal(await empty.serviceAuths.takeId(), 1);
  },
  add: async ({ ours: { stores } }) => {
    const login = sampleServiceAuth(both.anna, { id: THEIRS_ONLY });
    await absent(stores.serviceAuths.add({ ...login, associateId: THEIRS_ONLY }));
    await stores.serviceAuths.add(login);
    assert.equal((await stores.serviceAuths.find(THEIRS_ONLY))?.associateId, both.anna);
  },
  update: async ({ ours: { stores } }) => {
    const login = sampleServiceAuth(both.anna, { id: both.serviceAuth, server: 'changed' });
    await absent(stores.serviceAuths.update({ ...login, id: THEIRS_ONLY }));
    await stores.serviceAuths.update(login);
    assert.equal((await stores.serviceAuths.find(both.serviceAuth))?.server, 'changed');
  },
  remove: async ({ ours: { stores } }) => {
    await stores.serviceAuths.remove(THEIRS_ONLY);
    await stores.serviceAuths.remove(both.serviceAuth);
    assert.equal(await stores.serviceAuths.find(both.serviceAuth), null);
  },
};

export const externalTokens: Isolation<ExternalTokenStore> = {
  find: async ({ ours: { stores } }) => {
    assert.equal((await stores.externalTokens.find(both.tokenKeyHash))?.provider, 'ours');
    assert.equal(await stores.externalTokens.find('theirs only'), null);
  },
  add: async ({ ours: { stores } }) => {
    await absent(stores.externalTokens.add(sampleExternalTokens(THEIRS_ONLY, 'new')));
    await stores.externalTokens.add(sampleExternalTokens(both.anna, 'theirs only'));
    assert.equal((await stores.externalTokens.find('theirs only'))?.associateId, both.anna);
  },
  keepNewest: async ({ ours: { stores } }) => {
    assert.equal(await stores.externalTokens.keepNewest(THEIRS_ONLY, 0), 0);
    assert.equal(await stores.externalTokens.keepNewest(both.anna, 0), 1);
  },
};

/** All tenants share the master key. */
export const masterKey: Isolation<SealingKeyStore> = {
  holdSealingKeyId: async ({ ours, theirs }) => {
    for (const { stores } of [ours, theirs]) {
      const { masterKeyId } = sampleInstallation();
      assert.equal(await stores.masterKey.holdSealingKeyId(), masterKeyId);
    }
  },
};
