/** Checks of the secrets that users store: untrusted credentials, service auth, external tokens. */
import assert from 'node:assert/strict';
import type { StoredExternalTokens } from '../../src/domain/user-secrets/external-token.ts';
import type { StoredServiceAuth } from '../../src/domain/user-secrets/service-auth.ts';
import type { StoredUntrustedCredential } from '../../src/domain/user-secrets/untrusted-credential.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleAssociate, NO_SUCH_ID, NOW_MS } from './samples.ts';

/** Bytes that no text has. */
export const sealed = Uint8Array.from({ length: 64 }, (_, byte) => 255 - byte);

export function sampleCredential(
  associateId: number,
  changes: Partial<StoredUntrustedCredential> = {},
): StoredUntrustedCredential {
  return {
    associateId,
    type: 'imap',
    publicValue: 'mail.example.com;änna',
    sealed,
    comment: 'Ærø\n“1”',
    validFromMs: Date.UTC(1, 1),
    validToMs: Date.UTC(9999, 11, 31, 23, 59, 59),
    isActive: true,
    ...changes,
  };
}

export function sampleServiceAuth(
  associateId: number,
  changes: Partial<StoredServiceAuth> = {},
): StoredServiceAuth {
  const texts = { server: 'mail.ærø.example', authType: 'OAuth', userName: 'änna' };
  return { id: 1, associateId, ...texts, port: 65_535, sealed, ...changes };
}

export function sampleExternalTokens(
  associateId: number,
  keyHash: string,
  changes: Partial<StoredExternalTokens> = {},
): StoredExternalTokens {
  const long = Uint8Array.from({ length: 40_000 }, (_, byte) => byte % 256);
  return { keyHash, associateId, provider: 'Ærø', sealed: long, savedAtMs: NOW_MS, ...changes };
}

/** Engines return different classes of bytes. */
function plain<T extends { readonly sealed: Uint8Array }>(record: T | null): T | null {
  return record && { ...record, sealed: Uint8Array.from(record.sealed) };
}

const noUser = new RegExp(`no user ${NO_SUCH_ID}`);

export function checkUserSecrets(check: TenantCheck): void {
  checkUntrustedCredentials(check);
  checkServiceAuths(check);
  checkExternalTokens(check);

  check('all secrets of a user are removed with the user', async ({ stores }) => {
    const { associates, untrustedCredentials, serviceAuths, externalTokens } = stores;
    const { id, ...profile } = await addSampleAssociate(stores);
    const other = await associates.add({ ...profile, name: 'other' }, null, NOW_MS);
    for (const [index, owner] of [id, other.id].entries()) {
      await untrustedCredentials.set(sampleCredential(owner));
      await serviceAuths.add(sampleServiceAuth(owner, { id: index + 1 }));
      await externalTokens.add(sampleExternalTokens(owner, `hash ${index}`));
    }
    await associates.remove(id, NOW_MS);
    assert.equal(await untrustedCredentials.count(id), 0);
    assert.equal(await untrustedCredentials.count(other.id), 1);
    assert.equal(await serviceAuths.find(1), null);
    assert.equal((await serviceAuths.find(2))?.associateId, other.id);
    assert.equal(await externalTokens.find('hash 0'), null);
    assert.equal((await externalTokens.find('hash 1'))?.associateId, other.id);
  });
}

