/**
 * Two tenants that look the same: equal names, ids and access token. Their descriptions differ, and
 * one has more records than the other.
 */
import assert from 'node:assert/strict';
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import type { Ticket } from '../../src/domain/sessions/ticket.ts';
import { createProfile } from '../../src/domain/users/associate.ts';
import { sampleCode, sampleConsent, sampleRefreshToken } from './consents.ts';
import {
  NOW_MS,
  sampleApplication,
  sampleCsSession,
  sampleGroup,
  sampleInstallation,
  sampleModule,
  sampleOwner,
  samplePerson,
  samplePolicy,
  sampleReset,
  sampleRight,
  sampleRole,
  sampleTicket,
} from './samples.ts';
import { sampleCredential, sampleExternalTokens, sampleServiceAuth } from './user-secrets.ts';

/** The ids that exist in both tenants. */
export const both = {
  csUser: 17,
  anna: 5,
  cy: 6,
  /** The person and contact of `anna`, and others that nothing refers to. */
  person: 5,
  freePerson: 6,
  contact: 5,
  freeContact: 6,
  role: 5,
  /** A role, a group and a licence that only the other tenant uses. */
  freeRole: 4,
  group: 5,
  secondGroup: 6,
  freeGroup: 7,
  /** Rights of the catalogue. The roles have the first. */
  right: 5,
  freeRight: 6,
  owner: 5,
  module: 5,
  freeModule: 6,
  accessToken: 'a1',
  serviceAuth: 5,
  tokenKeyHash: 'h',
  /** A name and a network with a failed login. */
  failure: { nameHash: 'n', network: '192.0.2.1' },
} as const;

/** Two failures start a lock. */
export const failureRule = { failuresMax: 2, forgetMs: 1000, lockMs: 500 } as const;

/**
 * The id of a user, person, contact, role, group, right, licence owner, licence and login to a
 * server that only the other tenant has.
 */
export const THEIRS_ONLY = 8;

/** The id of a user, person, contact and licence that only the other tenant had, and removed. */
export const THEIRS_REMOVED = 3;

export interface Twin {
  readonly stores: TenantStores;
  readonly tickets: readonly [Ticket, Ticket];
  readonly loginId: number;
  /** An application of both tenants. It works as `anna`. */
  readonly application: number;
}

export interface Twins {
  readonly ours: Twin;
  /** The stores of a third tenant without records. */
  readonly empty: TenantStores;
  readonly theirs: Twin & {
    readonly bosTicket: Ticket;
    readonly bosLoginId: number;
    readonly theirsOnly: number;
  };
}

/** A check for each method: it calls the method of our store and inspects the result. */
export type Isolation<Store> = {
  readonly [Method in keyof Store]: (twins: Twins) => Promise<void>;
};

export async function makeTwins(stores: Stores): Promise<Twins> {
  await stores.installation.create(sampleInstallation());
  const addTenant = (contextIdentifier: string) =>
    stores.tenants.add({ contextIdentifier, companyName: '' }, NOW_MS);
  const [first, second] = [await addTenant('ours'), await addTenant('theirs')];
  const add = (name: string) =>
    stores.applications.add(sampleApplication(name, { tenantIds: 'all' }), name, NOW_MS);
  const { id: application } = await add('both');
  const { id: theirsOnly } = await add('theirs only');
  const ours = await fill(stores.ofTenant(first.id), 'ours', application, both.role, []);
  const theirTenant = stores.ofTenant(second.id);
  const moreGroups = [both.freeGroup];
  const theirs = await fill(theirTenant, 'theirs', application, both.freeRole, moreGroups);
  const alone = await fillTheirs(theirTenant, ours);
  await theirTenant.systemUsers.set(theirsOnly, THEIRS_ONLY);
  const empty = stores.ofTenant((await addTenant('empty')).id);
  return { ours, empty, theirs: { ...theirs, ...alone, theirsOnly } };
}

/** @param stores on a copy of the database in which the twins were made. */
export async function copyOf({ ours, theirs }: Twins, stores: Stores): Promise<Twins> {
  const of = async (contextIdentifier: string) => {
    const tenant = await stores.tenants.find(contextIdentifier);
    assert.ok(tenant);
    return stores.ofTenant(tenant.id);
  };
  return {
    ours: { ...ours, stores: await of('ours') },
    empty: await of('empty'),
    theirs: { ...theirs, stores: await of('theirs') },
  };
}

