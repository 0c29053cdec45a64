/** Checks of the ids that a tenant gives to users, roles, groups and licences. */
import assert from 'node:assert/strict';
import { createProfile, type Role } from '../../src/domain/associate.ts';
import type { TenantStores } from '../../src/domain/installation.ts';
import { assertFails, type TenantCheck } from './check.ts';
import { addSampleDirectory, NOW_MS } from './samples.ts';

const ID_MAX = 2 ** 31 - 1;

/** How to add one with the name and id, list the ids there are, and remove one. */
interface Kind {
  add(stores: TenantStores, name: string, id?: number): Promise<number>;
  list(stores: TenantStores): Promise<readonly number[]>;
  remove(stores: TenantStores, id: number): Promise<void>;
}

const role: Omit<Role, 'id' | 'name'> = {
  description: '',
  type: 'employee',
  functionRights: ['a'],
};
const license = { ownerName: 'owner', description: '', version: '' };

async function profileOf({ directory }: TenantStores, name: string) {
  const [{ id: roleId } = { id: 0 }] = await directory.listRoles();
  const [{ id: groupId } = { id: 0 }] = await directory.listGroups();
  return createProfile(name, roleId, groupId, { secondaryGroupIds: [groupId] });
}

const kinds: Readonly<Record<string, Kind>> = {
  user: {
    add: async (stores, name, id) =>
      (await stores.associates.add(await profileOf(stores, name), null, NOW_MS, id)).id,
    list: async ({ associates }) => (await associates.list(0, 100)).map(({ id }) => id),
    remove: ({ associates }, id) => associates.remove(id),
  },
  role: {
    add: async ({ directory }, name, id) => (await directory.addRole({ ...role, name, id })).id,
    list: async ({ directory }) => (await directory.listRoles()).map(({ id }) => id),
    remove: ({ directory }, id) => directory.removeRole(id),
  },
  group: {
    add: async ({ directory }, name, id) => (await directory.addGroup({ name, id })).id,
    list: async ({ directory }) => (await directory.listGroups()).map(({ id }) => id),
    remove: ({ directory }, id) => directory.removeGroup(id),
  },
  'licensed module': {
    add: async ({ directory }, name, moduleId) =>
      (await directory.addLicense({ ...license, name, moduleId })).moduleId,
    list: async ({ directory }) => (await directory.listLicenses()).map(({ moduleId }) => moduleId),
    remove: ({ directory }, id) => directory.removeLicense(id),
  },
};

export function checkIds(check: TenantCheck): void {
  for (const [word, kind] of Object.entries(kinds)) checkKind(check, word, kind);

  check('each kind is counted for itself', async ({ stores }) => {
    await addSampleDirectory(stores);
    for (const kind of Object.values(kinds)) await kind.add(stores, 'a', 50);
    for (const kind of Object.values(kinds)) assert.equal(await kind.add(stores, 'b'), 51);
  });

  check('what was removed leaves its id to the other kinds', async ({ stores }) => {
    await addSampleDirectory(stores);
    for (const kind of Object.values(kinds)) {
      assert.equal(await kind.add(stores, 'a', 50), 50);
      await kind.remove(stores, 50);
    }
  });
}

function checkKind(check: TenantCheck, word: string, kind: Kind): void {
  const { add, list, remove } = kind;

  check(`the id of a removed ${word} is not used again`, async ({ stores, reopen }) => {
    await addSampleDirectory(stores);
    const first = await add(stores, 'a');
    const second = await add(stores, 'b');
    assert.equal(second, first + 1);
    await remove(stores, second);
    const again = await reopen();
    assert.equal(await add(again, 'b'), second + 1);
    const given = add(again, 'c', second);
    await assertFails(given, 'conflict', new RegExp(`was a ${word} ${second}.*another id`));
    await remove(again, first);
    assert.equal(await add(again, 'a'), second + 2);
  });

  check(`a ${word} may have a given id, from which ids go on`, async ({ stores }) => {
    await addSampleDirectory(stores);
    assert.equal(await add(stores, 'a', 100), 100);
    assert.equal(await add(stores, 'b', 70), 70);
    assert.equal(await add(stores, 'c'), 101);
    const [first, ...others] = (await list(stores)).filter((id) => id > 1);
    assert.deepEqual([first, ...others], [70, 100, 101]);
  });

  check(`the id of a ${word} is taken, and nothing else is stored`, async ({ stores }) => {
    await addSampleDirectory(stores);
    await add(stores, 'a', 100);
    const ids = await list(stores);
    const again = add(stores, 'b', 100);
    await assertFails(again, 'conflict', new RegExp(`a ${word} 100 already.*another id`));
    await assertFails(add(stores, 'a', 500), 'conflict', / a already/);
    assert.deepEqual(await list(stores), ids);
    assert.equal(await add(stores, 'b'), 101, 'what failed has used no id');
  });

  check(`the largest id of a ${word} has no next`, async ({ stores }) => {
    await addSampleDirectory(stores);
    assert.equal(await add(stores, 'a', ID_MAX), ID_MAX);
    await assertFails(add(stores, 'b'), 'conflict', new RegExp(`${ID_MAX}.*Give an id`));
    assert.equal(await add(stores, 'b', 40), 40);
    await assertFails(add(stores, 'c'), 'conflict', new RegExp(`${ID_MAX}.*Give an id`));
  });
}
