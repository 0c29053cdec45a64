/** Checks of the rights that users have by their roles and licences. */
import assert from 'node:assert/strict';
import type { TenantStores } from '../../src/domain/installation.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleAssociate,
  addSampleModule,
  NO_SUCH_ID,
  NOW_MS,
  sampleModule,
  sampleRight,
  sampleRole,
} from './samples.ts';

/** Adds rights to the catalogue, and makes them the only rights of a role. */
async function giveRights(
  { roles }: TenantStores,
  roleId: number,
  rights: Readonly<Record<string, string | null>>,
): Promise<void> {
  const ids: number[] = [];
  for (const [name, requiredModule] of Object.entries(rights)) {
    ids.push((await roles.addRight(sampleRight(name, { requiredModule }))).id);
  }
  await roles.setRightIds(roleId, ids);
}

export function checkPrincipals(check: TenantCheck): void {
  checkParts(check);
  checkMany(check);
}

function checkParts(check: TenantCheck): void {
  check('a principal has its role and sorted rights', async ({ stores }) => {
    const { associates, roles } = stores;
    const anna = await addSampleAssociate(stores);
    const role = await roles.add(sampleRole({ name: 'Another', tooltip: 'with rights', rank: 9 }));
    // Ordered by code units: capitals first, and a hyphen before letters.
    const sorted = ['Z', 'a-b', 'aa', 'å'];
    await giveRights(stores, role.id, { å: null, aa: null, 'a-b': null, Z: null });
    const bo = await associates.add({ ...anna, name: 'bo', roleId: role.id }, null, NOW_MS);
    const expected = { associate: bo, role, functionalRights: sorted, licences: [] };
    assert.deepEqual(await associates.principal(bo), expected);
    const principal = await associates.principal(anna);
    assert.equal(principal.role.id, anna.roleId);
    assert.deepEqual(principal.functionalRights, []);
  });

  check('a principal has site licences and its own, ordered by id', async ({ stores }) => {
    const { associates, licences } = stores;
    const anna = await addSampleAssociate(stores);
    const bo = await associates.add({ ...anna, name: 'bo' }, null, NOW_MS);
    const first = await addSampleModule(stores, { sortOrder: 9 });
    const { ownerId } = first;
    const second = await licences.addModule(sampleModule(ownerId, 'second'));
    const site = await licences.addModule(sampleModule(ownerId, 'site', { kind: 'site' }));
    await licences.addModule(sampleModule(ownerId, 'assigned to nobody'));
    const owner = { name: 'owner', description: 'Ærø', expiresAtMs: NOW_MS };
    await licences.updateOwner({ ...owner, id: ownerId });
    for (const { id } of [second, first]) await licences.assign(anna.id, id);
    await licences.assign(bo.id, second.id);
    const ofOwner = { ownerName: 'owner', ownerDescription: 'Ærø', expiresAtMs: NOW_MS };
    const granted = [first, second, site].map((module) => ({ ...module, ...ofOwner }));
    assert.deepEqual((await associates.principal(anna)).licences, granted);
    assert.deepEqual((await associates.principal(bo)).licences, granted.slice(1));
  });

  check('a right counts only with the module that it requires', async ({ stores }) => {
    const { associates, licences } = stores;
    const anna = await addSampleAssociate(stores);
    await giveRights(stores, anna.roleId, { free: null, quote: 'quote', seat: 'seat' });
    const rightsOf = async () => (await associates.principal(anna)).functionalRights;
    assert.deepEqual(await rightsOf(), ['free']);
    const site = await addSampleModule(stores, { name: 'quote', kind: 'site' });
    assert.deepEqual(await rightsOf(), ['free', 'quote']);
    const seat = await licences.addModule(sampleModule(site.ownerId, 'seat'));
    assert.deepEqual(await rightsOf(), ['free', 'quote']);
    await licences.assign(anna.id, seat.id);
    assert.deepEqual(await rightsOf(), ['free', 'quote', 'seat']);
    await licences.removeModule(site.id);
    assert.deepEqual(await rightsOf(), ['free', 'seat']);
  });

  check('a principal reflects the current role and licences', async ({ stores }) => {
    const { associates, licences, roles } = stores;
    const anna = await addSampleAssociate(stores);
    const { role } = await associates.principal(anna);
    const partsOf = async (associate: Associate) => {
      const principal = await associates.principal(associate);
      const versions = principal.licences.map(({ version }) => version);
      return [principal.role.name, ...principal.functionalRights, ...versions];
    };
    await roles.update({ ...role, name: 'Changed' });
    await giveRights(stores, role.id, { new: null });
    assert.deepEqual(await partsOf(anna), ['Changed', 'new']);
    const module = await addSampleModule(stores);
    await licences.assign(anna.id, module.id);
    assert.deepEqual(await partsOf(anna), ['Changed', 'new', '1']);
    await licences.updateModule({ ...module, version: '2' });
    assert.deepEqual(await partsOf(anna), ['Changed', 'new', '2']);
    await licences.withdraw(anna.id, [module.id]);
    assert.deepEqual(await partsOf(anna), ['Changed', 'new']);
    const other = await roles.add(sampleRole({ name: 'Other' }));
    await roles.moveUsers(role.id, other.id);
    const moved = await associates.find(anna.id);
    assert.equal(moved?.roleId, other.id);
    assert.deepEqual(await partsOf({ ...anna, roleId: other.id }), ['Other']);
  });
}

function checkMany(check: TenantCheck): void {
  check('principals of several users are returned in the given order', async ({ stores }) => {
    const { associates, licences, roles } = stores;
    const anna = await addSampleAssociate(stores);
    const other = await roles.add(sampleRole({ name: 'Other' }));
    await giveRights(stores, other.id, { a: null });
    const bo = await associates.add({ ...anna, name: 'bo', roleId: other.id }, null, NOW_MS);
    const module = await addSampleModule(stores);
    await licences.assign(bo.id, module.id);
    const both = await associates.principals([bo, anna, bo]);
    const [ofBo, ofAnna] = [await associates.principal(bo), await associates.principal(anna)];
    assert.deepEqual(both, [ofBo, ofAnna, ofBo]);
    assert.equal(ofBo.licences.length, 1);
    assert.deepEqual(await associates.principals([]), []);
  });

  check('a missing role is an error', async ({ stores }) => {
    const anna = await addSampleAssociate(stores);
    const unknown = stores.associates.principal({ ...anna, roleId: NO_SUCH_ID });
    await assertFails(unknown, 'not-found', new RegExp(`no role ${NO_SUCH_ID}`));
  });
}
