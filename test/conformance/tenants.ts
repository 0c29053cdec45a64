/** Checks of tenants. */
import assert from 'node:assert/strict';
import type { Stores } from '../../src/domain/installation.ts';
import { assertFails, type Check } from './check.ts';
import {
  addSampleDirectory,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleApplication,
  sampleCsSession,
  sampleTenant,
} from './samples.ts';

const noSuchTenant = new RegExp(`no tenant ${NO_SUCH_ID}.*List tenants`);

export function checkTenants(check: Check): void {
  checkKeeping(check);
  checkChanging(check);
  checkRemoving(check);
}

function checkKeeping(check: Check): void {
  check('a tenant keeps all fields', async ({ stores, reopen }) => {
    const added = await stores.tenants.add(sampleTenant('Cust12345'), NOW_MS);
    const { companyName } = sampleTenant('');
    const expected = { contextIdentifier: 'Cust12345', companyName, createdAtMs: NOW_MS };
    assert.deepEqual(added, { id: added.id, ...expected, suspendedAtMs: null });
    const { tenants } = await reopen();
    assert.deepEqual(await tenants.find('Cust12345'), added);
    assert.deepEqual(await tenants.list(0, 10), [added]);
  });

  check('it begins with its roles and groups', async ({ stores }) => {
    const [role] = sampleTenant('').roles;
    assert.ok(role);
    const { id } = await stores.tenants.add(
      {
        ...sampleTenant('a'),
        roles: [
          { ...role, id: 5 },
          { ...role, name: 'Another' },
        ],
        groups: [{ name: 'Z' }, { id: 9, name: 'A' }],
      },
      NOW_MS,
    );
    const { directory } = stores.ofTenant(id);
    assert.deepEqual(await directory.listRoles(), [
      { ...role, id: 5 },
      { ...role, id: 6, name: 'Another' },
    ]);
    assert.deepEqual(await directory.listGroups(), [
      { id: 1, name: 'Z' },
      { id: 9, name: 'A' },
    ]);
  });

  check('when a part of it fails, none of it is stored', async ({ stores }) => {
    const groups = [{ name: 'Everyone' }, { name: 'everyone' }];
    const add = stores.tenants.add({ ...sampleTenant('a'), groups }, NOW_MS);
    await assertFails(add, 'conflict', /group named everyone/);
    assert.equal(await stores.tenants.find('a'), null);
    await stores.tenants.add(sampleTenant('a'), NOW_MS);
  });

  check('a context identifier is found, and taken, in any case', async ({ stores }) => {
    const { tenants } = stores;
    const onsite = await tenants.add(sampleTenant(''), NOW_MS);
    const added = await tenants.add(sampleTenant('Cust1'), NOW_MS);
    assert.deepEqual(await tenants.find('cUST1'), added);
    assert.deepEqual(await tenants.find(''), onsite);
    assert.equal(await tenants.find('Cust'), null);
    assert.equal(await tenants.find('Cust_'), null);
    const again = tenants.add(sampleTenant('CUST1'), NOW_MS);
    await assertFails(again, 'conflict', /tenant "CUST1" already.*another context identifier/);
    await assertFails(tenants.add(sampleTenant(''), NOW_MS), 'conflict', /tenant "" already/);
    assert.deepEqual(await tenants.list(0, 10), [onsite, added]);
  });

  check('tenants are listed in pages, in the order of ids', async ({ stores: { tenants } }) => {
    const added = [];
    for (const name of ['c', 'a', 'b']) added.push(await tenants.add(sampleTenant(name), NOW_MS));
    assert.deepEqual(await tenants.list(0, 10), added);
    assert.deepEqual(await tenants.list(0, 2), added.slice(0, 2));
    assert.deepEqual(await tenants.list(added[1]?.id ?? 0, 2), added.slice(2));
    assert.deepEqual(await tenants.list(0, 0), []);
  });
}

