/** Checks of the installation, its keys, and of opening and closing. */
import assert from 'node:assert/strict';
import { assertFails, type Check } from './check.ts';
import { NOW_MS, sampleInstallation, sampleTenant, sampleTokenKey } from './samples.ts';

export function checkInstallation(check: Check): void {
  check('there is none at first', async ({ stores }) => {
    assert.equal(await stores.installation.read(), null);
    assert.deepEqual(await stores.keys.list(), []);
  });

  for (const mode of ['onsite', 'online'] as const) {
    for (const demo of [false, true]) {
      check(`it keeps all fields, ${mode}, demo ${demo}`, async ({ stores, reopen }) => {
        const sample = sampleInstallation();
        const installation = { ...sample.installation, mode, demo };
        await stores.installation.create({ ...sample, installation });
        assert.deepEqual(await stores.installation.read(), installation);
        assert.deepEqual(await (await reopen()).installation.read(), installation);
      });
    }
  }

  check('key and tenant are made with it', async ({ stores, reopen }) => {
    const { installation } = sampleInstallation();
    const tenant = sampleTenant('');
    const sealed = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const key = sampleTokenKey(2 ** 32 - 1, { sealed });
    await stores.installation.create({ installation, key, tenant });
    const { keys, tenants, ofTenant } = await reopen();
    const [stored, ...others] = await keys.list();
    assert.deepEqual(others, []);
    assert.ok(stored);
    assert.deepEqual({ ...stored, sealed: Uint8Array.from(stored.sealed) }, key);
    const [added, ...more] = await tenants.list(0, 10);
    assert.deepEqual(more, []);
    assert.ok(added);
    assert.deepEqual(added, {
      id: added.id,
      contextIdentifier: '',
      companyName: tenant.companyName,
      createdAtMs: installation.createdAtMs,
      suspendedAtMs: null,
    });
    const [role] = tenant.roles;
    assert.deepEqual(await ofTenant(added.id).directory.listRoles(), [{ id: 1, ...role }]);
    assert.deepEqual(await ofTenant(added.id).directory.listGroups(), [
      { id: 1, name: 'Everyone' },
    ]);
  });

  check('it may begin without a tenant', async ({ stores }) => {
    await stores.installation.create(sampleInstallation({ tenant: null }));
    assert.deepEqual(await stores.tenants.list(0, 10), []);
  });

  check('there can be no second one', async ({ stores, reopen }) => {
    const first = sampleInstallation();
    await stores.installation.create(first);
    const key = { ...first.key, id: 2 };
    const second = sampleInstallation({ key, tenant: sampleTenant('another') });
    await assertFails(stores.installation.create(second), 'conflict', /installation already/);
    const { installation, keys, tenants } = await reopen();
    assert.deepEqual(await installation.read(), first.installation);
    assert.equal((await keys.list()).length, 1);
    assert.equal((await tenants.list(0, 10)).length, 1);
  });

  check('when a part of it fails, none of it is stored', async ({ stores }) => {
    const taken = await stores.tenants.add(sampleTenant(''), NOW_MS);
    const create = stores.installation.create(sampleInstallation());
    await assertFails(create, 'conflict', /tenant "" already/);
    assert.equal(await stores.installation.read(), null);
    assert.deepEqual(await stores.keys.list(), []);
    assert.deepEqual(await stores.tenants.list(0, 10), [taken]);
    await stores.installation.create(sampleInstallation({ tenant: null }));
  });

  check('the database says what it is', async ({ stores, reopen }) => {
    const { database } = stores;
    assert.match(database.type, /^\w+$/);
    assert.match(database.version, /^\d+\.\d+/);
    assert.ok(database.schemaVersion >= 1);
    assert.deepEqual((await reopen()).database, database);
  });

  check('after closing, which may be done twice, nothing is answered', async ({ openAnother }) => {
    const stores = await openAnother();
    await stores.close();
    await stores.close();
    await assert.rejects(stores.installation.read());
    await assert.rejects(stores.tenants.list(0, 10));
    await assert.rejects(stores.ofTenant(1).directory.addGroup({ name: 'late' }));
  });
}