async function fill(
  stores: TenantStores,
  mark: string,
  application: number,
  roleId: number,
  moreGroupIds: readonly number[],
): Promise<Twin> {
  const { associates, licences, tickets, csSessions } = stores;
  await fillRoles(stores, mark);
  for (const id of [both.group, both.secondGroup, both.freeGroup]) {
    await stores.groups.add(sampleGroup(`Group ${id}`, { id, tooltip: mark }));
  }
  const owner = sampleOwner('owner', { id: both.owner, description: mark });
  const { id: ownerId } = await licences.addOwner(owner);
  for (const id of [both.module, both.freeModule]) {
    await licences.addModule(sampleModule(ownerId, `Module ${id}`, { id, description: mark }));
  }
  await fillPersons(stores, mark);
  const profile = createProfile('anna', roleId, both.group, {
    userName: 'anna user',
    nickName: 'anna nick',
    personId: both.person,
    csUser: { id: both.csUser, accessLevel: 1, status: 'normal' },
    secondaryGroupIds: [both.secondGroup, ...moreGroupIds],
  });
  const anna = await associates.add(profile, `hash of ${mark}`, NOW_MS, both.anna);
  await associates.add(createProfile('cy', both.role, both.group), null, NOW_MS, both.cy);
  await licences.assign(both.anna, both.module);
  const root = sampleTicket(anna, { lastUsedBy: mark, accessTokenId: both.accessToken });
  const child = sampleTicket(anna, {
    lastUsedBy: mark,
    parentId: root.id,
    lastUsedAtMs: NOW_MS - 1,
  });
  for (const ticket of [root, child]) await tickets.add(ticket);
  const session = sampleCsSession(anna, { keyHash: mark, ticketId: root.id });
  await stores.systemUsers.set(application, both.anna);
  await stores.passwordPolicies.set(samplePolicy({ message: mark }));
  await stores.passwordResets.set(sampleReset(both.anna, { email: `${mark}@example.com` }));
  await stores.failedLogins.count([{ ...both.failure, ...failureRule }], NOW_MS);
  await addSecrets(stores, both.anna, mark);
  const holder = { applicationId: application, associateId: both.anna };
  await stores.consents.set(sampleConsent(application, { agents: [mark] }));
  await stores.authorizationCodes.add(sampleCode(holder, mark));
  await stores.refreshTokens.add(sampleRefreshToken(holder, mark));
  const loginId = await csSessions.add(session);
  return { stores, tickets: [root, child], loginId, application };
}

async function addSecrets(stores: TenantStores, associateId: number, mark: string): Promise<void> {
  const isAnna = associateId === both.anna;
  const id = isAnna ? both.serviceAuth : THEIRS_ONLY;
  await stores.untrustedCredentials.set(sampleCredential(associateId, { comment: mark }));
  await stores.serviceAuths.add(sampleServiceAuth(associateId, { id, server: mark }));
  const keyHash = isAnna ? both.tokenKeyHash : 'theirs only';
  await stores.externalTokens.add(sampleExternalTokens(associateId, keyHash, { provider: mark }));
}

async function fillPersons({ persons, contacts }: TenantStores, mark: string): Promise<void> {
  for (const id of [both.contact, both.freeContact]) {
    const isOwnCompany = mark === 'theirs' || id === both.freeContact;
    await contacts.add(createContact('Contact', { department: mark, isOwnCompany }), id);
  }
  const contactId = both.contact;
  const anna = samplePerson({ firstName: mark, email: 'anna@example.com', contactId });
  await persons.add(anna, both.person);
  await persons.add(samplePerson({ firstName: mark }), both.freePerson);
}

async function fillRoles({ roles }: TenantStores, mark: string): Promise<void> {
  for (const id of [both.right, both.freeRight]) {
    await roles.addRight({ ...sampleRight(`right ${id}`, { description: mark }), id });
  }
  for (const id of [both.freeRole, both.role]) {
    await roles.add(sampleRole({ id, name: `Role ${id}`, tooltip: mark }));
    await roles.setRightIds(id, [both.right]);
    await roles.setDataRights(id, 'contact', { MyOwn: mark === 'ours' ? 'R' : 'CRUD' });
  }
}

