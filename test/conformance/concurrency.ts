/** Checks of concurrent calls, through two stores on one database, as two nodes have them. */
import assert from 'node:assert/strict';
import { DomainError } from '../../src/domain/errors.ts';
import { type Check, type OpenedDatabase, type TenantCheck, withTenant } from './check.ts';
import {
  addSampleAssociate,
  addSampleProfile,
  addSampleTicket,
  NOW_MS,
  sampleApplication,
  sampleInstallation,
  sampleRole,
  sampleTenant,
  sampleTicket,
} from './samples.ts';

/** Calls with 0 to count − 1 concurrently. Odd calls use the second stores. */
async function inParallel<S, T>(
  { stores, openAnother }: OpenedDatabase<S>,
  count: number,
  call: (stores: S, index: number) => Promise<T>,
): Promise<readonly PromiseSettledResult<T>[]> {
  const both = [stores, await openAnother()];
  const each = Array.from({ length: count }, (_, index) =>
    call(both[index % both.length] ?? stores, index),
  );
  return Promise.allSettled(each);
}

function assertOneSuccess(results: readonly PromiseSettledResult<unknown>[]): void {
  const outcomes = results.map((result) => {
    if (result.status === 'fulfilled') return 'success';
    return result.reason instanceof DomainError ? result.reason.code : `${result.reason}`;
  });
  assert.deepEqual(outcomes.toSorted(), [
    ...Array.from({ length: results.length - 1 }, () => 'conflict'),
    'success',
  ]);
}

function assertAllSucceed(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) {
    assert.equal(result.status, 'fulfilled', result.status === 'rejected' ? result.reason : '');
  }
}

export function checkConcurrency(check: Check): void {
  checkDatabase(check);
  checkOneTenant(withTenant(check));
}

function checkDatabase(check: Check): void {
  check('10 concurrent calls create one installation', async (opened) => {
    const results = await inParallel(opened, 10, ({ installation }, index) => {
      const sample = sampleInstallation();
      return installation.create({ ...sample, key: { ...sample.key, id: index + 1 } });
    });
    assertOneSuccess(results);
    assert.equal((await opened.stores.keys.list()).length, 1);
  });

  check('20 concurrent tenants with one context identifier add one', async (opened) => {
    const results = await inParallel(opened, 20, ({ tenants }, index) =>
      tenants.add(sampleTenant(index % 3 === 0 ? 'Cust1' : 'cust1'), NOW_MS),
    );
    assertOneSuccess(results);
    assert.equal((await opened.stores.tenants.list(0, 100)).length, 1);
  });

  check('values read under the lock of a tenant stay true', async (opened) => {
    const { id } = await opened.stores.tenants.add(sampleTenant(''), NOW_MS);
    const results = await inParallel(opened, 12, (stores) =>
      stores.transaction(async (inside) => {
        await inside.tenants.lock(id);
        const { roles } = inside.ofTenant(id);
        const [role] = await roles.list();
        if (role) await roles.update({ ...role, rank: role.rank + 1 });
        else await roles.add(sampleRole({ rank: 1 }));
      }),
    );
    assertAllSucceed(results);
    const ranks = (await opened.stores.ofTenant(id).roles.list()).map(({ rank }) => rank);
    assert.deepEqual(ranks, [12]);
  });

  check('20 concurrent applications with one name add one', async (opened) => {
    const results = await inParallel(opened, 20, ({ applications }, index) => {
      const name = index % 3 === 0 ? 'Sync' : 'sync';
      const profile = sampleApplication(name, { clientId: `client-${index}`, agents: ['a'] });
      return applications.add(profile, `hash ${index}`, NOW_MS);
    });
    assertOneSuccess(results);
    const [stored, ...others] = await opened.stores.applications.list();
    assert.deepEqual(others, []);
    assert.deepEqual(stored?.agents, ['a']);
    assert.equal((await opened.stores.applications.listTokenTimes(stored.id)).length, 1);
  });

  check('20 tokens added at once leave the two newest', async (opened) => {
    const profile = sampleApplication('Sync');
    const { id } = await opened.stores.applications.add(profile, 'first', NOW_MS);
    const results = await inParallel(opened, 20, ({ applications }, index) =>
      applications.addToken(id, `hash ${index}`, NOW_MS),
    );
    assertAllSucceed(results);
    assert.equal((await opened.stores.applications.listTokenTimes(id)).length, 2);
  });

  check('each expired ticket is removed once by concurrent sweeps', async (opened) => {
    const { id } = await opened.stores.tenants.add(sampleTenant(''), NOW_MS);
    const tenant = opened.stores.ofTenant(id);
    const profile = await addSampleProfile(tenant);
    const associate = await tenant.associates.add(profile, null, NOW_MS);
    for (let count = 0; count < 30; count += 1) {
      await addSampleTicket(tenant, associate, { expiresAtMs: NOW_MS });
    }
    const results = await inParallel(opened, 10, ({ expired }) => expired.removeTickets(NOW_MS, 7));
    assertAllSucceed(results);
    const counts = results.map((result) => (result.status === 'fulfilled' ? result.value : 0));
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      30,
    );
  });
}

