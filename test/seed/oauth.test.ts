/** Applies the OAuth parts of a seed: public keys and system users. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import type { SeedTarget } from '../../src/seed/apply-seed.ts';
import { applyLines, applyText, exportText, makeTarget, planText } from './seed-sandbox.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const pem = String(rsa.export({ format: 'pem', type: 'spki' }));

const tenants = [
  { contextIdentifier: 'Cust1', company: 'A', users: [{ name: 'anna' }, { name: 'robot' }] },
  { contextIdentifier: 'Cust2', company: 'B', users: [{ name: 'robot' }] },
];
const online = (...applications: readonly object[]) =>
  stringify({ mode: 'online', tenants, applications });
const onsite = (...applications: readonly object[]) =>
  stringify({ mode: 'onsite', company: 'A', users: [{ name: 'robot' }], applications });
const robotAt = (tenant: string) => ({ tenant, user: 'robot' });

async function stored({ stores }: SeedTarget) {
  const applications = await stores.applications.list();
  const users: string[] = [];
  for (const { id, contextIdentifier } of await stores.tenants.list(0, 10)) {
    const { systemUsers, associates } = stores.ofTenant(id);
    for (const { applicationId, associateId } of await systemUsers.list()) {
      const application = applications.find((it) => it.id === applicationId)?.name;
      const user = (await associates.find(associateId))?.name;
      users.push(`${application} ${contextIdentifier} ${user}`);
    }
  }
  const keys = applications.flatMap(({ name, publicKeys }) =>
    publicKeys.map(({ keyId }) => `${name} ${keyId}`),
  );
  return { keys, users };
}

describe('public keys', () => {
  test('can be JSON Web Key or PEM, and stay when not mentioned', async (context) => {
    const target = await makeTarget(context);
    await applyText(target, onsite({ name: 'Tool', publicKeys: [jwk, pem] }));
    const { keys } = await stored(target);
    assert.equal(keys.length, 2);
    assert.ok(keys.includes('Tool k1'));
    const [tool] = await target.stores.applications.list();
    const { kid: _, ...members } = jwk;
    assert.deepEqual(tool?.publicKeys.find(({ keyId }) => keyId === 'k1')?.jwk, members);

    const changed = await applyLines(target, onsite({ name: 'Tool', agents: ['User'] }));
    assert.deepEqual(changed, ['change application Tool: agents']);
    assert.deepEqual((await stored(target)).keys, keys);
    const fewer = onsite({ name: 'Tool', agents: ['User'], publicKeys: [jwk] });
    assert.deepEqual(await applyLines(target, fewer), ['change application Tool: publicKeys']);
    assert.deepEqual((await stored(target)).keys, ['Tool k1']);
    const none = onsite({ name: 'Tool', agents: ['User'], publicKeys: [] });
    await applyText(target, none);
    assert.deepEqual((await stored(target)).keys, []);
  });

  test('a new key replaces one with the same kid', async (context) => {
    const target = await makeTarget(context);
    await applyText(target, onsite({ name: 'Tool', publicKeys: [jwk] }));
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const text = onsite({ name: 'Tool', publicKeys: [{ ...other, kid: 'k1' }] });
    assert.deepEqual(await applyLines(target, text), ['change application Tool: publicKeys']);
    assert.deepEqual(await planText(target, text), []);
  });

  const wrong: readonly [what: string, publicKeys: readonly unknown[], said: RegExp][] = [
    [
      'a private JSON Web Key',
      [pair.privateKey.export({ format: 'jwk' })],
      /publicKeys\[0\]\.d: not/,
    ],
    [
      'a private key in PEM',
      [pair.privateKey.export({ format: 'pem', type: 'pkcs8' })],
      /seed\.yaml:\d+:\d+: .*publicKeys\[0\]: expected a public key.*not a private one/,
    ],
    ['a secret', [{ kty: 'oct', n: 'c2VjcmV0' }], /publicKeys\[0\]: expected a public key: EC/],
    ['text', ['no key'], /publicKeys\[0\]: expected a public key: EC/],
    ['a number', [5], /publicKeys\[0\]: expected a public key: the members of a JSON Web Key/],
    ['one twice', [jwk, jwk], /publicKeys\[1\]: is the same as that of entry 0/],
    ['six', Array.from({ length: 6 }, (_, index) => ({ ...jwk, kid: `${index}` })), /at most 5/],
  ];
  for (const [what, publicKeys, said] of wrong) {
    test(`${what} is refused`, async (context) => {
      const target = await makeTarget(context);
      const { d = 'no private key' } = pair.privateKey.export({ format: 'jwk' });
      await assert.rejects(planText(target, onsite({ name: 'Tool', publicKeys })), (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, said);
        assert.ok(!error.message.includes(d));
        return true;
      });
    });
  }
});

describe('system users', () => {
  test('on-site have no tenant', async (context) => {
    const target = await makeTarget(context);
    const text = onsite({ name: 'Tool', tenants: 'all', systemUsers: [{ user: 'Robot' }] });
    const lines = await applyLines(target, text);
    assert.equal(lines.at(-1), 'add system user robot of Tool');
    assert.deepEqual((await stored(target)).users, ['Tool  robot']);
    assert.deepEqual(await planText(target, text, { prune: true }), []);
    assert.match(await exportText(target), /systemUsers:\n +- user: robot\n/);
  });

  test('stay without their section, and are removed when not listed', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    const both = [robotAt('Cust1'), robotAt('cust2')];
    await applyText(target, online({ name: 'Tool', systemUsers: both }));
    const { users } = await stored(target);
    assert.deepEqual(users, ['Tool Cust1 robot', 'Tool Cust2 robot']);
    await applyText(target, online({ name: 'Tool', agents: ['User'] }), { prune: true });
    assert.deepEqual((await stored(target)).users, users);
    const one = online({ name: 'Tool', systemUsers: [robotAt('Cust2')], agents: ['User'] });
    assert.deepEqual(await applyLines(target, one), ['remove system user robot of Tool (Cust1)']);
    assert.deepEqual((await stored(target)).users, ['Tool Cust2 robot']);
  });

  test('two applications can exchange theirs', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    const at = (user: string) => [{ tenant: 'Cust1', user }];
    const seed = (a: string, b: string) =>
      online({ name: 'A', systemUsers: at(a) }, { name: 'B', systemUsers: at(b) });
    await applyText(target, seed('anna', 'robot'));
    await applyText(target, seed('robot', 'anna'));
    assert.deepEqual((await stored(target)).users, ['A Cust1 robot', 'B Cust1 anna']);
    assert.deepEqual(await planText(target, seed('robot', 'anna')), []);
  });

  test('of an application that the seed keeps cannot be taken', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    await applyText(target, online({ name: 'A', systemUsers: [robotAt('Cust1')] }));
    const taken = online({ name: 'B', systemUsers: [robotAt('Cust1')] });
    const said = /applications\[0\]\.systemUsers\[0\]: .*robot is the system user of A\./;
    await assert.rejects(planText(target, taken), said);
    await applyText(target, taken, { prune: true });
    assert.deepEqual((await stored(target)).users, ['B Cust1 robot']);
  });

  test('must exist', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    await applyText(target, online());
    const of = (systemUser: object) =>
      stringify({ mode: 'online', applications: [{ name: 'A', systemUsers: [systemUser] }] });
    await assert.rejects(planText(target, of(robotAt('Cust3'))), /there is no tenant Cust3; expec/);
    const ghost = of({ tenant: 'Cust2', user: 'ghost' });
    await assert.rejects(planText(target, ghost), /there is no user ghost; expected one of robot/);
    await applyText(target, of(robotAt('Cust2')));
    assert.deepEqual((await stored(target)).users, ['A Cust2 robot']);
  });

  const wrong: readonly [what: string, text: string, said: RegExp][] = [
    ['no tenant', online({ name: 'A', systemUsers: [{ user: 'robot' }] }), /\.tenant: missing/],
    ['a tenant on-site', onsite({ name: 'A', systemUsers: [robotAt('A')] }), /none on-site/],
    [
      'a tenant that is not listed',
      online({ name: 'A', systemUsers: [robotAt('Cust3')] }),
      /systemUsers\[0\]\.tenant: there is no tenant Cust3; expected one of Cust1, Cust2/,
    ],
    [
      'a user who is not listed',
      online({ name: 'A', systemUsers: [{ tenant: 'Cust2', user: 'anna' }] }),
      /systemUsers\[0\]\.user: there is no user anna; expected one of robot/,
    ],
    [
      'two at a tenant',
      online({ name: 'A', systemUsers: [robotAt('Cust1'), { tenant: 'cust1', user: 'anna' }] }),
      /systemUsers\[1\]: is another at the same tenant/,
    ],
    [
      'a user of two applications',
      online(
        { name: 'A', systemUsers: [robotAt('Cust1')] },
        { name: 'B', systemUsers: [{ tenant: 'CUST1', user: 'ROBOT' }] },
      ),
      /applications\[1\]\.systemUsers\[0\]: .*robot is the system user of A\./,
    ],
  ];
  for (const [what, text, said] of wrong) {
    test(`${what} is refused`, async (context) => {
      const target = await makeTarget(context, { mode: 'online' });
      await assert.rejects(planText(target, text), said);
    });
  }
});
