/** Checks of the ids that a tenant gives to users, roles, groups and licences. */
import assert from 'node:assert/strict';
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { TenantStores } from '../../src/domain/installation.ts';
import { createProfile } from '../../src/domain/users/associate.ts';
import { assertFails, type TenantCheck } from './check.ts';
import {
  addSampleModule,
  addSampleProfile,
  NOW_MS,
  sampleGroup,
  sampleModule,
  sampleOwner,
  samplePerson,
  sampleRight,
  sampleRole,
} from './samples.ts';

const ID_MAX = 2 ** 31 - 1;

/** How to add a record with a name and an id, how to list the ids, and how to remove one. */
interface Kind {
  add(stores: TenantStores, name: string, id?: number): Promise<number>;
  list(stores: TenantStores): Promise<readonly number[]>;
  /** Undefined when records of the kind cannot be removed. */
  readonly remove?: (stores: TenantStores, id: number) => Promise<void>;
  /** Whether two records may have the same name. */
  readonly sharesNames?: boolean;
}

const idsOf = (records: readonly { readonly id: number }[]) => records.map(({ id }) => id);

async function profileOf({ roles, groups }: TenantStores, name: string) {
  const [{ id: roleId } = { id: 0 }] = await roles.list();
  const [{ id: groupId } = { id: 0 }] = await groups.list();
  return createProfile(name, roleId, groupId, { secondaryGroupIds: [groupId] });
}

const kinds: Readonly<Record<string, Kind>> = {
  user: {
    add: async (stores, name, id) =>
      (await stores.associates.add(await profileOf(stores, name), null, NOW_MS, id)).id,
    list: async ({ associates }) => idsOf(await associates.list(0, 100)),
    remove: ({ associates }, id) => associates.remove(id, NOW_MS),
  },
  person: {
    add: async ({ persons }, name, id) =>
      (await persons.add(samplePerson({ lastName: name }), id)).id,
    list: async ({ persons }) => idsOf(await persons.list(0, 100)),
    remove: ({ persons }, id) => persons.remove(id),
    sharesNames: true,
  },
  contact: {
    add: async ({ contacts }, name, id) => (await contacts.add(createContact(name), id)).id,
    list: async ({ contacts }) => idsOf(await contacts.list(0, 100)),
    remove: ({ contacts }, id) => contacts.remove(id),
    sharesNames: true,
  },
  role: {
    add: async ({ roles }, name, id) => (await roles.add(sampleRole({ name, id }))).id,
    list: async ({ roles }) => idsOf(await roles.list()),
    sharesNames: true,
  },
  group: {
    add: async ({ groups }, name, id) => (await groups.add(sampleGroup(name, { id }))).id,
    list: async ({ groups }) => idsOf(await groups.list()),
  },
  'functional right': {
    add: async ({ roles }, name, id) =>
      (await roles.addRight({ ...sampleRight(name), ...(id !== undefined && { id }) })).id,
    list: async ({ roles }) => idsOf(await roles.listRights()),
  },
  'licence owner': {
    add: async ({ licences }, name, id) => (await licences.addOwner(sampleOwner(name, { id }))).id,
    list: async ({ licences }) => idsOf(await licences.listOwners()),
  },
  licence: {
    add: async ({ licences }, name, id) => {
      const [{ id: ownerId } = { id: 0 }] = await licences.listOwners();
      return (await licences.addModule(sampleModule(ownerId, name, { id }))).id;
    },
    list: async ({ licences }) => idsOf(await licences.listModules()),
    remove: ({ licences }, id) => licences.removeModule(id),
  },
};

/** Adds the records that users and others refer to: one of each kind, except users. */
async function prepare(stores: TenantStores): Promise<void> {
  await addSampleProfile(stores);
  await addSampleModule(stores);
  await stores.roles.addRight(sampleRight('first'));
}

export function checkIds(check: TenantCheck): void {
  for (const [word, kind] of Object.entries(kinds)) checkKind(check, word, kind);

  check('each kind of record has its own counter', async ({ stores }) => {
    await prepare(stores);
    for (const kind of Object.values(kinds)) await kind.add(stores, 'a', 50);
    for (const kind of Object.values(kinds)) assert.equal(await kind.add(stores, 'b'), 51);
  });

  check('a removed id stays free for the other kinds', async ({ stores }) => {
    await prepare(stores);
    for (const kind of Object.values(kinds)) {
      assert.equal(await kind.add(stores, 'a', 50), 50);
      await kind.remove?.(stores, 50);
    }
  });
}

function checkKind(check: TenantCheck, word: string, kind: Kind): void {
  const { add, list, remove } = kind;

  if (remove) checkRemoved(check, word, { ...kind, remove });

  check(`a ${word} may have a given id, from which ids go on`, async ({ stores }) => {
    await prepare(stores);
    assert.equal(await add(stores, 'a', 100), 100);
    assert.equal(await add(stores, 'b', 70), 70);
    assert.equal(await add(stores, 'c'), 101);
    const [first, ...others] = (await list(stores))
      .filter((id) => id > 1)
      .sort((one, other) => one - other);
    assert.deepEqual([first, ...others], [70, 100, 101]);
  });

  check(`the id of a ${word} is taken, and nothing else is stored`, async ({ stores }) => {
    await prepare(stores);
    await add(stores, 'a', 100);
    const ids = await list(stores);
    const again = add(stores, 'b', 100);
    await assertFails(again, 'conflict', new RegExp(`a ${word} 100 already.*another id`));
    if (!kind.sharesNames)
      await assertFails(add(stores, 'a', 500), 'conflict', / a (?:already|with)/);
    assert.deepEqual(await list(stores), ids);
    assert.equal(await add(stores, 'b'), 101, 'what failed has used no id');
  });

  check(`the largest id of a ${word} has no next`, async ({ stores }) => {
    await prepare(stores);
    assert.equal(await add(stores, 'a', ID_MAX), ID_MAX);
    await assertFails(add(stores, 'b'), 'conflict', new RegExp(`${ID_MAX}.*Give an id`));
    assert.equal(await add(stores, 'b', 40), 40);
    await assertFails(add(stores, 'c'), 'conflict', new RegExp(`${ID_MAX}.*Give an id`));
  });
}

function checkRemoved(
  check: TenantCheck,
  word: string,
  { add, remove }: Kind & Required<Pick<Kind, 'remove'>>,
): void {
  check(`the id of a removed ${word} is not used again`, async ({ stores, reopen }) => {
    await prepare(stores);
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
}
