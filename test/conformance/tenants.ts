/** Checks of tenants. */
import assert from 'node:assert/strict';
import { builtInGroups } from '../../src/domain/groups/user-group.ts';
import type { Stores, TenantStores } from '../../src/domain/installation.ts';
import { builtInModules } from '../../src/domain/licences/built-in-licences.ts';
import { builtInFunctionalRights } from '../../src/domain/roles/built-in-functional-rights.ts';
import { builtInRoles } from '../../src/domain/roles/built-in-roles.ts';
import { addTenant } from '../../src/domain/tenants/tenant.ts';
import { replaceMethods } from '../../src/storage/caching/replace-methods.ts';
import { assertFails, type Check } from './check.ts';
import {
  addSampleModule,
  addSampleProfile,
  addSampleTicket,
  NO_SUCH_ID,
  NOW_MS,
  sampleApplication,
  sampleCsSession,
  sampleGroup,
  sampleOwner,
  sampleRight,
  sampleRole,
  sampleTenant,
} from './samples.ts';
import { sampleCredential, sampleExternalTokens, sampleServiceAuth } from './user-secrets.ts';

const noSuchTenant = new RegExp(`no tenant ${NO_SUCH_ID}.*List tenants`);

export function checkTenants(check: Check): void {
  checkKeeping(check);
  checkChanging(check);
  checkRemoving(check);
}

