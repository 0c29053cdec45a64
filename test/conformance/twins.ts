/**
 * Two tenants that are as alike as they can be: the same names, the same ids, the same access
 * token. What is told of them differs, and one has more than the other.
 */
import assert from 'node:assert/strict';
import { createProfile } from '../../src/domain/associate.ts';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import type { Ticket } from '../../src/domain/ticket.ts';
import { NOW_MS, sampleApplication, sampleCsSession, sampleTicket } from './samples.ts';

/** What both have, by their ids. */
export const both = {
  anna: 5,
  cy: 6,
  role: 5,
  /** A role, a group and a licence that are in use in the other tenant only. */
  freeRole: 4,
  group: 5,
  secondGroup: 6,
  freeGroup: 7,
  license: 5,
  freeLicense: 6,
  accessToken: 'a1',
  /** A name and a network from which a login failed. */
  failure: { nameHash: 'n', network: '192.0.2.1' },
} as const;

/** Two failures begin a lock. */
export const failureRule = { failuresMax: 2, forgetMs: 1000, lockMs: 500 } as const;

/** What the other has alone: its user, role, group and licence of this id. */
export const THEIRS_ONLY = 8;

/** What the other had alone and has removed, of each kind. */
export const THEIRS_REMOVED = 3;

export interface Twin {
  readonly stores: TenantStores;
  readonly tickets: readonly [Ticket, Ticket];
  readonly loginId: number;
  /** An application of both, as which `anna` works. */
  readonly application: number;
}

export interface Twins {
  readonly ours: Twin;
  readonly theirs: Twin & {
    readonly bosTicket: Ticket;
    readonly bosLoginId: number;
    readonly theirsOnly: number;
  };
}

/** Works with the stores of ours, and looks at what they show and do. */
export type Isolation<Store> = {
  readonly [Method in keyof Store]: (twins: Twins) => Promise<void>;
};

export async function makeTwins(stores: Stores): Promise<Twins> {
  const directory = { roles: [], groups: [], companyName: '' };
  const first = await stores.tenants.add({ contextIdentifier: 'ours', ...directory }, NOW_MS);
  const second = await stores.tenants.add({ contextIdentifier: 'theirs', ...directory }, NOW_MS);
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
  return { ours, theirs: { ...theirs, ...alone, theirsOnly } };
}

async function fill(
  stores: TenantStores,
  mark: string,
  application: number,
  roleId: number,
  moreGroupIds: readonly number[],
): Promise<Twin> {
  const { associates, directory, tickets, csSessions } = stores;
  for (const id of [both.freeRole, both.role]) {
    const named = { id, name: `Role ${id}`, description: mark };
    await directory.addRole({ ...named, type: 'employee', functionRights: [mark] });
  }
  for (const id of [both.group, both.secondGroup, both.freeGroup]) {
    await directory.addGroup({ id, name: `Group ${id}` });
  }
  for (const moduleId of [both.license, both.freeLicense]) {
    const named = { moduleId, ownerName: 'owner', name: `Module ${moduleId}` };
    await directory.addLicense({ ...named, description: mark, version: '1' });
  }
  const profile = createProfile('anna', roleId, both.group, {
    fullName: mark,
    email: 'anna@example.com',
    secondaryGroupIds: [both.secondGroup, ...moreGroupIds],
  });
  const anna = await associates.add(profile, `hash of ${mark}`, NOW_MS, both.anna);
  await associates.add(createProfile('cy', both.role, both.group), null, NOW_MS, both.cy);
  await directory.grantLicense(both.anna, both.license);
  const root = sampleTicket(anna, { secretHash: mark, accessTokenId: both.accessToken });
  const child = sampleTicket(anna, {
    secretHash: mark,
    parentId: root.id,
    lastUsedAtMs: NOW_MS - 1,
  });
  for (const ticket of [root, child]) await tickets.add(ticket);
  const session = sampleCsSession(anna, { keyHash: mark, ticketId: root.id });
  await stores.systemUsers.set(application, both.anna);
  await stores.failedLogins.count([{ ...both.failure, ...failureRule }], NOW_MS);
  const loginId = await csSessions.add(session);
  return { stores, tickets: [root, child], loginId, application };
}

