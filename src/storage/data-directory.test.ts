import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DomainError } from '../domain/errors.ts';
import { openKeyRing } from '../domain/keys/key-ring.ts';
import { onsiteTenant } from '../domain/tenants/tenant.ts';
import { createInstallation, openInstallation } from './data-directory.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
});
after(() => rm(folder, { recursive: true }));

const ONSITE = { tenant: onsiteTenant('Fjord AS') };
const create = (directory: string) => createInstallation(directory, ONSITE, 0);
const fails = (work: Promise<unknown>, code: string, message: RegExp) =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof DomainError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });

describe('a data directory', () => {
  it('is readable by its owner only, and holds a database and its master key', async () => {
    const directory = join(folder, 'new', 'deep');
    await (await create(directory)).stores.close();
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
    assert.deepEqual((await readdir(directory)).sort(), ['master.key', 'ticketoffice.db']);
    for (const file of await readdir(directory)) {
      assert.equal((await stat(join(directory, file))).mode & 0o777, 0o600, file);
    }
    const { stores, masterKeys, installation } = await openInstallation(directory);
    assert.equal(installation.mode, 'onsite');
    assert.equal((await stores.tenants.find(''))?.companyName, 'Fjord AS');
    assert.ok(await openKeyRing(await stores.keys.list(), masterKeys));
    await stores.close();
    await fails(create(directory), 'conflict', /an installation in .* already/);
  });

  it('holds an Online installation when no tenant is given', async () => {
    const online = { purpose: 'demo', tenant: null } as const;
    await (await createInstallation(join(folder, 'online'), online, 5)).stores.close();
    const { stores, installation } = await openInstallation(join(folder, 'online'));
    assert.equal(installation.mode, 'online');
    assert.equal(installation.purpose, 'demo');
    assert.equal(installation.createdAtMs, 5);
    assert.deepEqual(await stores.tenants.list(0, 10), []);
    await stores.close();
  });

  it('is created once, with the right master key, by concurrent calls', async () => {
    for (let round = 0; round < 10; round += 1) {
      const directory = join(folder, `raced-${round}`);
      const attempts = await Promise.allSettled([1, 2, 3].map(() => create(directory)));
      const made = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      assert.equal(made.length, 1);
      for (const { stores } of made) await stores.close();
      const { stores, masterKeys } = await openInstallation(directory);
      assert.ok(await openKeyRing(await stores.keys.list(), masterKeys));
      await stores.close();
    }
  });

  it('cannot be opened when something is missing, readable by others, or damaged', async () => {
    await fails(openInstallation(join(folder, 'nothing')), 'not-found', /Make one with/);
    const directory = join(folder, 'damaged');
    await (await create(directory)).stores.close();
    const key = join(directory, 'master.key');
    await chmod(key, 0o640);
    await fails(openInstallation(directory), 'conflict', /can be read by others/);
    await chmod(key, 0o600);
    await writeFile(key, 'c2hvcnQ=');
    await fails(openInstallation(directory), 'conflict', /is damaged/);
    await rm(key);
    await fails(openInstallation(directory), 'not-found', /Restore it from your backup/);
    const file = join(folder, 'file');
    await writeFile(file, '');
    await fails(create(file), 'conflict', /cannot be made \(EEXIST\)/);
  });
});
