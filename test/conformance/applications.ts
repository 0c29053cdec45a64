/** Checks of applications and their tokens. */

import assert from 'node:assert/strict';
import { plainApplication } from '../../src/domain/applications/application.ts';
import type { Stores } from '../../src/domain/installation.ts';
import { assertFails, type Check } from './check.ts';
import { NO_SUCH_ID, NOW_MS, sampleApplication, sampleKey, sampleTenant } from './samples.ts';

const noSuchApplication = new RegExp(`no application ${NO_SUCH_ID}.*List applications`);

export function checkApplications(check: Check): void {
  checkKeeping(check);
  checkChanging(check);
  checkTokens(check);
}

async function addTenants({ tenants }: Stores): Promise<readonly [number, number, number]> {
  const add = async (name: string) => (await tenants.add(sampleTenant(name), NOW_MS)).id;
  return [await add('a'), await add('b'), await add('c')];
}

function checkKeeping(check: Check): void {
  check('an application keeps all fields', async ({ stores, reopen }) => {
    const [first, second] = await addTenants(stores);
    const profile = sampleApplication('Ærø Sync', {
      clientId: 'Ab!~',
      agents: ['Associate', 'User'],
      tenantIds: [first, second],
      publicKeys: [sampleKey('K'), sampleKey('k')],
    });
    const added = await stores.applications.add(profile, 'h', NOW_MS);
    assert.deepEqual(added, { ...profile, id: added.id, createdAtMs: NOW_MS, disabledAtMs: null });
    const other = await stores.applications.add(sampleApplication('Other'), 'o', NOW_MS);
    assert.deepEqual(other.tenantIds, []);
    const { applications } = await reopen();
    assert.deepEqual(await applications.find(added.id), added);
    assert.deepEqual(await applications.findByName('ÆRØ sync'), added);
    assert.deepEqual(await applications.findByTokenHash('h'), added);
    assert.deepEqual(await applications.findByClientId('Ab!~'), added);
    assert.equal(await applications.findByClientId('aB!~'), null);
    assert.deepEqual(await applications.find(other.id), other);
    assert.deepEqual(await applications.list(), [added, other]);
  });

  check('an application for all tenants lists none', async ({ stores: { applications } }) => {
    const profile = sampleApplication('Sync', { tenantIds: 'all', agents: ['User'] });
    const added = await applications.add(profile, 'h', NOW_MS);
    assert.equal(added.tenantIds, 'all');
    assert.deepEqual(await applications.find(added.id), added);
  });

  check('an unknown application is not found', async ({ stores: { applications } }) => {
    await applications.add(sampleApplication('Sync'), 'h', NOW_MS);
    assert.equal(await applications.find(NO_SUCH_ID), null);
    assert.equal(await applications.findByName('Syn_'), null);
    assert.equal(await applications.findByTokenHash('H'), null);
    assert.deepEqual(await applications.listTokenTimes(NO_SUCH_ID), []);
    assert.equal(await applications.removeOldTokens(NO_SUCH_ID), 0);
  });

  check('agents and tenants are sets in a fixed order', async ({ stores }) => {
    const [a, b, c] = await addTenants(stores);
    const { applications } = stores;
    const agents = ['user', 'b', 'User', 'b', 'Ærø'];
    const profile = sampleApplication('Sync', { agents, tenantIds: [c, a, b, c] });
    const added = await applications.add(profile, 'h', NOW_MS);
    assert.deepEqual(added.agents, ['User', 'b', 'user', 'Ærø']);
    assert.deepEqual(added.tenantIds, [a, b, c]);
    assert.deepEqual(await applications.find(added.id), added);
  });

  check('a key id is unique within an application', async ({ stores: { applications } }) => {
    const publicKeys = [sampleKey('k'), { ...sampleKey('k'), jwk: { kty: 'other' } }];
    const profile = sampleApplication('Sync', { publicKeys });
    await assertFails(applications.add(profile, 'h', NOW_MS), 'conflict', /same key id/);
    assert.deepEqual(await applications.list(), []);
    const one = { publicKeys: [sampleKey('k')] };
    const first = await applications.add(sampleApplication('First', one), '1', NOW_MS);
    const second = await applications.add(sampleApplication('Second', one), '2', NOW_MS);
    assert.deepEqual(await applications.list(), [first, second]);
  });

  check('client id, name and token are unique', async ({ stores: { applications } }) => {
    const first = await applications.add(sampleApplication('Sync'), 'h', NOW_MS);
    const sameName = sampleApplication('sYNC', { clientId: 'x' });
    const name = applications.add(sameName, 'n', NOW_MS);
    await assertFails(name, 'conflict', /named sYNC.*already.*Choose/);
    const sameClient = sampleApplication('x', { clientId: first.clientId });
    const client = applications.add(sameClient, 'n', NOW_MS);
    await assertFails(client, 'conflict', /client id client-Sync, already/);
    const token = applications.add(sampleApplication('x'), 'h', NOW_MS);
    await assertFails(token, 'conflict', /has this application token/);
    assert.deepEqual(await applications.list(), [first]);
    const otherCase = sampleApplication('x', { clientId: first.clientId.toUpperCase() });
    await applications.add(otherCase, 'H', NOW_MS);
  });

  check('the tenants must exist, or nothing is stored', async ({ stores }) => {
    const [a] = await addTenants(stores);
    const profile = sampleApplication('Sync', { tenantIds: [a, NO_SUCH_ID] });
    const add = stores.applications.add(profile, 'h', NOW_MS);
    await assertFails(add, 'not-found', new RegExp(`tenants ${a}, ${NO_SUCH_ID}.*List tenants`));
    assert.deepEqual(await stores.applications.list(), []);
    const added = await stores.applications.add(sampleApplication('Sync'), 'h', NOW_MS);
    const update = stores.applications.update(added.id, { ...profile, agents: ['User'] });
    await assertFails(update, 'not-found', new RegExp(`${NO_SUCH_ID}`));
    assert.deepEqual(await stores.applications.list(), [added]);
  });
}

