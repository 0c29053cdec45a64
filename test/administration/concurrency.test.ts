/** Concurrent changes by administrators, on two nodes and on each database engine. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../src/domain/clock.ts';
import { DomainError, type ErrorCode } from '../../src/domain/errors.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { addTenant } from '../../src/domain/tenants/tenant.ts';
import { lifetimesOf, settingsSchema } from '../../src/settings.ts';
import { firstSecrets } from '../../src/storage/data-directory.ts';
import { openPostgresStores } from '../../src/storage/postgres/open.ts';
import { TenantRegistry, type TenantServices } from '../../src/tenant-services.ts';
import { openTemporarySqlite } from '../conformance/temporary-sqlite.ts';
import { memoryMasterKeys } from '../support/memory-master-keys.ts';
import { TestPostgres } from '../support/postgres.ts';
import { addUser } from '../support/test-installation.ts';
import { byOperator, roleInput } from './scene.ts';

/** How often each race is repeated. */
const ROUNDS = 4;
const lifetimes = lifetimesOf(settingsSchema.parse({}));

interface Opened {
  /** Two nodes on the same database. */
  readonly nodes: readonly [TenantRegistry, TenantRegistry];
  close(): Promise<void>;
}

async function openRegistry(
  both: readonly [Stores, Stores],
): Promise<readonly [TenantRegistry, TenantRegistry]> {
  const masterKeys = memoryMasterKeys();
  const now = systemClock.now();
  const installation = {
    id: randomUUID(),
    mode: 'online',
    purpose: 'production',
    createdAtMs: now,
  } as const;
  const secrets = await firstSecrets(masterKeys, now);
  await both[0].installation.create({ installation, ...secrets });
  const open = (stores: Stores) =>
    TenantRegistry.open({ installation, stores, masterKeys, clock: systemClock, lifetimes });
  return [await open(both[0]), await open(both[1])];
}

async function openSqlite(): Promise<Opened> {
  const { stores, openAnother, dispose } = await openTemporarySqlite();
  return { nodes: await openRegistry([stores, await openAnother()]), close: dispose };
}

async function openPostgres(): Promise<Opened> {
  const postgres = await TestPostgres.start();
  const url = await postgres.createDatabase();
  const open = () => openPostgresStores(url, { connectionsMax: 4, patience: 'server' });
  const both = [await open(), await open()] as const;
  const close = async () => {
    for (const stores of both) await stores.close();
    await postgres.close();
  };
  return { nodes: await openRegistry(both), close };
}

for (const [name, open] of Object.entries({ SQLite: openSqlite, PostgreSQL: openPostgres })) {
  describe(`Administrators at the same time on ${name}`, () => {
    let opened: Opened;
    let tenants = 0;
    before(async () => {
      opened = await open();
    });
    after(() => opened.close());
    const withTwoTenants = async (
      work: (here: TenantServices, there: TenantServices) => Promise<void>,
    ) => {
      const [{ stores }] = opened.nodes;
      for (let round = 0; round < ROUNDS; round += 1) {
        tenants += 1;
        const asked = { contextIdentifier: `T${tenants}`, companyName: '' };
        const tenant = await stores.transaction((inside) => addTenant(inside, asked, 0));
        await work(opened.nodes[0].of(tenant), opened.nodes[1].of(tenant));
      }
    };
    checkAdministrators(withTwoTenants);
    checkRecords(withTwoTenants);
  });
}

type TwoTenants = (
  work: (here: TenantServices, there: TenantServices) => Promise<void>,
) => Promise<void>;

/** Starts both at once. Fails unless exactly one succeeds and the other is refused. */
async function oneOf(
  code: ErrorCode,
  works: readonly [Promise<unknown>, Promise<unknown>],
): Promise<void> {
  const outcomes = (await Promise.allSettled(works)).map((result) => {
    if (result.status === 'fulfilled') return 'success';
    return result.reason instanceof DomainError ? result.reason.code : String(result.reason);
  });
  assert.deepEqual(outcomes.toSorted(), [code, 'success'].sort());
}

