/** Why a seed cannot be applied: told with the place in the file, before anything is changed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyText, exportText, makeTarget, planText } from './seed-sandbox.ts';

const PRESENT = `
mode: onsite
company: Fjord Shipping AS
roles: [{ name: Employee, description: People who work here }, { id: 7, name: Boss }]
licenses: [{ owner: a, name: crm }, { owner: b, name: crm }]
users: [{ id: 5, name: anna, role: Boss, licenses: [{ owner: a, name: crm }] }]
applications: [{ clientId: tool, name: Tool, tokens: [aaaaaaaaaaaaaaaa] }]
`;

const ONSITE = 'mode: onsite\ncompany: B\n';

describe('a conflict', () => {
  for (const { what, text, prune = false, message } of [
    {
      what: 'of modes',
      text: 'mode: online\n',
      message:
        'seed.yaml:1:7: mode: found online, but this installation is onsite, which cannot change; apply it to another installation',
    },
    {
      what: 'of a demo with what is in earnest',
      text: `${ONSITE}demo: true\n`,
      message:
        'seed.yaml:3:7: demo: its passwords are public, and this installation is not a demo; use a seed of your own',
    },
    {
      what: 'of the id of a known name',
      text: `${ONSITE}users: [{ id: 6, name: Anna }]\n`,
      message:
        'seed.yaml:3:15: users[0].id: found 6, but anna has id 5 here, and ids cannot change',
    },
    {
      what: 'of the id of another',
      text: `${ONSITE}roles: [{ name: Boss }, { id: 7, name: Chief }]\n`,
      message:
        'seed.yaml:3:31: roles[1].id: found 7, but that is the id of Boss here; expected another for Chief',
    },
    {
      what: 'of references to what is not there',
      text: `${ONSITE}users: [{ name: bo, role: Clerk, group: x, licenses: [y, crm] }]\n`,
      message: [
        'seed.yaml:3:27: users[0].role: there is no role Clerk; expected one of Employee, Boss',
        'seed.yaml:3:41: users[0].group: there is no group x; expected one of Everyone',
        'seed.yaml:3:55: users[0].licenses[0]: there is no licence y; expected one of crm of a, crm of b',
        'seed.yaml:3:58: users[0].licenses[1]: several owners have a licence crm; expected owner and name, as in { owner: a, name: crm }',
      ].join('\n'),
    },
    {
      what: 'of what cannot be removed',
      text: `${ONSITE}roles: [{ name: Employee }]\ngroups: []\nlicenses: []\n`,
      prune: true,
      message: [
        'seed.yaml:3:8: roles: role Boss is not listed, but user anna has it; list it, or list the users',
        'seed.yaml:4:9: groups: group Everyone is not listed, but user anna has it; list it, or list the users',
        'seed.yaml:5:11: licenses: licence crm of a is not listed, but user anna has it; list it, or list the users',
      ].join('\n'),
    },
    {
      what: 'of client ids and tokens',
      text: `${ONSITE}applications:\n  - { name: New, clientId: tool, tokens: [aaaaaaaaaaaaaaaa] }\n  - name: Tool\n`,
      message: [
        'seed.yaml:4:28: applications[0].clientId: application Tool has this client id here; expected another',
        'seed.yaml:4:43: applications[0].tokens[0]: application Tool has this token here; expected another',
      ].join('\n'),
    },
  ]) {
    test(what, async (context) => {
      const target = await makeTarget(context);
      await applyText(target, PRESENT);
      const before = await exportText(target);
      await assert.rejects(applyText(target, text, { prune }), { code: 'conflict', message });
      assert.equal(await exportText(target), before);
    });
  }

  test('of tenants that are not there', async (context) => {
    const target = await makeTarget(context, { mode: 'online' });
    await assert.rejects(
      planText(target, 'mode: online\napplications: [{ name: a, tenants: [Cust1] }]\n'),
      {
        code: 'conflict',
        message:
          'seed.yaml:2:37: applications[0].tenants[0]: there is no tenant Cust1, nor any other',
      },
    );
  });
});

test('a new tenant without roles has those that every tenant starts with', async (context) => {
  const target = await makeTarget(context, { mode: 'online' });
  const text = (role: string) =>
    `mode: online\ntenants: [{ contextIdentifier: a, company: A, users: [{ name: x, role: ${role} }] }]\n`;
  await assert.rejects(planText(target, text('Boss')), {
    message: /users\[0\]\.role: there is no role Boss; expected one of Employee$/,
  });
  assert.deepEqual(await planText(target, text('employee')), ['add tenant a', 'add user x (a)']);
});

test('a demo seed fits a demo', async (context) => {
  const target = await makeTarget(context, { demo: true });
  const text = 'mode: onsite\ncompany: Fjord Shipping AS\ndemo: true\n';
  assert.deepEqual(await planText(target, text), []);
});