/** Among it is a ticket that was derived from one of the other tenant, as none can be. */
async function fillTheirs(stores: TenantStores, ours: Twin) {
  const { associates, directory, tickets, csSessions } = stores;
  const id = THEIRS_ONLY;
  await directory.addRole({
    id,
    name: 'Z',
    description: '',
    type: 'system',
    functionRights: ['z'],
  });
  await directory.addGroup({ id, name: 'Z' });
  const module = { moduleId: id, ownerName: 'z', name: 'z', description: '', version: '' };
  await directory.addLicense(module);
  const profile = createProfile('bo', id, id, { email: 'bo@example.com' });
  const bo = await associates.add(profile, 'hash of bo', NOW_MS, id);
  await directory.grantLicense(id, id);
  await directory.grantLicense(both.anna, both.freeLicense);
  await associates.disable(both.cy, NOW_MS);
  await addAndRemove(stores);
  const elsewhere = { ...both.failure, network: '192.0.2.2' };
  await stores.failedLogins.count([{ ...elsewhere, ...failureRule }], NOW_MS);
  const bosTicket = sampleTicket(bo, { parentId: ours.tickets[0].id, accessTokenId: 'b2' });
  await tickets.add(bosTicket);
  const bosLoginId = await csSessions.add(sampleCsSession(bo, { ticketId: bosTicket.id }));
  return { bosTicket, bosLoginId };
}

async function addAndRemove({ associates, directory }: TenantStores): Promise<void> {
  const id = THEIRS_REMOVED;
  const named = { id, name: 'gone', description: '' };
  await directory.addRole({ ...named, type: 'employee', functionRights: [] });
  await directory.addGroup({ id, name: 'gone' });
  await directory.addLicense({ ...named, moduleId: id, ownerName: '', version: '' });
  await associates.add(createProfile('gone', id, id), null, NOW_MS, id);
  await associates.remove(id);
  await directory.removeRole(id);
  await directory.removeGroup(id);
  await directory.removeLicense(id);
}

/** Everything that the stores tell about the tenant. */
export async function describeTwin({ stores, tickets, loginId }: Twin) {
  const { associates, directory, csSessions, failedLogins } = stores;
  const users = await associates.list(0, 100);
  return {
    principals: await Promise.all(users.map((user) => associates.principal(user))),
    hashes: await Promise.all(users.map(({ id }) => associates.readPasswordHash(id))),
    roles: await directory.listRoles(),
    groups: await directory.listGroups(),
    licenses: await directory.listLicenses(),
    tickets: await Promise.all(tickets.map(({ id }) => stores.tickets.find(id))),
    live: await stores.tickets.listLive(NOW_MS, 100),
    session: await csSessions.find(loginId),
    sessions: await csSessions.listLive(NOW_MS, 0, 100),
    systemUsers: await stores.systemUsers.list(),
    failures: await failedLogins.listOfName(both.failure.nameHash),
  };
}

/** Fails when the other tenant's ids have moved. It had none larger than `THEIRS_ONLY`. */
export async function assertIdsUntouched({ associates, directory }: TenantStores): Promise<void> {
  const next = THEIRS_ONLY + 1;
  const role = { name: 'next', description: '', type: 'employee', functionRights: [] } as const;
  assert.equal((await directory.addRole(role)).id, next);
  assert.equal((await directory.addGroup({ name: 'next' })).id, next);
  const license = { ownerName: 'next', name: '', description: '', version: '' };
  assert.equal((await directory.addLicense(license)).moduleId, next);
  const profile = createProfile('next', both.role, both.group);
  assert.equal((await associates.add(profile, null, NOW_MS)).id, next);
}
