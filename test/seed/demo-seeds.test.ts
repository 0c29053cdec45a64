/** The demo's seeds: a small company that one can work with at once. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readDemoSeed } from '../../src/demo-seed.ts';
import { associateTypes } from '../../src/domain/users/associate-type.ts';
import type { SeedTenant } from '../../src/seed/seed-schema.ts';
import { applyText, makeTarget, seedOfText } from './seed-sandbox.ts';

const read = (name: 'demo-onsite' | 'demo-online') =>
  readFileSync(new URL(`../../seeds/${name}.yaml`, import.meta.url), 'utf8');
const onsite = read('demo-onsite');

describe('the company of the demo', () => {
  test('has users of every type, persons and contacts', async (context) => {
    const target = await makeTarget(context, { purpose: 'demo', from: seedOfText(onsite) });
    await applyText(target, onsite);
    const { associates, persons, contacts, licences } = target.stores.ofTenant(1);
    const users = await associates.list(0, 100);
    const types = users.map(({ type }) => type);
    assert.deepEqual(
      associateTypes.filter((type) => !types.includes(type)),
      ['unknown'],
    );
    assert.equal(types.filter((type) => type === 'internal').length, 3);
    assert.equal(users.filter(({ csUser }) => csUser !== null).length, 2);
    assert.equal((await persons.list(0, 100)).length, 40);
    const companies = await contacts.list(0, 100);
    assert.equal(companies.length, 5);
    assert.deepEqual(
      companies.filter(({ isOwnCompany }) => isOwnCompany).map(({ name }) => name),
      ['Demo Company'],
    );
    const inUse = await licences.countAssigned();
    for (const module of ['user', 'ten-sales', 'ten-service']) {
      const found = (await licences.listModules()).find(({ name }) => name === module);
      assert.equal(found?.seats, 25);
      const used = inUse.get(found?.id ?? 0) ?? 0;
      assert.ok(used > 0 && used < 5, module);
    }
    const principals = await associates.principals(users);
    assert.equal(new Set(principals.map(({ role }) => role.id)).size, 6);
    assert.equal(new Set(users.map(({ groupId }) => groupId)).size, 4);
  });

  test('is the same Online', () => {
    const [ours] = seedOfText(onsite).tenants ?? [];
    const [theirs] = seedOfText(read('demo-online')).tenants ?? [];
    assert.deepEqual(nameless(theirs), nameless(ours));
  });
});

test('only the public passwords of a demo are hashed with little work', async (context) => {
  const workOf = async (text: string) => {
    const target = await makeTarget(context, { purpose: 'demo', from: seedOfText(text) });
    await applyText(target, text);
    return /m=\d+,t=\d/.exec(
      (await target.stores.ofTenant(1).associates.readPasswordHash(1)) ?? '',
    );
  };
  const users = 'users: [{ id: 1, name: anna, password: long enough }]\n';
  const seed = `mode: onsite\ncompany: Fjord\n${users}`;
  assert.equal((await workOf(`demo: true\n${seed}`))?.[0], 'm=8,t=1');
  assert.equal((await workOf(seed))?.[0], 'm=19456,t=2');
});

describe('the seed that the demo loads', () => {
  for (const online of [false, true]) {
    const where = online ? 'Online' : 'on-site';
    test(`is the checked content of the file for people, ${where}`, async () => {
      const { placeOf, ...loaded } = await readDemoSeed(online);
      const { placeOf: _, ...checked } = seedOfText(read(online ? 'demo-online' : 'demo-onsite'));
      assert.deepEqual(loaded, checked);
      assert.match(placeOf(['users', 0]), /demo-\w+\.yaml: users\[0\]$/);
    });
  }
});

function nameless(tenant: SeedTenant | undefined) {
  return { ...tenant, contextIdentifier: '' };
}
