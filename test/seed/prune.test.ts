/** Applying seeds with prune: what the file does not name is removed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HEAD, ONLINE, ONSITE, storesOf } from './sample-seeds.ts';
import { applyLines, applyText, makeTarget, planText } from './seed-sandbox.ts';

describe('prune', () => {
  test('removes contacts without persons, but never the last own company', async (context) => {
    const target = await makeTarget(context);
    const both = '{ name: Old, ownCompany: true }, { name: New, ownCompany: true }';
    await applyText(target, `${HEAD}contacts: [${both}, { name: Customer }]\n`);
    const none = `${HEAD}contacts: []\n`;
    assert.deepEqual(await applyLines(target, none, { prune: true }), [
      'remove contact Old',
      'remove contact Customer',
    ]);
    assert.deepEqual(await planText(target, none, { prune: true }), []);
    const left = await storesOf(target).contacts.list(0, 10);
    assert.deepEqual(
      left.map(({ name }) => name),
      ['New'],
    );
  });

  test('removes what the seed does not name, in the sections that it has', async (context) => {
    const target = await makeTarget(context);
    await applyText(target, ONSITE);
    const few = `${HEAD}
roles: [{ name: User level 3 }]
groups: [{ name: Administration }]
licences: [{ owner: Fjord, modules: [] }, { owner: Other }]
users: [{ name: dag, role: User level 0 }, { name: bo }]
`;
    assert.doesNotMatch((await planText(target, few)).join(), /remove/);
    const lines = await applyLines(target, few, { prune: true });
    assert.deepEqual(lines.slice(0, 7), [
      'add user dag',
      'remove user anna',
      'remove user cy',
      'remove licence crm',
      'remove group Service',
      'remove group Services',
      'remove group Marketing',
    ]);
    assert.ok(lines.includes('remove role Boss'));
    assert.deepEqual(await planText(target, few, { prune: true }), []);
    const { roles, licences } = storesOf(target);
    const left = (await roles.list()).filter(({ isDeleted }) => !isDeleted);
    // One role of each type stays, because users need it.
    assert.deepEqual(
      left.map(({ name }) => name),
      ['User level 0', 'User level 3', 'External User', 'Anonymous User', 'System User'],
    );
    const modules = await licences.listModules();
    assert.equal(modules.filter(({ name }) => name === 'crm').length, 1);
    assert.equal((await target.stores.applications.list()).length, 2);
  });

  test('removes tenants and applications, and frees their tokens', async (context) => {
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

  test('keeps everything for which the seed has no section', async (context) => {
    const target = await makeTarget(context);
    await applyText(target, ONSITE);
    assert.deepEqual(await applyLines(target, HEAD, { prune: true }), []);
  });
});
