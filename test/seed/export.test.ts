/** Exports are seeds: what was made from one holds the same. And the seeds that ship are right. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { hashApplicationToken } from '../../src/domain/application.ts';
import { printSeedJsonSchema } from '../../src/seed/seed-json-schema.ts';
import {
  allPrincipals,
  applyText,
  exportText,
  makeTarget,
  planText,
  seedOfText,
} from './seed-sandbox.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const AWKWARD = `
mode: online
tenants:
  - contextIdentifier: '0123'
    company: "Smørrebrød: & Sønner 株式会社 # 1"
    suspended: true
    roles: [{ id: 3, name: 'yes', functionRights: ['~', 'null'] }, { name: Employee, type: system }]
    groups: [{ id: 8, name: '- a' }, { name: Everyone }]
    licenses: [{ id: 4, owner: '1', name: '2' }, { owner: '3', name: '2' }, { owner: '3', name: x }]
    users:
      - { id: 100, name: '12', role: 'yes', group: '- a', secondaryGroups: [Everyone, '- a'],
          licenses: [{ owner: '3', name: '2' }, x], email: 'æ@ø.å', type: external, personId: 4,
          csUser: { id: 2, accessLevel: 5, status: spm }, disabled: true }
      - { name: '*b', fullName: '' }
  - { contextIdentifier: empty, company: '', roles: [], groups: [], users: [] }
applications:
  - { name: 'A: b', agents: [User, Archive], tenants: ['0123'], disabled: true }
  - { name: none, tenants: [] }
`;

describe('an export', () => {
  for (const [what, text] of [
    ['the on-site demo', read('seeds/demo-onsite.yaml')],
    ['the Online demo', read('seeds/demo-online.yaml')],
    ['awkward names', AWKWARD],
  ] as const) {
    test(`of ${what} makes the same installation`, async (context) => {
      const first = await makeTarget(context, { demo: true, from: seedOfText(text) });
      await applyText(first, text);
      assert.deepEqual(await planText(first, text, { prune: true }), []);
      const exported = await exportText(first);
      assert.deepEqual(await planText(first, exported, { prune: true }), []);
      const second = await makeTarget(context, { from: seedOfText(exported) });
      await applyText(second, exported);
      assert.deepEqual(await allPrincipals(second), await allPrincipals(first));
      assert.equal(await exportText(second), exported);
    });
  }

  test('knows no difference on-site between all tenants and the only one', async (context) => {
    const target = await makeTarget(context);
    const profile = { clientId: 'tool', name: 'Tool', agents: [], tenantIds: [1], publicKeys: [] };
    await target.stores.applications.add(profile, 'hash', target.clock.now());
    const exported = await exportText(target);
    assert.match(exported, /name: Tool\n +tenants: all\n/);
    assert.deepEqual(await planText(target, exported, { prune: true }), []);
  });

  test('holds no secret', async (context) => {
    const text = read('seeds/demo-online.yaml');
    const target = await makeTarget(context, { demo: true, mode: 'online' });
    await applyText(target, text);
    const exported = await exportText(target);
    assert.doesNotMatch(exported, /^[ -]*(?:password|tokens):|argon2|1234567-1234-9876/m);
    assert.match(exported, /^# What this installation holds/);
  });
});

describe('a seed of the demo', () => {
  test('on-site holds what the demo showed before', async (context) => {
    const text = read('seeds/demo-onsite.yaml');
    const target = await makeTarget(context, { demo: true, from: seedOfText(text) });
    await applyText(target, text);
    const [demo] = await allPrincipals(target);
    assert.deepEqual(demo, {
      tenant: '',
      disabled: false,
      associate: {
        id: 1,
        name: 'demo',
        fullName: 'Dagny Demo',
        email: 'demo@example.com',
        type: 'internal',
        roleId: 2,
        groupId: 2,
        secondaryGroupIds: [3],
        personId: 5,
        contactId: 2,
        contactOwnerId: 1,
        countryId: 578,
        homeCountryId: 578,
        businessId: 1,
        categoryId: 1,
        csUser: { id: 3, accessLevel: 1, status: 'normal' },
        createdAtMs: 0,
        disabledAtMs: null,
        generation: 0,
      },
      role: {
        id: 2,
        name: 'Demo',
        description: 'The role of the demo user',
        type: 'employee',
        functionRights: ['admin-all', 'hide-confidential'],
      },
      licenses: [
        {
          moduleId: 1,
          ownerName: 'Ticketoffice',
          name: 'user',
          description: 'User plan',
          version: '1.0',
        },
      ],
    });
  });

  test('Online has an application with the token of the published samples', async (context) => {
    const target = await makeTarget(context, { demo: true, mode: 'online' });
    await applyText(target, read('seeds/demo-online.yaml'));
    const find = (token: string) =>
      target.stores.applications.findByTokenHash(hashApplicationToken(token));
    assert.deepEqual((await find('1234567-1234-9876'))?.agents, ['User']);
    assert.deepEqual((await find('7654321-4321-6789'))?.agents, []);
    assert.equal((await find('7654321-4321-6789'))?.tenantIds, 'all');
  });
});

test('the published schema is what reading checks', () => {
  assert.equal(read('schemas/seed.schema.json'), printSeedJsonSchema());
});
