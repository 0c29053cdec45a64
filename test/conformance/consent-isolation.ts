/** Checks that what a tenant has for applications does not reach other tenants. */
import assert from 'node:assert/strict';
import type { SystemUserStore } from '../../src/domain/applications/system-user.ts';
import type {
  AuthorizationCodeStore,
  RefreshTokenStore,
} from '../../src/domain/consents/authorization-code.ts';
import type { ConsentStore } from '../../src/domain/consents/consent.ts';
import { assertFails } from './check.ts';
import { sampleCode, sampleConsent, sampleRefreshToken } from './consents.ts';
import { both, type Isolation, THEIRS_ONLY } from './twins.ts';

const absent = (work: Promise<unknown>) =>
  assertFails(work, 'not-found', new RegExp(`${THEIRS_ONLY}`));

export const systemUsers: Isolation<SystemUserStore> = {
  find: async ({ ours, theirs }) => {
    assert.equal(await ours.stores.systemUsers.find(theirs.theirsOnly), null);
    assert.equal(await ours.stores.systemUsers.find(ours.application), both.anna);
  },
  list: async ({ ours: { stores, application } }) => {
    assert.deepEqual(await stores.systemUsers.list(), [
      { applicationId: application, associateId: both.anna },
    ]);
  },
  set: async ({ ours: { stores, application }, theirs: { theirsOnly } }) => {
    await absent(stores.systemUsers.set(application, THEIRS_ONLY));
    assert.equal(await stores.systemUsers.find(application), both.anna);
    await stores.systemUsers.set(application, both.cy);
    await stores.systemUsers.set(theirsOnly, both.anna);
  },
  remove: async ({ ours: { stores, application }, theirs: { theirsOnly } }) => {
    assert.equal(await stores.systemUsers.remove(theirsOnly), false);
    assert.equal(await stores.systemUsers.remove(application), true);
  },
};

export const consents: Isolation<ConsentStore> = {
  find: async ({ ours: { stores, application }, theirs }) => {
    assert.deepEqual((await stores.consents.find(application))?.agents, ['ours']);
    assert.equal(await stores.consents.find(theirs.theirsOnly), null);
  },
  list: async ({ ours: { stores } }) => {
    const listed = await stores.consents.list();
    assert.deepEqual(
      listed.map(({ agents }) => agents),
      [['ours']],
    );
  },
  set: async ({ ours: { stores, application }, theirs: { theirsOnly } }) => {
    await stores.consents.set(sampleConsent(application, { agents: ['changed'] }));
    await stores.consents.set(sampleConsent(theirsOnly, { agents: ['new'] }));
    assert.equal((await stores.consents.list()).length, 2);
  },
};

export const authorizationCodes: Isolation<AuthorizationCodeStore> = {
  add: async ({ ours: { stores, application: applicationId } }) => {
    const { authorizationCodes: codes } = stores;
    const add = (associateId: number, codeHash: string) =>
      codes.add(sampleCode({ applicationId, associateId }, codeHash));
    await absent(add(THEIRS_ONLY, 'new'));
    await add(both.anna, 'new');
    assert.equal((await codes.lock('new'))?.associateId, both.anna);
  },
  lock: async ({ ours: { stores } }) => {
    assert.equal((await stores.authorizationCodes.lock('ours'))?.associateId, both.anna);
    assert.equal(await stores.authorizationCodes.lock('theirs'), null);
  },
  use: async ({ ours: { stores } }) => {
    for (const hash of ['ours', 'theirs']) await stores.authorizationCodes.use(hash, 'used');
    assert.equal((await stores.authorizationCodes.lock('ours'))?.refreshTokenHash, 'used');
  },
  removeOfApplication: async ({ ours: { stores, application } }) => {
    await stores.authorizationCodes.removeOfApplication(application);
    assert.equal(await stores.authorizationCodes.lock('ours'), null);
  },
};

export const refreshTokens: Isolation<RefreshTokenStore> = {
  add: async ({ ours: { stores, application: applicationId } }) => {
    const add = (associateId: number, tokenHash: string) =>
      stores.refreshTokens.add(sampleRefreshToken({ applicationId, associateId }, tokenHash));
    await absent(add(THEIRS_ONLY, 'new'));
    await add(both.anna, 'new');
    assert.equal((await stores.refreshTokens.find('new'))?.associateId, both.anna);
  },
  find: async ({ ours: { stores } }) => {
    assert.equal((await stores.refreshTokens.find('ours'))?.associateId, both.anna);
    assert.equal(await stores.refreshTokens.find('theirs'), null);
  },
  list: async ({ ours: { stores, application } }) => {
    const listed = await stores.refreshTokens.list(application);
    assert.deepEqual(
      listed.map(({ tokenHash }) => tokenHash),
      ['ours'],
    );
  },
  setTicket: async ({ ours: { stores } }) => {
    assert.equal(await stores.refreshTokens.setTicket('theirs', 'u'), false);
    assert.equal(await stores.refreshTokens.setTicket('ours', 'u'), true);
  },
  remove: async ({ ours: { stores } }) => {
    assert.equal(await stores.refreshTokens.remove('theirs'), false);
    assert.equal(await stores.refreshTokens.remove('ours'), true);
  },
};