function checkOneTenant(check: TenantCheck): void {
  check('50 concurrent associates with one name add one', async (opened) => {
    const profile = await addSampleProfile(opened.stores);
    const secondaryGroupIds = [profile.groupId];
    const results = await inParallel(opened, 50, ({ associates }, index) => {
      const name = index % 3 === 0 ? 'Anna' : 'anna';
      return associates.add({ ...profile, name, secondaryGroupIds }, null, NOW_MS);
    });
    assertOneSuccess(results);
    const [stored, ...others] = await opened.stores.associates.list(0, 100);
    assert.deepEqual(others, []);
    assert.deepEqual(stored?.secondaryGroupIds, secondaryGroupIds);
  });

  check('50 concurrent associates with 50 names are all added', async (opened) => {
    const profile = await addSampleProfile(opened.stores);
    const secondaryGroupIds = [profile.groupId];
    const results = await inParallel(opened, 50, ({ associates }, index) =>
      associates.add({ ...profile, name: `anna-${index}`, secondaryGroupIds }, null, NOW_MS),
    );
    assertAllSucceed(results);
    const stored = await opened.stores.associates.list(0, 100);
    assert.deepEqual(
      stored.map(({ id }) => id),
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    for (const associate of stored) {
      assert.deepEqual(associate.secondaryGroupIds, secondaryGroupIds);
    }
  });

  check('20 concurrent associates with one id add one', async (opened) => {
    const profile = await addSampleProfile(opened.stores);
    const results = await inParallel(opened, 20, ({ associates }, index) =>
      associates.add({ ...profile, name: `anna-${index}` }, null, NOW_MS, 77),
    );
    assertOneSuccess(results);
    assert.equal((await opened.stores.associates.list(0, 100)).length, 1);
  });

  check('20 concurrent calls that disable an associate end one generation', async (opened) => {
    const { id } = await addSampleAssociate(opened.stores);
    const results = await inParallel(opened, 20, ({ associates }, index) =>
      associates.disable(id, NOW_MS + index),
    );
    assertAllSucceed(results);
    assert.equal((await opened.stores.associates.find(id))?.generation, 2);
  });

  check('each of 20 new passwords ends a generation', async (opened) => {
    const { id } = await addSampleAssociate(opened.stores);
    const results = await inParallel(opened, 20, ({ associates }, index) =>
      associates.setPasswordHash(id, `hash ${index}`),
    );
    assertAllSucceed(results);
    assert.equal((await opened.stores.associates.find(id))?.generation, 21);
  });

  check('tickets that are used while they are removed stay removed', async (opened) => {
    const associate = await addSampleAssociate(opened.stores);
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) {
      ids.push((await addSampleTicket(opened.stores, associate)).id);
    }
    const use = sampleTicket(associate, { expiresAtMs: NOW_MS + 9e9 });
    const results = await inParallel(opened, 100, async ({ tickets }, index) => {
      const id = ids[index % ids.length] ?? '';
      if (index >= 40 && index < 60) assert.equal(await tickets.remove(id), 1);
      else await tickets.recordUse(id, use, NOW_MS);
    });
    assertAllSucceed(results);
    for (const id of ids) assert.equal(await opened.stores.tickets.find(id), null);
    assert.deepEqual(await opened.stores.tickets.listLive(NOW_MS, 100), []);
  });

  check('uses in any order keep the latest expiry', async (opened) => {
    const ticket = await addSampleTicket(opened.stores, await addSampleAssociate(opened.stores));
    const results = await inParallel(opened, 50, ({ tickets }, index) => {
      const laterMs = (index * 37) % 50;
      const use = { ...ticket, expiresAtMs: ticket.expiresAtMs + laterMs };
      return tickets.recordUse(ticket.id, use, NOW_MS);
    });
    assertAllSucceed(results);
    const found = await opened.stores.tickets.find(ticket.id);
    assert.equal(found?.expiresAtMs, ticket.expiresAtMs + 49);
  });

  check(
    'two stores see at once what the other has written',
    async ({ stores, all, openAnother }) => {
      const another = await openAnother();
      const associate = await addSampleAssociate(stores);
      assert.deepEqual(await another.associates.find(associate.id), associate);
      const ticket = await addSampleTicket(another, associate);
      assert.deepEqual(await stores.tickets.find(ticket.id), ticket);
      await stores.associates.disable(associate.id, NOW_MS);
      assert.equal((await another.associates.find(associate.id))?.disabledAtMs, NOW_MS);
      assert.equal(await another.tickets.remove(ticket.id), 1);
      assert.equal(await stores.tickets.find(ticket.id), null);
      await all.close();
      assert.equal((await another.associates.find(associate.id))?.generation, 2);
    },
  );
}