/** Includes a ticket derived from one of our tenant, which the domain would never create. */
async function fillTheirs(stores: TenantStores, ours: Twin) {
  const { associates, roles, groups, licences, tickets, csSessions } = stores;
  const id = THEIRS_ONLY;
  await roles.addRight({ ...sampleRight('z'), id });
  await roles.add(sampleRole({ id, name: 'Z', type: 'system' }));
  await roles.setRightIds(id, [id, both.freeRight]);
  await roles.setDataRights(id, 'contact', { MyOwn: 'R' });
  await groups.add(sampleGroup('Z', { id }));
  await licences.addOwner(sampleOwner('z', { id }));
  await licences.addModule(sampleModule(id, 'z', { id }));
  const { persons, contacts } = stores;
  await contacts.add(createContact('Z', { isOwnCompany: true }), id);
  await persons.add(samplePerson({ email: 'bo@example.com', contactId: id }), id);
  const names = { userName: 'bo user', nickName: 'bo nick' };
  const profile = createProfile('bo', id, id, { ...names, personId: id });
  const bo = await associates.add(profile, 'hash of bo', NOW_MS, id);
  await addSecrets(stores, id, 'theirs only');
  await licences.assign(id, id);
  await licences.assign(both.anna, both.freeModule);
  await associates.disable(both.cy, NOW_MS);
  await addAndRemove(stores);
  const elsewhere = { ...both.failure, network: '192.0.2.2' };
  await stores.failedLogins.count([{ ...elsewhere, ...failureRule }], NOW_MS);
  await stores.passwordResets.set(sampleReset(id, { tokenHash: 'theirs only' }));
  const bosTicket = sampleTicket(bo, { parentId: ours.tickets[0].id, accessTokenId: 'b2' });
  await tickets.add(bosTicket);
  const bosLoginId = await csSessions.add(sampleCsSession(bo, { ticketId: bosTicket.id }));
  return { bosTicket, bosLoginId };
}

async function addAndRemove(stores: TenantStores): Promise<void> {
  const { associates, licences, persons, contacts } = stores;
  const id = THEIRS_REMOVED;
  await persons.add(samplePerson(), id);
  await persons.remove(id);
  await contacts.add(createContact('gone'), id);
  await contacts.remove(id);
  await licences.addModule(sampleModule(both.owner, 'gone', { id }));
  await associates.add(createProfile('gone', both.role, both.group), null, NOW_MS, id);
  await associates.remove(id, NOW_MS);
  await licences.removeModule(id);
}

/** Everything that the stores know about the tenant. */
export async function describeTwin({ stores, tickets, loginId, application }: Twin) {
  const { associates, roles, groups, licences, csSessions, failedLogins } = stores;
  const users = await associates.list(0, 100);
  const listedRoles = await roles.list();
  const roleIds = listedRoles.map(({ id }) => id);
  return {
    principals: await associates.principals(users),
    states: await associates.states(users.map(({ id }) => id)),
    former: await associates.listFormer(0, 100),
    persons: await stores.persons.list(0, 100),
    contacts: await stores.contacts.list(0, 100),
    hashes: await Promise.all(users.map(({ id }) => associates.readPasswordHash(id))),
    roles: listedRoles,
    catalogue: await roles.listRights(),
    rights: await roles.rightIds(roleIds),
    dataRights: await roles.dataRights(roleIds),
    groups: await groups.list(),
    owners: await licences.listOwners(),
    modules: await licences.listModules(),
    assigned: await licences.assignedTo(users.map(({ id }) => id)),
    tickets: await Promise.all(tickets.map(({ id }) => stores.tickets.find(id))),
    live: await stores.tickets.listLive(NOW_MS, 100),
    session: await csSessions.find(loginId),
    sessions: await csSessions.listLive(NOW_MS, 0, 100),
    systemUsers: await stores.systemUsers.list(),
    consents: await stores.consents.list(),
    code: await stores.authorizationCodes.lock('theirs'),
    refreshTokens: await stores.refreshTokens.list(application),
    failures: await failedLogins.listOfName(both.failure.nameHash),
    credentials: await Promise.all(
      users.map(({ id }) => stores.untrustedCredentials.list(id, 'imap')),
    ),
    serviceAuths: await Promise.all(
      [both.serviceAuth, THEIRS_ONLY].map((id) => stores.serviceAuths.find(id)),
    ),
    externalTokens: await Promise.all(
      [both.tokenKeyHash, 'theirs only'].map((hash) => stores.externalTokens.find(hash)),
    ),
    policy: await stores.passwordPolicies.find(),
    reset: await stores.passwordResets.find('token'),
  };
}

/** Fails when the other tenant's id counters have moved. No id was larger than `THEIRS_ONLY`. */
export async function assertIdsUntouched(stores: TenantStores): Promise<void> {
  assert.equal(await stores.serviceAuths.takeId(), 1);
  const { associates, persons, contacts, roles, groups, licences } = stores;
  const next = THEIRS_ONLY + 1;
  assert.equal((await roles.add(sampleRole())).id, next);
  assert.equal((await roles.addRight(sampleRight('next'))).id, next);
  assert.equal((await groups.add(sampleGroup('next'))).id, next);
  assert.equal((await licences.addOwner(sampleOwner('next'))).id, next);
  assert.equal((await licences.addModule(sampleModule(next, 'next'))).id, next);
  assert.equal((await persons.add(samplePerson())).id, next);
  assert.equal((await contacts.add(createContact('next'))).id, next);
  const profile = createProfile('next', both.role, both.group);
  assert.equal((await associates.add(profile, null, NOW_MS)).id, next);
}