/** Stores that reject new licences. */
function withoutLicences(stores: TenantStores): TenantStores {
  const addBuiltIn = () => Promise.reject(new Error('on purpose'));
  return { ...stores, licences: replaceMethods(stores.licences, { addBuiltIn }) };
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

  check('a new tenant has the built-in records', async ({ stores, reopen }) => {
    const sample = sampleTenant('Cust1');
    const { id } = await stores.transaction((inside) => addTenant(inside, sample, NOW_MS));
    const { roles, groups, licences, associates } = (await reopen()).ofTenant(id);
    assert.equal((await roles.listRights()).length, builtInFunctionalRights.length);
    assert.equal((await roles.list()).length, builtInRoles.length);
    assert.deepEqual(await groups.list(), builtInGroups);
    assert.deepEqual(await licences.listModules(), builtInModules);
    assert.deepEqual(await associates.list(0, 10), []);
  });

  check('a tenant is not stored when a part of it fails', async ({ stores }) => {
    await stores.tenants.add(sampleTenant('a'), NOW_MS);
    const adding = stores.transaction((inside) => {
      const ofTenant = (id: number) => withoutLicences(inside.ofTenant(id));
      return addTenant({ ...inside, ofTenant }, sampleTenant('b'), NOW_MS);
    });
    await assert.rejects(adding, /on purpose/);
    assert.equal(await stores.tenants.find('b'), null);
    const taken = stores.transaction((inside) => addTenant(inside, sampleTenant('A'), NOW_MS));
    await assertFails(taken, 'conflict', /tenant "A" already/);
  });

  check('context identifiers ignore case', async ({ stores }) => {
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

  check('tenants are listed in pages, ordered by id', async ({ stores: { tenants } }) => {
    const added = [];
    for (const name of ['c', 'a', 'b']) added.push(await tenants.add(sampleTenant(name), NOW_MS));
    assert.deepEqual(await tenants.list(0, 10), added);
    assert.deepEqual(await tenants.list(0, 2), added.slice(0, 2));
    assert.deepEqual(await tenants.list(added[1]?.id ?? 0, 2), added.slice(2));
    assert.deepEqual(await tenants.list(0, 0), []);
  });
}

function checkChanging(check: Check): void {
  check('a tenant can be renamed, suspended and resumed', async ({ stores }) => {
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

  check('an unknown tenant can be neither changed nor removed', async ({ stores: { tenants } }) => {
    const added = await tenants.add(sampleTenant('a'), NOW_MS);
    await assertFails(tenants.setCompanyName(NO_SUCH_ID, ''), 'not-found', noSuchTenant);
    await assertFails(tenants.suspend(NO_SUCH_ID, NOW_MS), 'not-found', noSuchTenant);
    await assertFails(tenants.resume(NO_SUCH_ID), 'not-found', noSuchTenant);
    await assertFails(tenants.remove(NO_SUCH_ID), 'not-found', noSuchTenant);
    assert.deepEqual(await tenants.list(0, 10), [added]);
  });

  check('an unknown tenant has no records, and none can be added', async ({ stores }) => {
    const { associates, roles, groups, licences } = stores.ofTenant(NO_SUCH_ID);
    assert.deepEqual(await associates.list(0, 10), []);
    assert.deepEqual(await roles.list(), []);
    await assertFails(roles.add(sampleRole()), 'not-found', noSuchTenant);
    await assertFails(roles.addRight(sampleRight('a')), 'not-found', noSuchTenant);
    await assertFails(groups.add(sampleGroup('a')), 'not-found', noSuchTenant);
    await assertFails(licences.addOwner(sampleOwner('a')), 'not-found', noSuchTenant);
    assert.deepEqual(await groups.list(), []);
    await assertFails(stores.tenants.lock(NO_SUCH_ID), 'not-found', noSuchTenant);
  });
}

async function addSecrets(tenant: TenantStores, associateId: number): Promise<void> {
  await tenant.untrustedCredentials.set(sampleCredential(associateId));
  await tenant.serviceAuths.add(sampleServiceAuth(associateId));
  await tenant.externalTokens.add(sampleExternalTokens(associateId, 'hash'));
}

/** Adds a row to every table. Returns the records to look for. */
async function fill(stores: Stores, tenantId: number, applicationId: number) {
  const tenant = stores.ofTenant(tenantId);
  const { associates, licences, roles, csSessions } = tenant;
  const profile = await addSampleProfile(tenant);
  const secondaryGroupIds = [profile.groupId];
  const associate = await associates.add({ ...profile, secondaryGroupIds }, null, NOW_MS);
  const module = await addSampleModule(tenant);
  await licences.assign(associate.id, module.id);
  const soonRemoved = await licences.addModule({ ...module, id: undefined, name: 'soon removed' });
  await licences.removeModule(soonRemoved.id);
  const right = await roles.addRight(sampleRight('a'));
  await roles.setRightIds(profile.roleId, [right.id]);
  await roles.setDataRights(profile.roleId, 'contact', { MyOwn: 'R' });
  const ticket = await addSampleTicket(tenant, associate, { accessTokenId: 'a1' });
  const loginId = await csSessions.add(sampleCsSession(associate, { ticketId: ticket.id }));
  await addSecrets(tenant, associate.id);
  const application = await stores.applications.find(applicationId);
  assert.ok(application && application.tenantIds !== 'all');
  const tenantIds = [...application.tenantIds, tenantId];
  await stores.applications.update(applicationId, { ...application, tenantIds });
  return { associate, ticket, loginId };
}

function checkRemoving(check: Check): void {
  check('a tenant is removed with all its records', async ({ stores, reopen }) => {
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
    assert.deepEqual(await old.roles.list(), []);
    assert.deepEqual(await old.roles.listRights(), []);
    assert.deepEqual(await old.groups.list(), []);
    assert.deepEqual(await old.licences.listModules(), []);
    assert.deepEqual(await old.licences.listOwners(), []);
    assert.equal(await old.tickets.find(inGone.ticket.id), null);
    assert.equal(await old.csSessions.find(inGone.loginId), null);
    assert.equal(await old.untrustedCredentials.count(inGone.associate.id), 0);
    assert.equal(await old.serviceAuths.find(1), null);
    assert.equal(await old.externalTokens.find('hash'), null);
    const { associates, tickets, csSessions } = reopened.ofTenant(kept.id);
    assert.deepEqual(await associates.list(0, 10), [inKept.associate]);
    const principal = await associates.principal(inKept.associate);
    assert.equal(principal.licences.length, 1);
    assert.deepEqual(principal.functionalRights, ['a']);
    assert.deepEqual(await tickets.find(inKept.ticket.id), inKept.ticket);
    assert.ok(await csSessions.find(inKept.loginId));
    assert.ok(await reopened.ofTenant(kept.id).externalTokens.find('hash'));
  });

  check('a removed tenant frees its context identifier, but not its id', async ({ stores }) => {
    const first = await stores.tenants.add(sampleTenant('a'), NOW_MS);
    await stores.tenants.remove(first.id);
    const second = await stores.tenants.add(sampleTenant('A'), NOW_MS);
    assert.ok(second.id > first.id);
    assert.equal((await stores.ofTenant(second.id).roles.add(sampleRole())).id, 1);
  });
}
