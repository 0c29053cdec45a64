/** Checks of consents, authorization codes and refresh tokens. */
import assert from 'node:assert/strict';
import type {
  AuthorizationCode,
  RefreshToken,
} from '../../src/domain/consents/authorization-code.ts';
import type { Consent } from '../../src/domain/consents/consent.ts';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleAssociate, NO_SUCH_ID, NOW_MS, sampleApplication } from './samples.ts';

export function sampleConsent(applicationId: number, changes: Partial<Consent> = {}): Consent {
  return {
    applicationId,
    sealed: Uint8Array.from({ length: 64 }, (_, byte) => 255 - byte),
    agents: ['Person', 'User'],
    serverToServer: true,
    givenAtMs: NOW_MS,
    revokedAtMs: null,
    ...changes,
  };
}

type Holder = Pick<AuthorizationCode, 'applicationId' | 'associateId'>;

export function sampleCode(
  holder: Holder,
  codeHash: string,
  changes: Partial<AuthorizationCode> = {},
): AuthorizationCode {
  return {
    codeHash,
    ...holder,
    generation: 3,
    ticketId: 't',
    redirectUri: 'https://app.example/cb?x=1',
    nonce: 'Ærø',
    codeChallenge: { method: 'S256', challenge: 'c' },
    expiresAtMs: NOW_MS,
    refreshTokenHash: null,
    ...changes,
  };
}

export function sampleRefreshToken(
  holder: Holder,
  tokenHash: string,
  changes: Partial<RefreshToken> = {},
): RefreshToken {
  return {
    tokenHash,
    ...holder,
    generation: 3,
    ticketId: 't',
    issuedAtMs: NOW_MS,
    ...changes,
  };
}

/** Engines return different classes of bytes. */
function plain(consent: Consent | null): Consent | null {
  return consent && { ...consent, sealed: Uint8Array.from(consent.sealed) };
}

const noApplication = new RegExp(`no application ${NO_SUCH_ID}`);

async function addHolder(stores: TenantStores, all: Stores, name = 'Sync') {
  const profile = sampleApplication(name, { tenantIds: 'all' });
  const { id: applicationId } = await all.applications.add(profile, name, NOW_MS);
  return { applicationId, associateId: (await addSampleAssociate(stores)).id };
}

export function checkConsents(check: TenantCheck): void {
  checkConsentRecords(check);
  checkCodes(check);
  checkRefreshTokens(check);

  check('consents and grants are removed with their application', async ({ stores, all }) => {
    const holder = await addHolder(stores, all);
    await addGrants(stores, holder);
    await all.applications.remove(holder.applicationId);
    assert.deepEqual(await grantsOf(stores, holder), [null, null, null]);
  });

  check('grants are removed with their user, consents are not', async ({ stores, all }) => {
    const holder = await addHolder(stores, all);
    await addGrants(stores, holder);
    await stores.associates.remove(holder.associateId, NOW_MS);
    const [consent, code, token] = await grantsOf(stores, holder);
    assert.notEqual(consent, null);
    assert.deepEqual([code, token], [null, null]);
  });
}

async function addGrants(stores: TenantStores, holder: Holder): Promise<void> {
  await stores.consents.set(sampleConsent(holder.applicationId));
  await stores.authorizationCodes.add(sampleCode(holder, 'code'));
  await stores.refreshTokens.add(sampleRefreshToken(holder, 'token'));
}

async function grantsOf(stores: TenantStores, { applicationId }: Holder) {
  return [
    await stores.consents.find(applicationId),
    await stores.authorizationCodes.lock('code'),
    await stores.refreshTokens.find('token'),
  ];
}

function checkConsentRecords(check: TenantCheck): void {
  check('a consent keeps all fields, and is replaced', async ({ stores, all, reopen }) => {
    const { applicationId } = await addHolder(stores, all);
    assert.equal(await stores.consents.find(applicationId), null);
    const consent = sampleConsent(applicationId);
    await stores.consents.set(consent);
    const { consents } = await reopen();
    assert.deepEqual(plain(await consents.find(applicationId)), consent);
    const changed = { agents: [], serverToServer: false, givenAtMs: 1, revokedAtMs: NOW_MS };
    const replaced = { ...consent, ...changed, sealed: new Uint8Array([7]) };
    await consents.set(replaced);
    assert.deepEqual((await consents.list()).map(plain), [replaced]);
  });

  check('consents are listed by application', async ({ stores, all }) => {
    const first = await addHolder(stores, all);
    const second = sampleApplication('Other', { tenantIds: 'all' });
    const { id } = await all.applications.add(second, 'o', NOW_MS);
    for (const applicationId of [id, first.applicationId]) {
      await stores.consents.set(sampleConsent(applicationId));
    }
    const listed = (await stores.consents.list()).map(({ applicationId }) => applicationId);
    assert.deepEqual(listed, [first.applicationId, id]);
    await assertFails(stores.consents.set(sampleConsent(NO_SUCH_ID)), 'not-found', noApplication);
  });
}

