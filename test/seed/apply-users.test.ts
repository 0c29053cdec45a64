/** Applying the users of seeds: their details, and the persons that they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEAD } from './sample-seeds.ts';
import { applyLines, applyText, makeTarget } from './seed-sandbox.ts';

test('a change of details names the fields that differ', async (context) => {
  const target = await makeTarget(context);
  const text = (fields: string) => `${HEAD}users: [{ name: anna${fields} }]\n`;
  const full = `, requestSignature: A, absenceMessage: B, ticketCategories: [7, 3],
    extraFields: { b: c }, customFields: { d: e }`;
  await applyText(target, text(full));
  assert.deepEqual(await applyLines(target, text(full.replace('7, 3', '3, 7'))), []);
  assert.deepEqual(await applyLines(target, text('')), []);
  const other = full.replace('[7, 3]', '[]').replace('b: c', 'b: d').replace('B', "''");
  assert.deepEqual(await applyLines(target, text(other)), [
    'change user anna: absenceMessage, ticketCategories, extraFields',
  ]);
  assert.deepEqual(await applyLines(target, text(other)), []);
  const { associates } = target.stores.ofTenant(1);
  const user = await associates.findByName('anna');
  const details = await associates.details([user?.id ?? 0]);
  assert.deepEqual([...details.values()][0], {
    requestSignature: 'A',
    absenceMessage: '',
    ticketCategoryIds: [],
    extraFields: new Map([['b', 'd']]),
    customFields: new Map([['d', 'e']]),
  });
});

test('a user is the person with the id, the e-mail address or the name', async (context) => {
  const target = await makeTarget(context);
  const persons = `contacts: [{ name: Ours, ownCompany: true }]
persons:
  - { id: 30, firstName: Anna, lastName: A, email: a@example.com }
  - { firstName: Bo, lastName: B, email: b@example.com }
  - { firstName: Cy, lastName: C }
  - { firstName: Di, lastName: D, email: d@example.com }
`;
  const users = (a: string, b: string, c: string) =>
    `users: [{ name: a, person: ${a} }, { name: b, person: ${b} }, { name: c, person: ${c} }]\n`;
  await applyText(target, HEAD + persons + users('30', 'B@example.com', 'cy c'));
  const all = await target.stores.ofTenant(1).associates.list(0, 10);
  assert.deepEqual(
    all.map(({ fullName }) => fullName),
    ['Anna A', 'Bo B', 'Cy C'],
  );
  assert.equal((await target.stores.ofTenant(1).persons.list(0, 10)).length, 4);
  const moved = users('D@example.com', 'Bo B', 'Cy C');
  assert.deepEqual(await applyLines(target, HEAD + moved), ['change user a: person']);
  assert.deepEqual(await applyLines(target, HEAD + moved), []);
});

test('a person keeps the mark of the seed when its user is retired', async (context) => {
  const target = await makeTarget(context);
  const text = `${HEAD}
persons: [{ id: 30, firstName: Anna, email: a@example.com, retired: false }]
users: [{ name: anna, type: external, person: 30, retired: true }]
`;
  assert.equal((await applyLines(target, text)).at(-1), 'change person Anna: retired');
  assert.deepEqual(await applyLines(target, text), []);
});

test('a user plan brings its licences, once', async (context) => {
  const target = await makeTarget(context);
  const text = (licences: string) => `${HEAD}users: [{ name: anna, licences: ${licences} }]\n`;
  await applyText(target, text('[ten-service]'));
  assert.deepEqual(await applyLines(target, text('[ten-service]')), []);
  assert.deepEqual(await applyLines(target, text('[user, web, ten-service]')), []);
  const { associates, licences } = target.stores.ofTenant(1);
  const user = await associates.findByName('anna');
  const names = async () => {
    const ids = (await licences.assignedTo([user?.id ?? 0])).get(user?.id ?? 0) ?? [];
    const modules = await licences.listModules();
    return modules.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  };
  assert.deepEqual(await names(), ['user', 'web', 'ten-service']);
  await applyText(target, text('[user]'));
  assert.deepEqual(await names(), ['user']);
});

test('a retired user cannot get a licence', async (context) => {
  const target = await makeTarget(context);
  const text = `${HEAD}users: [{ name: anna, retired: true, licences: [user] }]\n`;
  await assert.rejects(applyText(target, text), {
    message: /^seed\.yaml:3:48: users\[0\]\.licences: .* The user anna is retired/,
  });
});
