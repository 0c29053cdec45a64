/** Applying seeds to real databases: what changes, and that nothing changes the second time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashApplicationToken } from '../../src/domain/applications/application.ts';
import type { SeedTarget } from '../../src/seed/apply-seed.ts';
import { HEAD, ONLINE, ONSITE, storesOf } from './sample-seeds.ts';
import { applyLines, applyText, everything, makeTarget, planText } from './seed-sandbox.ts';

const ONSITE_LINES = [
  'add functional right fjord-approve',
  'add role Boss',
  'add role Partner',
  'change group sales: rank',
  'add group Harbour',
  'add licence owner Fjord',
  'add licence crm of Fjord',
  'add licence owner Other',
  'add licence crm of Other',
  'add user anna',
  'add user bo',
  'add user cy',
  'change user anna: licences',
  'add application Tool',
  'add application Old',
];

async function userOf(target: SeedTarget, name: string) {
  const { associates } = storesOf(target);
  const user = await associates.findByName(name);
  assert.ok(user, name);
  return { user, principal: await associates.principal(user) };
}

test('an on-site seed adds everything, and the second time nothing', async (context) => {
  const target = await makeTarget(context);
  assert.deepEqual(await applyLines(target, ONSITE), ONSITE_LINES);
  assert.deepEqual(await applyLines(target, ONSITE), []);
  const { user: anna, principal } = await userOf(target, 'anna');
  assert.deepEqual(
    [principal.role.id, principal.functionalRights, anna.groupId, anna.secondaryGroupIds],
    [40, ['admin-all', 'fjord-approve'], 9, [2]],
  );
  const assigned = principal.licences.filter(({ kind }) => kind === 'user');
  assert.deepEqual(
    assigned.map(({ ownerName, name, seats }) => [ownerName, name, seats]),
    [
      ['SUPEROFFICE', 'user', 25],
      ['Fjord', 'crm', 2],
    ],
  );
  assert.equal(assigned[1]?.expiresAtMs, Date.UTC(2040, 0, 31));
  const { roles, associates } = storesOf(target);
  const matrices = await roles.dataRights([40]);
  assert.deepEqual(matrices.get(40), { contact: { MyOwn: 'CRUD', PrimaryGroup: 'R' } });
  const { user: bo } = await userOf(target, 'bo');
  assert.equal(bo.id, 40);
  assert.notEqual(bo.disabledAtMs, null);
  assert.equal(
    await target.passwordHasher.verify('other secret', await associates.readPasswordHash(40)),
    true,
  );
  const { user: cy, principal: external } = await userOf(target, 'cy');
  assert.deepEqual([cy.groupId, external.role.name], [0, 'External User']);
  assert.equal(await associates.readPasswordHash(cy.id), null);
  const { applications } = target.stores;
  const tool = await applications.findByTokenHash(hashApplicationToken('bbbbbbbbbbbbbbbb'));
  assert.equal(tool?.name, 'Tool');
});

test('an Online seed adds everything, and the second time nothing', async (context) => {
  const target = await makeTarget(context, { mode: 'online' });
  assert.deepEqual(await applyLines(target, ONLINE), [
    'add tenant Cust1',
    'add user anna (Cust1)',
    'add tenant Cust2',
    'add role Boss (Cust2)',
    'add user anna (Cust2)',
    'add application Both',
    'add application First',
  ]);
  assert.deepEqual(await applyLines(target, ONLINE), []);
  const second = await target.stores.tenants.find('Cust2');
  assert.notEqual(second?.suspendedAtMs, null);
  const one = await target.stores.tenants.find('Cust1');
  const first = await target.stores.applications.findByName('First');
  assert.deepEqual(first?.tenantIds, [one?.id]);
});

test('a generated token is returned once, and works', async (context) => {
  const target = await makeTarget(context);
  const made = await applyText(target, `${HEAD}applications: [{ name: Tool }]\n`);
  const [{ line, madeToken = '' } = { line: '' }] = made;
  assert.equal(line, 'add application Tool');
  const found = await target.stores.applications.findByTokenHash(hashApplicationToken(madeToken));
  assert.equal(found?.name, 'Tool');
});

test('every change leaves an audit event that names the operator', async (context) => {
  const target = await makeTarget(context);
  await applyText(target, ONSITE);
  const events = await target.stores.audit.listLatest({}, 100);
  assert.deepEqual([...new Set(events.map(({ operator }) => operator))], ['root@crm1']);
  assert.deepEqual([...new Set(events.map(({ action }) => action))].sort(), [
    'application-added',
    'application-disabled',
    'application-token-added',
    'contact-added',
    'functional-right-added',
    'group-added',
    'group-changed',
    'licence-added',
    'licence-owner-added',
    'person-added',
    'role-added',
    'role-rights-set',
    'user-added',
    'user-disabled',
    'user-licences-set',
  ]);
  assert.doesNotMatch(JSON.stringify(events), /secret|aaaaaaaa|argon2/);
});

test('an entry without an id never matches the record of another entry', async (context) => {
  const target = await makeTarget(context);
  const text = `${HEAD}
roles: [{ name: x }, { id: 17, name: y }]
groups: [{ name: x }, { id: 6, name: y }]
licences: [{ owner: o, modules: [{ name: x }, { id: 25, name: y }] }]
users: [{ name: x, role: x, group: x }, { id: 1, name: y, role: y, group: y }]
`;
  await applyText(target, text);
  assert.deepEqual(await planText(target, text), []);
  assert.equal((await userOf(target, 'y')).user.roleId, 17);
});

test('a change names the fields that differ', async (context) => {
  const target = await makeTarget(context);
  await applyText(target, ONSITE);
  const changed = ONSITE.replace('company: Fjord Shipping AS', 'company: Fjord AS')
    .replace(
      'tooltip: Runs it, functionalRights: [fjord-approve, Admin-All]',
      'rank: 3, functionalRights: [admin-all]',
    )
    .replace('PrimaryGroup: R', "PrimaryGroup: ''")
    .replace('tooltip: At the sea', 'tooltip: At sea')
    .replace('expires: 2040-01-31', 'expires: null')
    .replace("version: '1', seats: 2", "version: '2', hidden: true")
    .replace(
      'password: first secret, role: Boss, group: Harbour',
      'password: new secret, fullName: Anna B',
    )
    .replace(', csUser: { id: 3 }', ', csUser: null')
    .replace('CRM }, user]', 'CRM }]')
    .replace('disabled: true, password: other secret', 'disabled: false, role: Boss')
    .replace('agents: [User], ', 'clientId: tool, ')
    .replace('{ name: Old, disabled: true }', '{ name: Old, disabled: false, tenants: [] }');
  assert.deepEqual(await applyLines(target, changed), [
    'change installation: company',
    'change role Boss: rank, dataRights, functionalRights',
    'change group Harbour: tooltip',
    'change licence owner Fjord: expires',
    'change licence crm of Fjord: version, hidden',
    'change user anna: fullName, csUser, password',
    'change user bo: role, disabled',
    'change user anna: licences',
    'change application Tool: clientId',
    'change application Old: tenants, disabled',
  ]);
  assert.deepEqual(await planText(target, changed), []);
  const matrices = await storesOf(target).roles.dataRights([40]);
  assert.deepEqual(matrices.get(40), { contact: { MyOwn: 'CRUD' } });
});

test('whatever the seed does not mention stays unchanged', async (context) => {
  const target = await makeTarget(context);
  await applyText(target, ONSITE);
  const before = await everything(target);
  const names = `${HEAD}
roles: [{ name: Boss }, { name: User level 0 }]
groups: [{ name: Harbour }]
licences: [{ owner: Fjord, modules: [{ name: crm }] }, { owner: superoffice }]
users: [{ name: ANNA }]
applications: [{ name: Tool }]
`;
  assert.deepEqual(await applyLines(target, names), []);
  assert.deepEqual(await everything(target), before);
});

test('a new password ends the sessions of the user, and the same one does not', async (context) => {
  const target = await makeTarget(context);
  const text = (password: string) => `${HEAD}users: [{ name: anna, password: ${password} }]\n`;
  await applyText(target, text('secret one'));
  assert.deepEqual(await applyLines(target, text('secret one')), []);
  assert.equal((await userOf(target, 'anna')).user.generation, 1);
  assert.deepEqual(await applyLines(target, text('secret two')), ['change user anna: password']);
  assert.equal((await userOf(target, 'anna')).user.generation, 2);
});

test('a former name renames a record, once', async (context) => {
  const target = await makeTarget(context);
  const text = `${HEAD}
roles: [{ name: Direktør, formerName: User level 0 }]
groups: [{ name: Salg, formerName: Sales }]
licences: [{ owner: Fjord, formerName: SuperOffice, modules: [{ name: bruker, formerName: user }] }]
`;
  assert.deepEqual(await applyLines(target, text), [
    'change role Direktør: name',
    'change group Salg: name',
    'change licence owner Fjord: name',
    'change licence bruker of Fjord: name',
  ]);
  assert.deepEqual(await applyLines(target, text), []);
  assert.equal((await storesOf(target).groups.find(2))?.name, 'Salg');
});

test('a name means the first role of the type, and an id distinguishes roles', async (context) => {
  const target = await makeTarget(context);
  const roles =
    'roles: [{ id: 40, name: Boss }, { id: 41, name: Boss }, { name: Boss, type: external }]\n';
  await applyText(target, `${HEAD}${roles}`);
  const one = `${HEAD}roles: [{ name: boss, tooltip: a }, { name: Boss, type: external, tooltip: b }]\n`;
  await applyText(target, one);
  const { roles: store } = storesOf(target);
  const tooltips = (await store.list()).filter(({ id }) => id >= 40).map(({ tooltip }) => tooltip);
  assert.deepEqual(tooltips, ['a', '', 'b']);
  const users = (role: string) => `${HEAD}users: [{ name: anna, role: ${role} }]\n`;
  await assert.rejects(planText(target, users('Boss')), {
    message:
      'seed.yaml:3:29: users[0].role: there are several of the name; expected one of ' +
      '{ id: 40, name: Boss }, { id: 41, name: Boss }, { id: 42, name: Boss }',
  });
  await applyText(target, users('{ id: 41, name: Boss }'));
  assert.equal((await userOf(target, 'anna')).user.roleId, 41);
});

test('tokens are added, and others are removed only with prune', async (context) => {
  const target = await makeTarget(context);
  const text = (...tokens: readonly string[]) =>
    `${HEAD}applications: [{ name: Tool, tokens: [${tokens}] }]\n`;
  const [a, b, c] = ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(16)];
  const { applications } = target.stores;
  const has = async (token = '') =>
    (await applications.findByTokenHash(hashApplicationToken(token))) !== null;
  const changed = ['change application Tool: tokens'];
  await applyText(target, text(`${a}`));
  assert.deepEqual(await applyLines(target, text(`${b}`)), changed);
  assert.deepEqual([await has(a), await has(b)], [true, true]);
  assert.deepEqual(await applyLines(target, text(`${a}`)), []);
  assert.deepEqual(await applyLines(target, text(`${c}`, `${a}`)), changed);
  assert.deepEqual([await has(a), await has(b), await has(c)], [true, false, true]);
  assert.deepEqual(await applyLines(target, text(`${c}`), { prune: true }), changed);
  assert.deepEqual([await has(a), await has(b), await has(c)], [false, false, true]);
  assert.deepEqual(await planText(target, text(`${c}`), { prune: true }), []);
});

test('the last administrator can hand over to another in one file', async (context) => {
  const target = await makeTarget(context);
  const text = (anna: string, bo: string) =>
    `${HEAD}users: [{ name: anna, ${anna} }, { name: bo, ${bo} }]\n`;
  const [administrator, plain] = ['role: User level 0', 'role: User level 3'];
  await applyText(target, text(administrator, plain));
  assert.deepEqual(await applyLines(target, text(`${plain}, disabled: true`, administrator)), [
    'change user bo: role',
    'change user anna: role, disabled',
  ]);
  const alone = `${HEAD}users: [{ name: cy, role: User level 0 }]\n`;
  assert.deepEqual(await applyLines(target, alone, { prune: true }), [
    'add user cy',
    'remove user anna',
    'remove user bo',
  ]);
});

test('an entry marked as deleted is removed without prune, and its id is kept', async (context) => {
  const target = await makeTarget(context);
  const text = `${HEAD}
roles:
  - { id: 40, name: Old, deleted: true }
  - { name: CRM User, deleted: true }
  - { name: None, deleted: true }
groups: [{ id: 9, name: Gone, deleted: true }, { name: Marketing, deleted: true }]
licences: [{ owner: SUPEROFFICE, modules: [{ name: quote, deleted: true }] }]
`;
  assert.deepEqual(await applyLines(target, text), [
    'add role Old',
    'add group Gone',
    'remove licence quote',
    'remove group Marketing',
    'remove role CRM User',
  ]);
  assert.deepEqual(await applyLines(target, text), []);
  const { roles, groups } = storesOf(target);
  assert.equal((await roles.find(40))?.isDeleted, true);
  assert.equal((await groups.find(9))?.isDeleted, true);
  const back = `${HEAD}groups: [{ name: gone }]\nroles: [{ id: 40, name: Old }]\n`;
  assert.deepEqual(await applyLines(target, back), [
    'change role Old: deleted',
    'change group gone: deleted',
  ]);
});

test('a dry run reports the changes, and makes none', async (context) => {
  const target = await makeTarget(context);
  const before = [await everything(target), await target.stores.audit.listLatest({}, 100)];
  assert.deepEqual(await planText(target, ONSITE), ONSITE_LINES);
  const after = [await everything(target), await target.stores.audit.listLatest({}, 100)];
  assert.deepEqual(after, before);
  assert.deepEqual(await target.stores.applications.list(), []);
});

test('a failed change undoes the earlier ones', async (context) => {
  const target = await makeTarget(context);
  const text = `${HEAD}roles: [{ name: Boss }]\nusers: [{ id: 8, name: anna }, { name: bo }]\n`;
  await applyText(target, `${HEAD}users: [{ id: 8, name: gone }]\n`);
  await storesOf(target).associates.remove(8, 1);
  const before = [await everything(target), await target.stores.audit.listLatest({}, 100)];
  await assert.rejects(applyText(target, text), {
    code: 'conflict',
    message:
      /^seed\.yaml:4:9: users\[0\]: add user anna: There was a user 8, and no id is used twice/,
  });
  const after = [await everything(target), await target.stores.audit.listLatest({}, 100)];
  assert.deepEqual(after, before);
});