function checkUntrustedCredentials(check: TenantCheck): void {
  check('untrusted credentials keep all fields, and are replaced', async ({ stores, reopen }) => {
    const { id } = await addSampleAssociate(stores);
    const credential = sampleCredential(id);
    await stores.untrustedCredentials.set(credential);
    const { untrustedCredentials } = await reopen();
    assert.deepEqual(plain(await untrustedCredentials.find(credential)), credential);
    const changed = { comment: '', validFromMs: 0, validToMs: 1, isActive: false };
    const bytes = { sealed: new Uint8Array([7]) };
    const replaced = { ...credential, ...changed, ...bytes };
    await untrustedCredentials.set(replaced);
    assert.deepEqual(plain(await untrustedCredentials.find(credential)), replaced);
    assert.equal(await untrustedCredentials.count(id), 1);
  });

  check('untrusted credentials are found by user, type and public value', async ({ stores }) => {
    const { untrustedCredentials } = stores;
    const { id } = await addSampleAssociate(stores);
    const given = ['b', 'B', 'ä', '', 'a'].map((publicValue) =>
      sampleCredential(id, { publicValue }),
    );
    for (const credential of given) await untrustedCredentials.set(credential);
    await untrustedCredentials.set(sampleCredential(id, { type: 'smtp', publicValue: 'b' }));
    const listed = await untrustedCredentials.list(id, 'imap');
    assert.deepEqual(
      listed.map(({ publicValue }) => publicValue),
      ['', 'B', 'a', 'b', 'ä'],
    );
    assert.deepEqual(await untrustedCredentials.list(id, 'pop'), []);
    assert.deepEqual(await untrustedCredentials.list(NO_SUCH_ID, 'imap'), []);
    assert.equal(await untrustedCredentials.count(id), 6);
    const key = { associateId: id, type: 'imap', publicValue: 'b' };
    assert.equal(await untrustedCredentials.remove(key), true);
    assert.equal(await untrustedCredentials.remove(key), false);
    assert.equal(await untrustedCredentials.find(key), null);
    assert.equal((await untrustedCredentials.list(id, 'smtp')).length, 1);
    const lost = untrustedCredentials.set(sampleCredential(NO_SUCH_ID));
    await assertFails(lost, 'not-found', noUser);
  });
}

function checkServiceAuths(check: TenantCheck): void {
  check('a login to a server keeps all fields, and its owner', async ({ stores, reopen }) => {
    const { id: associateId } = await addSampleAssociate(stores);
    const id = await stores.serviceAuths.takeId();
    assert.equal(await stores.serviceAuths.takeId(), id + 1);
    const login = sampleServiceAuth(associateId, { id });
    await stores.serviceAuths.add(login);
    const { serviceAuths } = await reopen();
    assert.deepEqual(plain(await serviceAuths.find(id)), login);
    const texts = { server: '', port: 0, authType: '', userName: '' };
    const changed = { ...login, ...texts, sealed: new Uint8Array([7]) };
    await serviceAuths.update({ ...changed, associateId: NO_SUCH_ID });
    assert.deepEqual(plain(await serviceAuths.find(id)), changed);
    assert.equal(await serviceAuths.count(associateId), 1);
    await serviceAuths.remove(id);
    await serviceAuths.remove(id);
    assert.equal(await serviceAuths.find(id), null);
    assert.equal(await serviceAuths.count(associateId), 0);
    const update = serviceAuths.update(login);
    await assertFails(update, 'not-found', new RegExp(`the id ${id}`));
    const lost = serviceAuths.add(sampleServiceAuth(NO_SUCH_ID, { id: id + 1 }));
    await assertFails(lost, 'not-found', noUser);
  });
}

function checkExternalTokens(check: TenantCheck): void {
  check('external tokens keep all fields', async ({ stores, reopen }) => {
    const { id } = await addSampleAssociate(stores);
    const tokens = sampleExternalTokens(id, 'hash');
    await stores.externalTokens.add(tokens);
    const { externalTokens } = await reopen();
    assert.deepEqual(plain(await externalTokens.find('hash')), tokens);
    assert.equal(await externalTokens.find('HASH'), null);
    const lost = externalTokens.add(sampleExternalTokens(NO_SUCH_ID, 'other'));
    await assertFails(lost, 'not-found', noUser);
  });

  check("a user's newest external tokens are kept", async ({ stores }) => {
    const { externalTokens } = stores;
    const { id, ...profile } = await addSampleAssociate(stores);
    const other = await stores.associates.add({ ...profile, name: 'other' }, null, NOW_MS);
    for (const savedAtMs of [3, 1, 4, 2]) {
      await externalTokens.add(sampleExternalTokens(id, `${savedAtMs}`, { savedAtMs }));
    }
    await externalTokens.add(sampleExternalTokens(other.id, 'other', { savedAtMs: 0 }));
    assert.equal(await externalTokens.keepNewest(id, 4), 0);
    assert.equal(await externalTokens.keepNewest(id, 2), 2);
    const found = [];
    for (const key of ['1', '2', '3', '4', 'other']) {
      if (await externalTokens.find(key)) found.push(key);
    }
    assert.deepEqual(found, ['3', '4', 'other']);
    assert.equal(await externalTokens.keepNewest(NO_SUCH_ID, 0), 0);
  });
}
