/** Applying the users of seeds: their details, and the persons that they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyLines, applyText, makeTarget } from './seed-sandbox.ts';

const HEAD = 'mode: onsite\ncompany: Fjord Shipping AS\n';

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
`;
  const users = (a: string, b: string, c: string) =>
    `users: [{ name: a, person: ${a} }, { name: b, person: ${b} }, { name: c, person: ${c} }]\n`;
  await applyText(target, HEAD + persons + users('30', 'B@example.com', 'cy c'));
  const all = await target.stores.ofTenant(1).associates.list(0, 10);
  assert.deepEqual(
    all.map(({ fullName }) => fullName),
    ['Anna A', 'Bo B', 'Cy C'],
  );
  assert.equal((await target.stores.ofTenant(1).persons.list(0, 10)).length, 3);
  const swapped = users('b@example.com', '30', 'Cy C');
  assert.deepEqual(await applyLines(target, HEAD + swapped), [
    'change user a: person',
    'change user b: person',
  ]);
  assert.deepEqual(await applyLines(target, HEAD + swapped), []);
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