function checkChanging(check: Check): void {
  check('a new profile replaces that of one application only', async ({ stores }) => {
    const { applications } = stores;
    const [a, b, c] = await addTenants(stores);
    const [first, second, third] = ['k1', 'k2', 'k3'].map(sampleKey);
    assert.ok(first && second && third);
    const sets = { agents: ['A', 'B'], tenantIds: [a, b], publicKeys: [second, first] };
    const added = await applications.add(sampleApplication('Sync', sets), 'h', NOW_MS);
    assert.deepEqual(added.publicKeys, [first, second]);
    const other = await applications.add(sampleApplication('Other', sets), 'o', NOW_MS);
    await applications.disable(added.id, NOW_MS + 1);
    const names = { clientId: 'new', name: 'New' };
    const changes = {
      ...names,
      redirectUris: ['https://b.example/', 'https://a.example/cb?x=1'],
      native: true,
      serverToServer: true,
      agents: ['C', 'B'],
      tenantIds: [c, b],
      publicKeys: [third, { ...second, jwk: { kty: 'other' } }],
    };
    await applications.update(added.id, changes);
    const stored = { ...added, ...changes, disabledAtMs: NOW_MS + 1 };
    const changed = {
      ...stored,
      agents: ['B', 'C'],
      tenantIds: [b, c],
      publicKeys: changes.publicKeys.toReversed(),
    };
    assert.deepEqual(await applications.list(), [changed, other]);
    assert.deepEqual(await applications.findByTokenHash('h'), changed);
    assert.equal(await applications.findByName('Sync'), null);
    await applications.update(added.id, { ...plainApplication, ...names, tenantIds: 'all' });
    const bare = { ...changed, ...plainApplication, tenantIds: 'all' } as const;
    assert.deepEqual(await applications.find(added.id), bare);
    await applications.update(added.id, { ...bare, tenantIds: [] });
    assert.deepEqual(await applications.find(added.id), { ...bare, tenantIds: [] });
  });

  check('a new profile must not conflict', async ({ stores: { applications } }) => {
    const first = await applications.add(sampleApplication('First'), '1', NOW_MS);
    const second = await applications.add(sampleApplication('Second'), '2', NOW_MS);
    const { clientId, name } = first;
    const taken = /already/;
    await assertFails(applications.update(second.id, { ...second, name }), 'conflict', taken);
    await assertFails(applications.update(second.id, { ...second, clientId }), 'conflict', taken);
    assert.deepEqual(await applications.list(), [first, second]);
    await applications.update(second.id, { ...second, name: 'SECOND' });
  });

  check(
    'disabling again keeps the first time, and enabling clears it',
    async ({ stores: { applications } }) => {
      const added = await applications.add(sampleApplication('Sync'), 'h', NOW_MS);
      const other = await applications.add(sampleApplication('Other'), 'o', NOW_MS);
      await applications.disable(added.id, NOW_MS + 1);
      await applications.disable(added.id, NOW_MS + 2);
      assert.equal((await applications.find(added.id))?.disabledAtMs, NOW_MS + 1);
      assert.deepEqual(await applications.find(other.id), other);
      await applications.enable(added.id);
      await applications.enable(added.id);
      assert.deepEqual(await applications.list(), [added, other]);
    },
  );

  check('a removed application frees its tokens for others', async ({ stores }) => {
    const { applications } = stores;
    const [a] = await addTenants(stores);
    const sets = { agents: ['User'], tenantIds: [a], publicKeys: [sampleKey('k')] };
    const profile = sampleApplication('Sync', sets);
    const { id } = await applications.add(profile, 'h', NOW_MS);
    const other = await applications.add(
      sampleApplication('Other', { agents: ['A'] }),
      'o',
      NOW_MS,
    );
    await applications.addToken(id, 'h2', NOW_MS);
    await applications.remove(id);
    assert.deepEqual(await applications.list(), [other]);
    assert.equal(await applications.findByTokenHash('h'), null);
    assert.deepEqual(await applications.findByTokenHash('o'), other);
    const again = await applications.add({ ...profile, publicKeys: [] }, 'h', NOW_MS);
    assert.deepEqual(again.publicKeys, []);
    assert.ok(again.id > other.id, 'no id is used twice');
  });

  check('an unknown application cannot be changed', async ({ stores: { applications } }) => {
    const added = await applications.add(sampleApplication('Sync'), 'h', NOW_MS);
    for (const change of [
      () => applications.update(NO_SUCH_ID, sampleApplication('x')),
      () => applications.addToken(NO_SUCH_ID, 'x', NOW_MS),
      () => applications.disable(NO_SUCH_ID, NOW_MS),
      () => applications.enable(NO_SUCH_ID),
      () => applications.remove(NO_SUCH_ID),
    ]) {
      await assertFails(change(), 'not-found', noSuchApplication);
    }
    assert.deepEqual(await applications.list(), [added]);
    assert.deepEqual(await applications.findByTokenHash('h'), added);
  });
}

