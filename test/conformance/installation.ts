/** Checks of the installation, its keys, and of opening and closing. */
import assert from 'node:assert/strict';
import { assertFails, type Check } from './check.ts';
import { sampleInstallation } from './samples.ts';

export function checkInstallation(check: Check): void {
  check('there is none at first', async ({ stores }) => {
    assert.equal(await stores.installation.read(), null);
    assert.deepEqual(await stores.keys.list(), []);
  });

  for (const demo of [false, true]) {
    check(`it keeps all fields, demo ${demo}`, async ({ stores, reopen }) => {
      const sample = sampleInstallation();
      const installation = { ...sample.installation, demo };
      await stores.installation.create({ ...sample, installation });
      assert.deepEqual(await stores.installation.read(), installation);
      assert.deepEqual(await (await reopen()).installation.read(), installation);
    });
  }

  check('key, role and group are made with it', async ({ stores, reopen }) => {
    const { installation, role, groupName } = sampleInstallation();
    const sealed = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const key = { id: 2 ** 32 - 1, sealed, createdAtMs: installation.createdAtMs };
    await stores.installation.create({ installation, key, role, groupName });
    const { keys, directory } = await reopen();
    const [stored, ...others] = await keys.list();
    assert.deepEqual(others, []);
    assert.ok(stored);
    assert.deepEqual({ ...stored, sealed: Uint8Array.from(stored.sealed) }, key);
    const [{ id, ...storedRole } = { id: 0 }] = await directory.listRoles();
    assert.deepEqual(storedRole, role);
    assert.deepEqual(
      (await directory.listGroups()).map((group) => group.name),
      [groupName],
    );
  });

  check('there can be no second one', async ({ stores, reopen }) => {
    const first = sampleInstallation();
    await stores.installation.create(first);
    const role = { ...first.role, name: 'Another role' };
    const key = { ...first.key, id: 2 };
    const second = sampleInstallation({ key, role, groupName: 'Another group' });
    await assertFails(stores.installation.create(second), 'conflict', /installation already/);
    const { installation, keys, directory } = await reopen();
    assert.deepEqual(await installation.read(), first.installation);
    assert.equal((await keys.list()).length, 1);
    assert.equal((await directory.listRoles()).length, 1);
    assert.equal((await directory.listGroups()).length, 1);
  });

  check('when a part of it fails, none of it is stored', async ({ stores }) => {
    await stores.directory.addGroup('everyone');
    const create = stores.installation.create(sampleInstallation());
    await assertFails(create, 'conflict', /group named Everyone/);
    assert.equal(await stores.installation.read(), null);
    assert.deepEqual(await stores.keys.list(), []);
    assert.deepEqual(await stores.directory.listRoles(), []);
    await stores.installation.create(sampleInstallation({ groupName: 'Others' }));
  });

  check('the database says what it is', async ({ stores, reopen }) => {
    const { database } = stores;
    assert.match(database.type, /^\w+$/);
    assert.match(database.version, /^\d+\.\d+/);
    assert.ok(database.schemaVersion >= 1);
    assert.deepEqual((await reopen()).database, database);
  });

  check('after closing, which may be done twice, nothing is answered', async ({ stores }) => {
    await stores.close();
    await stores.close();
    await assert.rejects(stores.installation.read());
    await assert.rejects(stores.directory.addGroup('late'));
  });
}