const administrator = { roleId: 1 };
const administerUsers = byOperator('administer-users');
const changeRoles = byOperator('change-roles');

function checkAdministrators(withTwoTenants: TwoTenants): void {
  it('if two actors remove the last two administrators, one is refused', () =>
    withTwoTenants(async (here, there) => {
      const anna = await addUser(here, 'anna', null, administrator);
      const bo = await addUser(here, 'bo', null, administrator);
      await oneOf('conflict', [
        here.users.remove(administerUsers, anna.id),
        there.users.disable(administerUsers, bo.id),
      ]);
      assert.equal(await here.stores.roles.countEnabledUsersWith('admin-all', 9), 1);
    }));

  it('taking the right from a role conflicts with removing the other administrator', () =>
    withTwoTenants(async (here, there) => {
      const bo = await addUser(here, 'bo', null, administrator);
      await addUser(here, 'cy', null, { roleId: 15 });
      await oneOf('conflict', [
        here.roles.setRights(changeRoles, 15, []),
        there.users.change(administerUsers, bo.id, { roleId: 4 }),
      ]);
      assert.equal(await here.stores.roles.countEnabledUsersWith('admin-all', 9), 1);
    }));

  it('if two actors delete the last two roles of a type, one is refused', () =>
    withTwoTenants(async (here, there) => {
      const { role } = await here.roles.save(changeRoles, roleInput({ type: 'external' }));
      await oneOf('conflict', [
        here.roles.remove(changeRoles, role.id, 0),
        there.roles.remove(changeRoles, 10, 0),
      ]);
    }));

  it('if two actors delete the last two groups, one is refused', () =>
    withTwoTenants(async (here, there) => {
      const changeGroups = byOperator('change-groups');
      for (const id of [3, 4, 5]) await here.groups.remove(changeGroups, id, 0);
      await oneOf('conflict', [
        here.groups.remove(changeGroups, 1, 0),
        there.groups.remove(changeGroups, 2, 0),
      ]);
    }));
}

function checkRecords(withTwoTenants: TwoTenants): void {
  it('if two actors assign the last seat, one is refused', () =>
    withTwoTenants(async (here, there) => {
      const [module] = (await here.stores.licences.listModules()).filter(
        ({ name }) => name === 'ten-sales',
      );
      assert.ok(module);
      await here.licences.saveModule(byOperator('change-licences'), { ...module, seats: 1 });
      const anna = await addUser(here, 'anna', null);
      const bo = await addUser(here, 'bo', null);
      await oneOf('no-licence', [
        here.licences.assign(administerUsers, anna.id, [module.id]),
        there.licences.assign(administerUsers, bo.id, [module.id]),
      ]);
      assert.equal((await here.stores.licences.countAssigned()).get(module.id), 1);
    }));

  it('if two actors change different fields of a user, both changes are kept', () =>
    withTwoTenants(async (here, there) => {
      const { id } = await addUser(here, 'anna', null);
      await Promise.all([
        here.users.change(administerUsers, id, { tooltip: 'Anna' }),
        there.users.change(administerUsers, id, { person: { email: 'anna@example.com' } }),
      ]);
      const anna = await here.stores.associates.find(id);
      assert.deepEqual([anna?.tooltip, anna?.email], ['Anna', 'anna@example.com']);
    }));

  it('a role that is deleted while a user gets it has no users afterwards', () =>
    withTwoTenants(async (here, there) => {
      const { id } = await addUser(here, 'anna', null);
      const [changed] = await Promise.allSettled([
        here.users.change(administerUsers, id, { roleId: 5 }),
        there.roles.remove(changeRoles, 5, 6),
      ]);
      if (changed.status === 'rejected') assert.match(String(changed.reason), /is deleted/);
      assert.equal(await here.stores.roles.countUsers(5), 0);
    }));
}