function checkTokens(check: Check): void {
  check('the two newest tokens are valid, by order of adding', async ({ stores, reopen }) => {
    const added = await stores.applications.add(sampleApplication('Sync'), 'z', NOW_MS);
    const other = await stores.applications.add(sampleApplication('Other'), 'o', NOW_MS);
    await stores.applications.addToken(other.id, 'o2', NOW_MS);
    assert.deepEqual(await stores.applications.listTokenTimes(added.id), [NOW_MS]);
    await stores.applications.addToken(added.id, 'y', NOW_MS);
    await stores.applications.addToken(added.id, 'a', NOW_MS - 5);
    const { applications } = await reopen();
    assert.deepEqual(await applications.listTokenTimes(added.id), [NOW_MS - 5, NOW_MS]);
    assert.equal(await applications.findByTokenHash('z'), null);
    assert.deepEqual(await applications.findByTokenHash('y'), added);
    assert.deepEqual(await applications.findByTokenHash('a'), added);
    assert.deepEqual(await applications.findByTokenHash('o'), other);
    assert.deepEqual(await applications.listTokenTimes(other.id), [NOW_MS, NOW_MS]);
  });

  check('adding an existing token makes it the newest', async ({ stores: { applications } }) => {
    const added = await applications.add(sampleApplication('Sync'), 'first', NOW_MS);
    await applications.addToken(added.id, 'second', NOW_MS + 1);
    await applications.addToken(added.id, 'first', NOW_MS + 2);
    assert.deepEqual(await applications.listTokenTimes(added.id), [NOW_MS + 2, NOW_MS + 1]);
    await applications.addToken(added.id, 'third', NOW_MS + 3);
    assert.deepEqual(await applications.findByTokenHash('first'), added);
    assert.equal(await applications.findByTokenHash('second'), null);
  });

  check('a token cannot be added to a second application', async ({ stores: { applications } }) => {
    const added = await applications.add(sampleApplication('Sync'), 'a', NOW_MS);
    const other = await applications.add(sampleApplication('Other'), 'o', NOW_MS);
    const add = applications.addToken(added.id, 'o', NOW_MS + 1);
    await assertFails(add, 'conflict', /Another application has this application token/);
    assert.deepEqual(await applications.findByTokenHash('o'), other);
    assert.deepEqual(await applications.findByTokenHash('a'), added);
    assert.deepEqual(await applications.listTokenTimes(added.id), [NOW_MS]);
  });

  check('old tokens are removed and the newest stays', async ({ stores: { applications } }) => {
    const added = await applications.add(sampleApplication('Sync'), 'b', NOW_MS);
    const other = await applications.add(sampleApplication('Other'), 'o', NOW_MS);
    await applications.addToken(other.id, 'o2', NOW_MS);
    assert.equal(await applications.removeOldTokens(added.id), 0);
    await applications.addToken(added.id, 'a', NOW_MS - 1);
    assert.equal(await applications.removeOldTokens(added.id), 1);
    assert.deepEqual(await applications.listTokenTimes(added.id), [NOW_MS - 1]);
    assert.equal(await applications.findByTokenHash('b'), null);
    assert.deepEqual(await applications.findByTokenHash('a'), added);
    assert.equal((await applications.listTokenTimes(other.id)).length, 2);
  });
}