function checkChanging(check: Check): void {
  check('a tenant changes its name, and is suspended and resumed', async ({ stores }) => {
    const { tenants } = stores;
    const other = await tenants.add(sampleTenant('a'), NOW_MS);
    const added = await tenants.add(sampleTenant('b'), NOW_MS);
    await tenants.setCompanyName(added.id, 'Ærø AS');
    await tenants.suspend(added.id, NOW_MS + 1);
    await tenants.suspend(added.id, NOW_MS + 2);
    const changed = { ...added, companyName: 'Ærø AS' };
    assert.deepEqual(await tenants.find('b'), { ...changed, suspendedAtMs: NOW_MS + 1 });
    await tenants.resume(added.id);
    await tenants.resume(added.id);
    assert.deepEqual(await tenants.find('b'), changed);
    assert.deepEqual(await tenants.find('a'), other);
  });

  check('what is not there cannot be changed or removed', async ({ stores: { tenants } }) => {
    const added = await tenants.add(sampleTenant('a'), NOW_MS);
    await assertFails(tenants.setCompanyName(NO_SUCH_ID, ''), 'not-found', noSuchTenant);
    await assertFails(tenants.suspend(NO_SUCH_ID, NOW_MS), 'not-found', noSuchTenant);
    await assertFails(tenants.resume(NO_SUCH_ID), 'not-found', noSuchTenant);
    await assertFails(tenants.remove(NO_SUCH_ID), 'not-found', noSuchTenant);
    assert.deepEqual(await tenants.list(0, 10), [added]);
  });

  check('a tenant that does not exist has nothing, and gets nothing', async ({ stores }) => {
    const { associates, directory } = stores.ofTenant(NO_SUCH_ID);
    assert.deepEqual(await associates.list(0, 10), []);
    assert.deepEqual(await directory.listRoles(), []);
    const [role] = sampleTenant('').roles;
    assert.ok(role);
    await assertFails(directory.addRole(role), 'not-found', noSuchTenant);
    await assertFails(directory.addGroup({ name: 'a' }), 'not-found', noSuchTenant);
    assert.deepEqual(await directory.listGroups(), []);
  });
}

/** Something in every table, and what finds it. */
async function fill(stores: Stores, tenantId: number, applicationId: number) {
  const tenant = stores.ofTenant(tenantId);
  const { associates, directory, csSessions } = tenant;
  const profile = await addSampleDirectory(tenant, ' too');
  const secondaryGroupIds = [profile.groupId];
  const associate = await associates.add({ ...profile, secondaryGroupIds }, null, NOW_MS);
  const module = { ownerName: 'a', name: 'b', description: '', version: '1' };
  const { moduleId } = await directory.addLicense(module);
  await directory.grantLicense(associate.id, moduleId);
  const { id } = await directory.addGroup({ name: 'soon removed' });
  await directory.removeGroup(id);
  const ticket = await addSampleTicket(tenant, associate, { accessTokenId: 'a1' });
  const loginId = await csSessions.add(sampleCsSession(associate, { ticketId: ticket.id }));
  const application = await stores.applications.find(applicationId);
  assert.ok(application && application.tenantIds !== 'all');
  const tenantIds = [...application.tenantIds, tenantId];
  await stores.applications.update(applicationId, { ...application, tenantIds });
  return { associate, ticket, loginId };
}

function checkRemoving(check: Check): void {
  check('a tenant goes with everything that is its own', async ({ stores, reopen }) => {
    const application = await stores.applications.add(sampleApplication('Sync'), 'h', NOW_MS);
    const gone = await stores.tenants.add(sampleTenant('a'), NOW_MS);
    const kept = await stores.tenants.add(sampleTenant('b'), NOW_MS);
    const inGone = await fill(stores, gone.id, application.id);
    const inKept = await fill(stores, kept.id, application.id);
    await stores.tenants.remove(gone.id);
    const reopened = await reopen();
    assert.deepEqual(await reopened.tenants.list(0, 10), [kept]);
    assert.deepEqual((await reopened.applications.find(application.id))?.tenantIds, [kept.id]);
    const old = reopened.ofTenant(gone.id);
    assert.deepEqual(await old.associates.list(0, 10), []);
    assert.deepEqual(await old.directory.listRoles(), []);
    assert.deepEqual(await old.directory.listGroups(), []);
    assert.deepEqual(await old.directory.listLicenses(), []);
    assert.equal(await old.tickets.find(inGone.ticket.id), null);
    assert.equal(await old.csSessions.find(inGone.loginId), null);
    const { associates, tickets, csSessions } = reopened.ofTenant(kept.id);
    assert.deepEqual(await associates.list(0, 10), [inKept.associate]);
    assert.equal((await associates.principal(inKept.associate)).licenses.length, 1);
    assert.deepEqual(await tickets.find(inKept.ticket.id), inKept.ticket);
    assert.ok(await csSessions.find(inKept.loginId));
  });

  check('its id is not used again, its context identifier may be', async ({ stores }) => {
    const first = await stores.tenants.add(sampleTenant('a'), NOW_MS);
    await stores.tenants.remove(first.id);
    const second = await stores.tenants.add(sampleTenant('A'), NOW_MS);
    assert.ok(second.id > first.id);
    assert.deepEqual(
      (await stores.ofTenant(second.id).directory.listRoles()).map(({ id }) => id),
      [1],
    );
  });
}
