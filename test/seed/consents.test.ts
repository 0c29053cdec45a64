/** Applies redirect URIs, flags and consents of a seed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { secretNames } from '../../src/domain/keys/secret-names.ts';
import type { SeedTarget } from '../../src/seed/apply-seed.ts';
import { applyLines, applyText, exportText, makeTarget, planText } from './seed-sandbox.ts';

const tenants = [
  { contextIdentifier: 'Cust1', company: 'A' },
  { contextIdentifier: 'Cust2', company: 'B' },
];
const SYSTEM_TOKEN = 'Old Tool-8k8Q7DmBgo';
const online = (fields: object) =>
  stringify({ mode: 'online', tenants, applications: [{ name: 'Tool', ...fields }] });
const full = {
  redirectUris: ['https://tool.example/cb', 'http://127.0.0.1/cb'],
  native: true,
  serverToServer: true,
  consents: [{ tenant: 'Cust1', systemToken: SYSTEM_TOKEN }, { tenant: 'Cust2' }],
};

/** The system tokens of the consents in force, by tenant. */
async function systemTokens({ stores, masterKeys }: SeedTarget) {
  const application = (await stores.applications.findByName('Tool')) ?? assert.fail();
  const tokens: Record<string, string | null> = {};
  for (const tenant of await stores.tenants.list(0, 10)) {
    const consent = await stores.ofTenant(tenant.id).consents.find(application.id);
    const name = secretNames.systemToken(tenant.id, application.id);
    const isInForce = consent?.revokedAtMs === null;
    const token = isInForce ? String(await masterKeys.open(consent.sealed, name)) : null;
    tokens[tenant.contextIdentifier] = token;
  }
  return tokens;
}

describe('consents of a seed', () => {
  test('are given with their system tokens, and a second run changes nothing', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    const lines = await applyLines(target, online(full));
    assert.deepEqual(
      lines.filter((line) => line.includes('consent')),
      ['give consent to Tool (Cust1)', 'give consent to Tool (Cust2)'],
    );
    assert.deepEqual(await applyLines(target, online(full)), []);
    const tokens = await systemTokens(target);
    assert.equal(tokens['Cust1'], SYSTEM_TOKEN);
    assert.match(tokens['Cust2'] ?? '', /^Tool-[A-Za-z0-9]{10}$/);
    const [stored] = await target.stores.applications.list();
    assert.deepEqual(stored?.redirectUris, full.redirectUris);
    assert.deepEqual([stored?.native, stored?.serverToServer], [true, true]);
  });

  test('of other tenants are revoked, and stay when not mentioned', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    await applyText(target, online(full));
    assert.deepEqual(await applyLines(target, online({})), []);
    const one = online({ consents: [{ tenant: 'Cust2' }] });
    assert.deepEqual(await applyLines(target, one), ['revoke consent to Tool (Cust1)']);
    assert.equal((await systemTokens(target))['Cust1'], null);
    const none = online({ consents: [] });
    assert.deepEqual(await applyLines(target, none), ['revoke consent to Tool (Cust2)']);
  });

  test('cover what the same seed allows the application', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    await applyText(target, online({ consents: [{ tenant: 'Cust1' }] }));
    const more = online({ agents: ['User'], consents: [{ tenant: 'Cust1' }] });
    assert.deepEqual(await applyLines(target, more), [
      'change application Tool: agents',
      'give consent to Tool (Cust1)',
    ]);
  });

  test('are exported without system tokens, and the export changes nothing', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    await applyText(target, online(full));
    const exported = await exportText(target);
    assert.doesNotMatch(exported, /8k8Q7DmBgo|systemToken/);
    assert.match(exported, /consents:\n +- tenant: Cust1\n +- tenant: Cust2\n/);
    assert.match(exported, /redirectUris:\n +- https:\/\/tool\.example\/cb\n/);
    assert.deepEqual(await applyLines(target, exported), []);
  });

  const wrong: readonly (readonly [what: string, fields: object, said: RegExp])[] = [
    ['no tenant', { consents: [{}] }, /consents\[0\]\.tenant: missing/],
    ['an unknown tenant', { consents: [{ tenant: 'Cust9' }] }, /no tenant "?Cust9/],
    ['a tenant twice', { consents: [{ tenant: 'Cust1' }, { tenant: 'cust1' }] }, /same tenant/],
    ['a short token', { consents: [{ tenant: 'Cust1', systemToken: 'x' }] }, /10 to 200/],
    ['a wildcard', { redirectUris: ['https://*.example/'] }, /wildcard/],
    [
      'a redirect URI twice',
      { redirectUris: ['https://a.example/', 'https://a.example/'] },
      /same/,
    ],
  ];
  for (const [what, fields, said] of wrong) {
    test(`are refused with ${what}`, async (context) => {
      const target = await makeTarget(context, { mode: 'online' });
      await assert.rejects(planText(target, online(fields)), said);
    });
  }
});
