/**
 * Checks that the stores of one tenant neither show nor change records of another, even if both
 * look the same. Every store method has a check; a missing one is a compile error.
 */
import assert from 'node:assert/strict';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { CsSessionStore } from '../../src/domain/sessions/cs-session.ts';
import {
  type AssociateProfile,
  type AssociateStore,
  createProfile,
  noDetails,
  type Principal,
} from '../../src/domain/users/associate.ts';
import { groups, licences, roles } from './administration-isolation.ts';
import { assertFails, type Check, type Fill } from './check.ts';
import { authorizationCodes, consents, refreshTokens, systemUsers } from './consent-isolation.ts';
import { failedLogins } from './failed-login-isolation.ts';
import { passwordPolicies, passwordResets } from './password-isolation.ts';
import { contacts, persons } from './person-isolation.ts';
import { NO_SUCH_ID, NOW_MS, sampleCsSession } from './samples.ts';
import {
  externalTokens,
  masterKey,
  serviceAuths,
  untrustedCredentials,
} from './secret-isolation.ts';
import { tickets } from './ticket-isolation.ts';
import {
  assertIdsUntouched,
  both,
  copyOf,
  describeTwin,
  type Isolation,
  makeTwins,
  THEIRS_ONLY,
  THEIRS_REMOVED,
  type Twins,
} from './twins.ts';

const absent = (work: Promise<unknown>) =>
  assertFails(work, 'not-found', new RegExp(`${THEIRS_ONLY}`));
const profileWith = (changes: Partial<AssociateProfile>) =>
  createProfile('bo', both.role, both.group, changes);

/** Profiles that refer to records of the other tenant. */
const references: readonly Partial<AssociateProfile>[] = [
  { roleId: THEIRS_ONLY },
  { groupId: THEIRS_ONLY },
  { secondaryGroupIds: [THEIRS_ONLY] },
  { personId: THEIRS_ONLY },
];

function requireOurs({ role, functionalRights, licences }: Principal): void {
  assert.equal(role.id, both.role);
  assert.equal(role.tooltip, 'ours');
  assert.deepEqual(functionalRights, [`right ${both.right}`]);
  assert.deepEqual(
    licences.map(({ id, description, ownerDescription }) => [id, description, ownerDescription]),
    [[both.module, 'ours', 'ours']],
  );
}

