/** Checks that an export makes an equal installation, and that the shipped seeds are valid. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { authorise } from '../../src/domain/actor.ts';
import {
  hashApplicationToken,
  plainApplication,
} from '../../src/domain/applications/application.ts';
import { Changes, TenantChanges } from '../../src/domain/changes.ts';
import { Roles } from '../../src/domain/roles/roles.ts';
import { printSeedJsonSchema } from '../../src/seed/seed-json-schema.ts';
import {
  applyText,
  everything,
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
    functionalRights: [{ name: '~', roleType: external, requiredModule: null }, { name: 'null' }]
    roles:
      - { id: 40, name: 'yes', functionalRights: ['null', admin-all], rank: -7,
          usesCategories: true }
      - { id: 41, name: 'yes', dataRights: { SaleStakeholder: { Anonymous: CR } } }
      - { id: 42, name: 'yes', type: external, functionalRights: ['~'] }
      - { id: 50, name: gone, deleted: true }
      - { name: Direktør, formerName: User level 0, tooltip: '' }
      - { name: User level 5, deleted: true, functionalRights: [],
          dataRights: { contact: { MyOwn: '' } } }
    groups:
      - { id: 18, name: '- a' }
      - { name: Salg, formerName: Sales, rank: 70 }
      - { name: Marketing, deleted: true }
    licences:
      - owner: SuperOffice
        expires: 2040-01-31T12:00:00.001Z
        modules:
          - { name: document, deleted: true }
          - { name: brev, formerName: report, version: '9', hidden: true, seats: 7 }
      - { owner: '1', description: '#', modules: [{ name: '2' }] }
      - { owner: '3', modules: [{ name: '2', version: x }, { name: '2', version: y }, { name: x }] }
    contacts:
      - { id: 3, name: '7', ownCompany: true, department: '- x', countryId: 47 }
      - { id: 4, name: '8', ownerAssociateId: 100 }
    persons:
      - { id: 9, firstName: '9', contact: '7', mrMrs: 'no', rank: 3 }
      - { lastName: '~', email: '~@x.y', contact: 4, retired: true, description: "a\\nb" }
      - { id: 11, firstName: 'off', contact: 4, retired: false }
      - { middleName: alone, contact: null }
    users:
      - { id: 100, name: '12', role: { id: 42, name: 'yes' }, group: null, userName: '0x1',
          nickName: 'null', email: 'æ@ø.å', type: external, person: 11, retired: true,
          csUser: { id: 2, accessLevel: 5, status: spm }, disabled: true }
      - { name: '*b', group: '- a', secondaryGroups: [Service, '- a'], role: Direktør,
          waitingForApproval: true, rank: -1, tooltip: '# b', person: '9',
          licences: [{ owner: '3', name: '2', version: y }, { owner: '1', name: '2' }, x],
          requestSignature: "- a\\n: b", absenceMessage: 'no', ticketCategories: [9, 2],
          extraFields: { b: '1', '2': 'true', ' ': '' }, customFields: { 'x:1': '[I:1]' } }
      - { name: c, group: null, role: { id: 41, name: 'yes' }, fullName: 'A B C', contact: '7' }
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
      const first = await makeTarget(context, { purpose: 'demo', from: seedOfText(text) });
      await applyText(first, text);
      assert.deepEqual(await planText(first, text), []);
      const exported = await exportText(first);
      assert.deepEqual(await planText(first, exported, { prune: true }), []);
      const second = await makeTarget(context, { from: seedOfText(exported) });
      await applyText(second, exported);
      assert.deepEqual(await everything(second), await everything(first));
      assert.equal(await exportText(second), exported);
    });
  }

  test('names the built-in records, with only the fields that differ', async (context) => {
    const target = await makeTarget(context);
    const exported = await exportText(target);
    assert.match(exported, /\n {2}- name: User level 0\n {2}- name: User level 1\n/);
    assert.match(exported, /\ngroups:\n {2}- name: Administration\n {2}- name: Sales\n/);
    assert.doesNotMatch(exported, /CRUD|admin-all|seats/);
  });

  test('on-site does not distinguish all tenants from the only one', async (context) => {
    const target = await makeTarget(context);
    const profile = { ...plainApplication, clientId: 'tool', name: 'Tool', tenantIds: [1] };
    await target.stores.applications.add(profile, 'hash', target.clock.now());
    const exported = await exportText(target);
    assert.match(exported, /name: Tool\n +tenants: all\n/);
  });

  test('contains no secret', async (context) => {
    const text = read('seeds/demo-online.yaml');
    const target = await makeTarget(context, { purpose: 'demo', mode: 'online' });
    await applyText(target, text);
    const exported = await exportText(target);
    assert.doesNotMatch(exported, /^[ -]*(?:password|tokens):|argon2|1234567-1234-9876/m);
    assert.match(exported, /^# What this installation holds/);
  });

  test('contains the changes that a user made to a role', async (context) => {
    const target = await makeTarget(context);
    const { stores, audit: trail, clock } = target;
    const ofTenant = stores.ofTenant(1);
    const tenant = { id: 1, contextIdentifier: '' };
    const changes = new TenantChanges(new Changes({ stores, trail, clock }), tenant);
    const roles = new Roles({ stores: ofTenant, changes, clock });
    const actor = authorise({ kind: 'system' }, 'change-roles');
    await roles.setDataRight(actor, 2, 'sale', { MyOwn: 'R', PrimaryGroup: '' });
    await roles.setRights(actor, 2, []);
    assert.match(
      await exportText(target),
      /- name: User level 1\n +functionalRights: \[\]\n +dataRights:\n +sale:\n +MyOwn: R\n +PrimaryGroup: ""\n/,
    );
  });
});

describe('the demo seed', () => {
  test('on-site has a user with a value in every field', async (context) => {
    const text = read('seeds/demo-onsite.yaml');
    const target = await makeTarget(context, { purpose: 'demo', from: seedOfText(text) });
    await applyText(target, text);
    const { associates } = target.stores.ofTenant(1);
    const user = await associates.findByName('demo');
    assert.ok(user);
    const { role, functionalRights, licences } = await associates.principal(user);
    const { createdAtMs: _at, ...fields } = user;
    assert.deepEqual(fields, {
      id: 1,
      name: 'demo',
      userName: '',
      nickName: '',
      tooltip: '',
      rank: 0,
      fullName: 'Dagny Demo',
      email: 'demo@example.com',
      isPersonRetired: false,
      type: 'internal',
      roleId: 17,
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
      isWaitingForApproval: false,
      disabledAtMs: null,
      retiredAtMs: null,
      generation: 1,
    });
    assert.deepEqual([role.name, role.tooltip], ['Demo', 'The role of the demo user']);
    assert.deepEqual(functionalRights, ['admin-all', 'hide-confidential']);
    assert.deepEqual(
      licences.filter(({ kind }) => kind === 'user').map(({ name }) => name),
      ['user', 'web', 'sale-cal', 'selection-cal', 'project-cal', 'ten-sales', 'demo'],
    );
  });

  test('Online has an application with the token of the published samples', async (context) => {
    const target = await makeTarget(context, { purpose: 'demo', mode: 'online' });
    await applyText(target, read('seeds/demo-online.yaml'));
    const find = (token: string) =>
      target.stores.applications.findByTokenHash(hashApplicationToken(token));
    assert.deepEqual((await find('1234567-1234-9876'))?.agents, ['User']);
    assert.deepEqual((await find('7654321-4321-6789'))?.agents, []);
    assert.equal((await find('7654321-4321-6789'))?.tenantIds, 'all');
  });
});

test('the published schema is the one that seeds are validated with', () => {
  assert.equal(read('schemas/seed.schema.json'), printSeedJsonSchema());
});
