/** Checks of the installation, its keys, and of opening and closing. */
import assert from 'node:assert/strict';
import { assertFails, type Check } from './check.ts';
import { sampleGroup, sampleInstallation, sampleTokenKey } from './samples.ts';

export function checkInstallation(check: Check): void {
  check('a new database has no installation', async ({ stores }) => {
    assert.equal(await stores.installation.read(), null);
    assert.deepEqual(await stores.keys.list(), []);
  });

  for (const mode of ['onsite', 'online'] as const) {
    for (const purpose of ['production', 'demo', 'test'] as const) {
      check(`it keeps all fields, ${mode}, for ${purpose}`, async ({ stores, reopen }) => {
        const sample = sampleInstallation();
        const installation = { ...sample.installation, mode, purpose };
        await stores.installation.create({ ...sample, installation });
        assert.deepEqual(await stores.installation.read(), installation);
        assert.deepEqual(await (await reopen()).installation.read(), installation);
      });
    }
  }

  check('an installation is stored with its first key', async ({ stores, reopen }) => {
    const sample = sampleInstallation();
    const sealed = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const key = sampleTokenKey(2 ** 32 - 1, { sealed });
    await stores.installation.create({ ...sample, key });
    const { keys, tenants } = await reopen();
    const [stored, ...others] = await keys.list();
    assert.deepEqual(others, []);
    assert.ok(stored);
    assert.deepEqual({ ...stored, sealed: Uint8Array.from(stored.sealed) }, key);
    assert.deepEqual(await tenants.list(0, 10), []);
  });

  check('a second installation is rejected', async ({ stores, reopen }) => {
    const first = sampleInstallation();
    await stores.installation.create(first);
    const second = sampleInstallation({ key: { ...first.key, id: 2 } });
    await assertFails(stores.installation.create(second), 'conflict', /installation already/);
    const { installation, keys } = await reopen();
    assert.deepEqual(await installation.read(), first.installation);
    assert.equal((await keys.list()).length, 1);
  });

  check('the database describes itself', async ({ stores, reopen }) => {
    const { database } = stores;
    assert.match(database.type, /^\w+$/);
    assert.match(database.version, /^\d+\.\d+/);
    assert.ok(database.schemaVersion >= 1);
    assert.deepEqual((await reopen()).database, database);
  });

  check('closed stores, which may be closed twice, answer nothing', async ({ openAnother }) => {
    const stores = await openAnother();
    await stores.close();
    await stores.close();
    await assert.rejects(stores.installation.read());
    await assert.rejects(stores.tenants.list(0, 10));
    await assert.rejects(stores.ofTenant(1).groups.add(sampleGroup('late')));
  });
}
