/** Applying seeds to real databases: what changes, and that nothing changes the second time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashApplicationToken } from '../../src/domain/application.ts';
import { performPlan } from '../../src/seed/perform-plan.ts';
import { planSeed } from '../../src/seed/plan-seed.ts';
import {
  allPrincipals,
  applyLines,
  applyText,
  exportText,
  makeTarget,
  planText,
  seedOfText,
} from './seed-sandbox.ts';

const ONSITE = `
mode: onsite
company: Fjord Shipping AS
roles:
  - { name: Employee, description: People who work here }
  - { id: 7, name: Boss, type: external, functionRights: [b, a] }
groups:
  - { name: Everyone }
  - { id: 9, name: Sales }
licenses:
  - { id: 5, owner: Fjord, name: crm, version: '1' }
  - { owner: Other, name: crm }
users:
  - { name: anna, password: secret, role: Boss, group: Sales, secondaryGroups: [everyone],
      licenses: [{ owner: fjord, name: CRM }], csUser: { id: 3 }, email: anna@example.com }
  - { id: 40, name: bo, disabled: true, password: other }
  - { name: cy }
applications:
  - { name: Tool, agents: [User], tokens: [aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb] }
  - { name: Old, disabled: true }
`;

const ONLINE = `
mode: online
tenants:
  - { contextIdentifier: Cust1, company: One, users: [{ name: anna, password: one }] }
  - { contextIdentifier: Cust2, company: Two, suspended: true, roles: [{ id: 4, name: Boss }],
      users: [{ name: anna, role: Boss }] }
applications:
  - { name: Both }
  - { name: First, tenants: [cust1], tokens: [aaaaaaaaaaaaaaaa] }
`;

const ONLINE_LINES = [
  'add tenant Cust1',
  'add user anna (Cust1)',
  'add tenant Cust2',
  'add user anna (Cust2)',
  'add application Both',
  'add application First',
];

test('everything is added on-site, and then nothing', async (context) => {
  const target = await makeTarget(context);
  assert.deepEqual(await applyLines(target, ONSITE), [
    'add role Boss',
    'add group Sales',
    'add licence crm of Fjord',
    'add licence crm of Other',
    'add user bo',
    'add user anna',
    'add user cy',
    'add application Tool',
    'add application Old',
  ]);
  assert.deepEqual(await planText(target, ONSITE, { prune: true }), []);
  const { associates } = target.stores.ofTenant(1);
  const anna = await associates.findByName('anna');
  assert.ok(anna);
  assert.deepEqual(
    (await associates.principal(anna)).licenses.map(({ moduleId }) => moduleId),
    [5],
  );
  assert.equal((await associates.findByName('bo'))?.id, 40);
  assert.notEqual((await associates.find(40))?.disabledAtMs, null);
  assert.equal(await target.passwords.verify('other', await associates.readPasswordHash(40)), true);
  const cy = await associates.findByName('cy');
  assert.equal(await associates.readPasswordHash(cy?.id ?? 0), null);
  const tool = await target.stores.applications.findByTokenHash(
    hashApplicationToken('bbbbbbbbbbbbbbbb'),
  );
  assert.equal(tool?.name, 'Tool');
});

test('everything is added Online, and then nothing', async (context) => {
  const target = await makeTarget(context, { mode: 'online' });
  assert.deepEqual(await applyLines(target, ONLINE), ONLINE_LINES);
  assert.deepEqual(await planText(target, ONLINE, { prune: true }), []);
  const second = await target.stores.tenants.find('Cust2');
  assert.notEqual(second?.suspendedAtMs, null);
  const first = await target.stores.applications.findByName('First');
  const one = await target.stores.tenants.find('Cust1');
  assert.deepEqual(first?.tenantIds, [one?.id]);
});

test('a token that was made is answered once, and works', async (context) => {
  const target = await makeTarget(context);
  const text = 'mode: onsite\ncompany: A\napplications: [{ name: Tool }]\n';
  const performed = await applyText(target, text);
  const made = performed.flatMap(({ madeToken }) => madeToken ?? []);
  assert.deepEqual(
    made.map(({ applicationName }) => applicationName),
    ['Tool'],
  );
  const [{ token } = { token: '' }] = made;
  const found = await target.stores.applications.findByTokenHash(hashApplicationToken(token));
  assert.equal(found?.name, 'Tool');
  assert.equal(
    performed
      .map(({ line }) => line)
      .join('\n')
      .includes(token),
    false,
  );
});

test('an installation made from a seed has just the ids of the seed', async (context) => {
  const text = ONSITE.replace('{ name: Employee', '{ id: 3, name: Employee').replace(
    '{ name: Everyone',
    '{ id: 2, name: Everyone',
  );
  const target = await makeTarget(context, { from: seedOfText(text) });
  const { directory } = target.stores.ofTenant(1);
  assert.deepEqual(
    (await directory.listRoles()).map(({ id, name }) => [id, name]),
    [
      [3, 'Employee'],
      [7, 'Boss'],
    ],
  );
  assert.deepEqual((await applyLines(target, text)).includes('add role Boss'), false);
  assert.deepEqual(await planText(target, text, { prune: true }), []);
});

test('entries without ids take none that is given to another', async (context) => {
  const text = `
mode: online
tenants:
  - contextIdentifier: A
    company: A
    roles: [{ name: x }, { id: 1, name: y }]
    groups: [{ name: x }, { id: 1, name: y }]
    licenses: [{ owner: o, name: x }, { id: 1, owner: o, name: y }]
    users: [{ name: x, role: x, group: x }, { id: 1, name: y, role: y, group: y }]
`;
  const target = await makeTarget(context, { mode: 'online' });
  await applyText(target, text);
  assert.deepEqual(await planText(target, text, { prune: true }), []);
});

test('what differs is told by its fields, and changed', async (context) => {
  const target = await makeTarget(context);
  await applyText(target, ONSITE);
  const changed = ONSITE.replace('company: Fjord Shipping AS', 'company: Fjord AS')
    .replace('functionRights: [b, a]', 'functionRights: [a, c]')
    .replace("version: '1'", "version: '2'")
    .replace('password: secret, role: Boss, group: Sales', 'password: secret2, fullName: Anna B')
    .replace('licenses: [{ owner: fjord, name: CRM }], csUser: { id: 3 }, ', '')
    .replace('disabled: true, password: other', 'licenses: [{ owner: other, name: crm }]')
    .replace('agents: [User], ', 'clientId: tool, ')
    .replace('{ name: Old, disabled: true }', '{ name: Old, tenants: [] }');
  assert.deepEqual(await applyLines(target, changed, { prune: true }), [
    'change installation: company',
    'change role Boss: functionRights',
    'change licence crm of Fjord: version',
    'change user anna: fullName, csUser, role, group, licenses, password',
    'change user bo: disabled, licenses',
    'change application Tool: clientId, agents',
    'change application Old: disabled, tenants',
  ]);
  assert.deepEqual(await planText(target, changed, { prune: true }), []);
});

test('a changed password ends what the user holds; the same one does not', async (context) => {
  const target = await makeTarget(context);
  const text = (password: string) =>
    `mode: onsite\ncompany: Fjord Shipping AS\nusers: [{ name: anna, password: ${password} }]\n`;
  await applyText(target, text('one'));
  const { associates } = target.stores.ofTenant(1);
  assert.deepEqual(await applyLines(target, text('one')), []);
  assert.equal((await associates.findByName('anna'))?.generation, 1);
  assert.deepEqual(await applyLines(target, text('two')), ['change user anna: password']);
  assert.equal((await associates.findByName('anna'))?.generation, 2);
});

test('a rename by id keeps the entry and who refers to it', async (context) => {
  const target = await makeTarget(context);
  const text = (role: string, user: string, application: string) => `
mode: onsite
company: Fjord Shipping AS
roles: [{ name: Employee, description: People who work here }, { id: 7, name: ${role} }]
users: [{ id: 5, name: ${user}, fullName: Anna, role: ${role} }]
applications: [{ clientId: tool, name: ${application} }]
`;
  await applyText(target, text('Boss', 'anna', 'Tool'));
  assert.deepEqual(await applyLines(target, text('Chief', 'anne', 'Device'), { prune: true }), [
    'change role Boss: name',
    'change user anna: name',
    'change application Tool: name',
  ]);
  assert.deepEqual(await planText(target, text('Chief', 'anne', 'Device'), { prune: true }), []);
  assert.equal((await target.stores.ofTenant(1).associates.find(5))?.name, 'anne');
});

test('tokens are added, and others go only with prune', async (context) => {
  const target = await makeTarget(context);
  const text = (...tokens: readonly string[]) =>
    `mode: onsite\ncompany: Fjord Shipping AS\napplications: [{ name: Tool, tokens: [${tokens}] }]\n`;
  const [a, b, c] = ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(16)];
  const { applications } = target.stores;
  const has = async (token = '') =>
    (await applications.findByTokenHash(hashApplicationToken(token))) !== null;
  await applyText(target, text(`${a}`));
  assert.deepEqual(await applyLines(target, text(`${b}`)), ['change application Tool: tokens']);
  assert.deepEqual([await has(a), await has(b)], [true, true]);
  assert.deepEqual(await applyLines(target, text(`${a}`)), []);
  assert.deepEqual(await applyLines(target, text(`${c}`, `${a}`)), [
    'change application Tool: tokens',
  ]);
  assert.deepEqual([await has(a), await has(b), await has(c)], [true, false, true]);
  assert.deepEqual(await applyLines(target, text(`${c}`), { prune: true }), [
    'change application Tool: tokens',
  ]);
  assert.deepEqual([await has(a), await has(b), await has(c)], [false, false, true]);
  assert.deepEqual(await planText(target, text(`${c}`), { prune: true }), []);
});

test('prune removes what is not listed, in the sections that there are', async (context) => {
  const target = await makeTarget(context);
  await applyText(target, ONSITE);
  const few = `
mode: onsite
company: Fjord Shipping AS
roles: [{ name: Employee, description: People who work here }]
groups: [{ name: Everyone }]
licenses: []
users: [{ name: anna, role: Employee }]
`;
  assert.equal(
    (await planText(target, few)).some((line) => line.startsWith('remove')),
    false,
  );
  assert.deepEqual(await applyLines(target, few, { prune: true }), [
    'remove user bo',
    'remove user cy',
    'change user anna: email, csUser, role, group, secondaryGroups, licenses',
    'remove licence crm of Fjord',
    'remove licence crm of Other',
    'remove group Sales',
    'remove role Boss',
  ]);
  assert.deepEqual(await planText(target, few, { prune: true }), []);
  assert.equal((await target.stores.applications.list()).length, 2);
});

test('prune removes tenants, and applications, whose tokens become free', async (context) => {
  const target = await makeTarget(context, { mode: 'online' });
  await applyText(target, ONLINE);
  const few = `
mode: online
tenants: [{ contextIdentifier: cust1, company: One }]
applications: [{ name: New, tokens: [aaaaaaaaaaaaaaaa] }]
`;
  assert.deepEqual(await applyLines(target, few, { prune: true }), [
    'remove application Both',
    'remove application First',
    'remove tenant Cust2',
    'add application New',
  ]);
  assert.deepEqual(await planText(target, few, { prune: true }), []);
});

test('planning changes nothing', async (context) => {
  const target = await makeTarget(context);
  await applyText(target, ONSITE);
  const before = [await exportText(target), await allPrincipals(target)];
  const other = ONSITE.replace('name: anna, password: secret', 'name: dag, password: x');
  assert.deepEqual(await planText(target, other, { prune: true }), [
    'remove user anna',
    'add user dag',
  ]);
  assert.deepEqual([await exportText(target), await allPrincipals(target)], before);
});

test('an interrupted seed is completed by applying it again', async (context) => {
  const target = await makeTarget(context, { mode: 'online' });
  for (let made = 1; made <= ONLINE_LINES.length; made += 1) {
    const plan = await planSeed(target, seedOfText(ONLINE));
    assert.deepEqual(await planText(target, ONLINE), ONLINE_LINES.slice(made - 1));
    const interrupted = performPlan(target, plan, () => {
      throw new Error('interrupted');
    });
    await assert.rejects(interrupted, /^Error: interrupted$/);
  }
  assert.deepEqual(await planText(target, ONLINE, { prune: true }), []);
});

test('a change that fails is named, and nothing after it is made', async (context) => {
  const target = await makeTarget(context);
  const { associates } = target.stores.ofTenant(1);
  const text = (id: number) =>
    `mode: onsite\ncompany: Fjord Shipping AS\nusers: [{ id: ${id}, name: anna }, { name: bo }]\n`;
  await applyText(target, text(8));
  await associates.remove(8);
  await assert.rejects(applyText(target, text(8)), {
    code: 'conflict',
    message:
      /^add user anna: .*no id is used twice.* 0 of 1 changes were made; apply the seed again/,
  });
});

test('whoever is to be disabled is never there with a password before', async (context) => {
  const target = await makeTarget(context);
  const text = `mode: onsite
company: Fjord Shipping AS
users: [{ name: bo, password: other, disabled: true }]
`;
  const ofTenant = target.stores.ofTenant(1);
  const { associates } = target.stores.ofTenant(1);
  ofTenant.associates.disable = () => Promise.reject(new Error('interrupted'));
  const failing = { ...target, stores: { ...target.stores, ofTenant: () => ofTenant } };
  await assert.rejects(applyText(failing, text), /^Error: interrupted$/);
  const bo = await associates.findByName('bo');
  assert.equal(bo?.disabledAtMs, null);
  assert.equal(await associates.readPasswordHash(bo?.id ?? 0), null);
  assert.deepEqual(await applyLines(target, text), ['change user bo: disabled, password']);
});