const associates: Isolation<AssociateStore> = {
  add: async ({ ours: { stores } }) => {
    for (const changes of references) {
      await absent(stores.associates.add(profileWith(changes), null, NOW_MS));
    }
    const profile = profileWith({ secondaryGroupIds: [both.secondGroup] });
    const added = await stores.associates.add(profile, 'new', NOW_MS, THEIRS_ONLY);
    assert.equal(added.id, THEIRS_ONLY);
    assert.deepEqual(await stores.associates.find(THEIRS_ONLY), added);
    const gone = { ...profile, name: 'gone' };
    await stores.associates.add(gone, null, NOW_MS, THEIRS_REMOVED);
  },
  update: async ({ ours: { stores } }) => {
    for (const changes of references) {
      await absent(stores.associates.update(both.anna, profileWith(changes)));
    }
    await absent(stores.associates.update(THEIRS_ONLY, profileWith({})));
    await stores.associates.update(both.anna, profileWith({ tooltip: 'changed' }));
    const changed = await stores.associates.find(both.anna);
    assert.equal(changed?.tooltip, 'changed');
    assert.deepEqual(changed?.secondaryGroupIds, []);
  },
  remove: async ({ ours: { stores } }) => {
    await absent(stores.associates.remove(THEIRS_ONLY, NOW_MS));
    await stores.associates.remove(both.anna, NOW_MS);
    assert.equal(await stores.associates.find(both.anna), null);
  },
  find: async ({ ours: { stores } }) => {
    assert.equal(await stores.associates.find(THEIRS_ONLY), null);
    const anna = await stores.associates.find(both.anna);
    assert.equal(anna?.fullName, 'ours');
    assert.deepEqual(anna?.secondaryGroupIds, [both.secondGroup]);
  },
  findAll: async ({ ours: { stores } }) => {
    const found = await stores.associates.findAll([THEIRS_ONLY, both.anna]);
    assert.deepEqual(
      found.map(({ id }) => id),
      [both.anna],
    );
  },
  findByName: async ({ ours: { stores } }) => {
    assert.equal(await stores.associates.findByName('bo'), null);
    assert.equal((await stores.associates.findByName('anna'))?.fullName, 'ours');
  },
  findByUserName: async ({ ours: { stores } }) => {
    assert.equal(await stores.associates.findByUserName('bo user'), null);
    assert.equal((await stores.associates.findByUserName('anna user'))?.fullName, 'ours');
  },
  findByNickName: async ({ ours: { stores } }) => {
    assert.equal(await stores.associates.findByNickName('bo nick'), null);
    assert.equal((await stores.associates.findByNickName('anna nick'))?.fullName, 'ours');
  },
  listByEmail: async ({ ours: { stores } }) => {
    assert.deepEqual(await stores.associates.listByEmail('bo@example.com'), []);
    const found = await stores.associates.listByEmail('anna@example.com');
    assert.deepEqual(
      found.map(({ fullName }) => fullName),
      ['ours'],
    );
  },
  takenLoginNames: async ({ ours: { stores } }) => {
    const theirs = ['bo', 'bo user', 'bo@example.com'];
    assert.deepEqual(await stores.associates.takenLoginNames(theirs, 0), new Set());
    const ours = ['anna', 'anna user', 'anna@example.com'];
    assert.deepEqual(await stores.associates.takenLoginNames(ours, 0), new Set(ours));
    assert.deepEqual(await stores.associates.takenLoginNames(ours, both.anna), new Set());
  },
  listOfPerson: async ({ ours: { stores } }) => {
    assert.deepEqual(await stores.associates.listOfPerson(THEIRS_ONLY), []);
    const found = await stores.associates.listOfPerson(both.person);
    assert.deepEqual(
      found.map(({ fullName }) => fullName),
      ['ours'],
    );
  },
  listOfCsUser: async ({ ours: { stores } }) => {
    const found = await stores.associates.listOfCsUser(both.csUser);
    assert.deepEqual(
      found.map(({ fullName }) => fullName),
      ['ours'],
    );
  },
  states: async ({ ours: { stores } }) => {
    const found = await stores.associates.states([both.anna, both.cy, THEIRS_ONLY]);
    assert.deepEqual(
      Array.from(found, ([id, { hasPassword }]) => [id, hasPassword]),
      [
        [both.anna, true],
        [both.cy, false],
      ],
    );
  },
  list: async ({ ours: { stores } }) => {
    const listed = await stores.associates.list(0, 100);
    assert.deepEqual(
      listed.map(({ id, fullName }) => [id, fullName]),
      [
        [both.anna, 'ours'],
        [both.cy, 'cy'],
      ],
    );
  },
  principal: async ({ ours: { stores }, theirs }) => {
    const bo = await theirs.stores.associates.find(THEIRS_ONLY);
    assert.ok(bo);
    await absent(stores.associates.principal(bo));
    const anna = await stores.associates.find(both.anna);
    assert.ok(anna);
    requireOurs(await stores.associates.principal(anna));
  },
  principals: async ({ ours: { stores }, theirs }) => {
    const bo = await theirs.stores.associates.find(THEIRS_ONLY);
    assert.ok(bo);
    await absent(stores.associates.principals([bo]));
    const [anna, cy] = await stores.associates.principals(await stores.associates.list(0, 100));
    assert.ok(anna && cy);
    requireOurs(anna);
    assert.deepEqual(cy.licences, []);
  },
  readPasswordHash: async ({ ours: { stores } }) => {
    assert.equal(await stores.associates.readPasswordHash(THEIRS_ONLY), null);
    assert.equal(await stores.associates.readPasswordHash(both.anna), 'hash of ours');
  },
  setPasswordHash: async ({ ours: { stores } }) => {
    await absent(stores.associates.setPasswordHash(THEIRS_ONLY, 'new'));
    await stores.associates.setPasswordHash(both.anna, 'new');
    assert.equal(await stores.associates.readPasswordHash(both.anna), 'new');
  },
  disable: async ({ ours: { stores } }) => {
    await absent(stores.associates.disable(THEIRS_ONLY, NOW_MS));
    await stores.associates.disable(both.anna, NOW_MS);
    assert.equal((await stores.associates.find(both.anna))?.disabledAtMs, NOW_MS);
  },
  enable: async ({ ours: { stores } }) => {
    await absent(stores.associates.enable(THEIRS_ONLY));
    await stores.associates.enable(both.cy);
    assert.equal((await stores.associates.find(both.cy))?.disabledAtMs, null);
  },
  retire: async ({ ours: { stores } }) => {
    await absent(stores.associates.retire(THEIRS_ONLY, NOW_MS));
    await stores.associates.retire(both.anna, NOW_MS);
    assert.equal((await stores.associates.find(both.anna))?.retiredAtMs, NOW_MS);
  },
  reinstate: async ({ ours: { stores } }) => {
    await absent(stores.associates.reinstate(THEIRS_ONLY));
    await stores.associates.reinstate(both.anna);
  },
  listFormer: async ({ ours: { stores } }) => {
    assert.deepEqual(await stores.associates.listFormer(0, 10), []);
  },
  details: async ({ ours: { stores } }) => {
    assert.deepEqual(await stores.associates.details([THEIRS_ONLY]), new Map());
  },
  setDetails: async ({ ours: { stores } }) => {
    const details = { ...noDetails, absenceMessage: 'changed' };
    await absent(stores.associates.setDetails(THEIRS_ONLY, details));
    await stores.associates.setDetails(both.anna, details);
    const stored = await stores.associates.details([both.anna]);
    assert.equal(stored.get(both.anna)?.absenceMessage, 'changed');
  },
  recordTimes: async ({ ours: { stores } }) => {
    await absent(stores.associates.recordTimes(THEIRS_ONLY, { lastLoginAtMs: 1 }));
    await stores.associates.recordTimes(both.anna, { lastLoginAtMs: NOW_MS });
    const stored = await stores.associates.states([both.anna]);
    assert.equal(stored.get(both.anna)?.times.lastLoginAtMs, NOW_MS);
  },
};