function checkCodes(check: TenantCheck): void {
  check('an authorization code keeps all fields', async ({ stores, all, reopen }) => {
    const holder = await addHolder(stores, all);
    const code = sampleCode(holder, 'full');
    const bare = sampleCode(holder, 'bare', { nonce: null, codeChallenge: null });
    for (const each of [code, bare]) await stores.authorizationCodes.add(each);
    const { authorizationCodes } = await reopen();
    assert.deepEqual(await authorizationCodes.lock('full'), code);
    assert.deepEqual(await authorizationCodes.lock('bare'), bare);
    assert.equal(await authorizationCodes.lock('FULL'), null);
    await authorizationCodes.use('full', 'token');
    const used = { ...code, refreshTokenHash: 'token' };
    assert.deepEqual(await authorizationCodes.lock('full'), used);
    await authorizationCodes.removeOfApplication(NO_SUCH_ID);
    assert.deepEqual(await authorizationCodes.lock('bare'), bare);
    await authorizationCodes.removeOfApplication(holder.applicationId);
    assert.equal(await authorizationCodes.lock('bare'), null);
    const strange = { ...holder, applicationId: NO_SUCH_ID };
    const lost = authorizationCodes.add(sampleCode(strange, 'lost'));
    await assertFails(lost, 'not-found', noApplication);
  });

  check('the tenant of a code or a refresh token is found', async ({ stores, all }) => {
    const holder = await addHolder(stores, all);
    await addGrants(stores, holder);
    const [{ contextIdentifier } = { contextIdentifier: '' }] = await all.tenants.list(0, 1);
    assert.equal(await all.grantTenants.ofCode('code'), contextIdentifier);
    assert.equal(await all.grantTenants.ofCode('token'), null);
    assert.equal(await all.grantTenants.ofRefreshToken('token'), contextIdentifier);
    assert.equal(await all.grantTenants.ofRefreshToken('code'), null);
  });

  check('expired codes are removed up to the limit', async ({ stores, all }) => {
    const holder = await addHolder(stores, all);
    for (const [index, expiresAtMs] of [NOW_MS - 1, NOW_MS, NOW_MS, NOW_MS + 1].entries()) {
      await stores.authorizationCodes.add(sampleCode(holder, `${index}`, { expiresAtMs }));
    }
    assert.equal(await all.expired.removeAuthorizationCodes(NOW_MS, 2), 2);
    assert.equal(await all.expired.removeAuthorizationCodes(NOW_MS, 2), 1);
    assert.equal(await all.expired.removeAuthorizationCodes(NOW_MS, 2), 0);
    assert.notEqual(await stores.authorizationCodes.lock('3'), null);
  });
}

function checkRefreshTokens(check: TenantCheck): void {
  check('a refresh token keeps all fields', async ({ stores, all, reopen }) => {
    const holder = await addHolder(stores, all);
    const token = sampleRefreshToken(holder, 'token');
    await stores.refreshTokens.add(token);
    const { refreshTokens } = await reopen();
    assert.deepEqual(await refreshTokens.find('token'), token);
    assert.equal(await refreshTokens.find('TOKEN'), null);
    assert.equal(await refreshTokens.setTicket('token', 'u'), true);
    assert.deepEqual(await refreshTokens.find('token'), { ...token, ticketId: 'u' });
    assert.equal(await refreshTokens.setTicket('other', 'u'), false);
    assert.equal(await refreshTokens.remove('other'), false);
    assert.equal(await refreshTokens.remove('token'), true);
    assert.equal(await refreshTokens.remove('token'), false);
    const strange = { ...holder, applicationId: NO_SUCH_ID };
    const lost = refreshTokens.add(sampleRefreshToken(strange, 'lost'));
    await assertFails(lost, 'not-found', noApplication);
  });

  check('refresh tokens are listed oldest first', async ({ stores, all }) => {
    const holder = await addHolder(stores, all);
    const { associates, refreshTokens } = stores;
    const { id: _, ...profile } = (await associates.list(0, 1))[0] ?? assert.fail();
    const other = await associates.add({ ...profile, name: 'other' }, null, NOW_MS);
    const theirs = { ...holder, associateId: other.id };
    await refreshTokens.add(sampleRefreshToken(holder, 'new', { issuedAtMs: NOW_MS + 1 }));
    await refreshTokens.add(sampleRefreshToken(holder, 'old'));
    await refreshTokens.add(sampleRefreshToken(theirs, 'theirs', { issuedAtMs: NOW_MS + 2 }));
    const hashes = async (associateId?: number) =>
      (await refreshTokens.list(holder.applicationId, associateId)).map((it) => it.tokenHash);
    assert.deepEqual(await hashes(), ['old', 'new', 'theirs']);
    assert.deepEqual(await hashes(holder.associateId), ['old', 'new']);
    assert.deepEqual(await hashes(NO_SUCH_ID), []);
    assert.deepEqual(await refreshTokens.list(NO_SUCH_ID), []);
  });
}