const csSessions: Isolation<CsSessionStore> = {
  add: async ({ ours: { stores, loginId }, theirs: { bosLoginId } }) => {
    await absent(stores.csSessions.add(sampleCsSession({ id: THEIRS_ONLY })));
    const added = await stores.csSessions.add(sampleCsSession({ id: both.anna }));
    assert.ok(added > Math.max(loginId, bosLoginId));
  },
  find: async ({ ours: { stores, loginId }, theirs }) => {
    assert.equal(await stores.csSessions.find(theirs.loginId), null);
    assert.equal((await stores.csSessions.find(loginId))?.keyHash, 'ours');
  },
  recordUse: async ({ ours: { stores, loginId }, theirs }) => {
    await stores.csSessions.recordUse(theirs.loginId, NOW_MS + 9);
    await stores.csSessions.recordUse(loginId, NOW_MS + 9);
    assert.equal((await stores.csSessions.find(loginId))?.lastActiveAtMs, NOW_MS + 9);
  },
  listLive: async ({ ours: { stores, loginId }, theirs }) => {
    const [{ id: ticketId }] = theirs.tickets;
    // A ticket of the other tenant does not keep the session live.
    await stores.csSessions.add(sampleCsSession({ id: both.anna }, { ticketId }));
    const listed = await stores.csSessions.listLive(NOW_MS, 0, 100);
    assert.deepEqual(
      listed.map((session) => session.loginId),
      [loginId],
    );
    assert.deepEqual(await stores.csSessions.listLive(NOW_MS, 0, 100, both.anna), listed);
    assert.deepEqual(await stores.csSessions.listLive(NOW_MS, 0, 100, THEIRS_ONLY), []);
  },
  remove: async ({ ours: { stores, loginId }, theirs }) => {
    assert.equal(await stores.csSessions.remove(theirs.loginId), false);
    assert.equal(await stores.csSessions.remove(loginId), true);
  },
};

const all: { readonly [Store in keyof TenantStores]: Isolation<TenantStores[Store]> } = {
  associates,
  persons,
  contacts,
  roles,
  groups,
  licences,
  tickets,
  csSessions,
  systemUsers,
  consents,
  authorizationCodes,
  refreshTokens,
  failedLogins,
  untrustedCredentials,
  serviceAuths,
  externalTokens,
  masterKey,
  passwordPolicies,
  passwordResets,
};

/** @param checkOn declares tests that get copies of a filled database. */
export function checkIsolation(checkOn: (fill: Fill) => Check): void {
  let kept: Twins;
  const check = checkOn(async (stores) => {
    kept = await makeTwins(stores);
  });
  for (const [store, methods] of Object.entries(all)) {
    for (const [method, isolation] of Object.entries(methods)) {
      check(`${store}.${method} knows its own tenant only`, async ({ stores }) => {
        const twins = await copyOf(kept, stores);
        const before = await describeTwin(twins.theirs);
        await isolation(twins);
        assert.deepEqual(await describeTwin(twins.theirs), before);
        await assertIdsUntouched(twins.theirs.stores);
      });
    }
  }

  check('removing a tenant leaves its twin unchanged', async ({ stores }) => {
    const { theirs } = await copyOf(kept, stores);
    const before = await describeTwin(theirs);
    const tenant = await stores.tenants.find('ours');
    await stores.tenants.remove(tenant?.id ?? NO_SUCH_ID);
    assert.deepEqual(await describeTwin(theirs), before);
    await assertIdsUntouched(theirs.stores);
  });
}
