/** Checks that a seed which cannot be applied is reported with its place, and changes nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SeedTarget } from '../../src/seed/apply-seed.ts';
import { applyText, everything, makeTarget, planText } from './seed-sandbox.ts';

const PRESENT = `
mode: onsite
company: Fjord Shipping AS
functionalRights: [{ name: fjord-approve }]
roles: [{ id: 40, name: Boss }, { name: Friend, type: external }]
groups: [{ id: 9, name: Harbour }]
licences:
  - { owner: a, modules: [{ name: crm, seats: 1 }] }
  - { owner: b, modules: [{ name: crm, kind: site }, { name: plan, prerequisite: user }] }
persons:
  - { id: 11, firstName: Ann, lastName: A, email: a@example.com, contact: null }
  - { id: 12, firstName: Ann, lastName: A, contact: null }
users:
  - { id: 5, name: anna, role: User level 0, group: Harbour, licences: [{ owner: a, name: crm }] }
  - { id: 6, name: bo, role: Boss }
  - { id: 7, name: robot, type: system }
applications: [{ clientId: tool, name: Tool, tokens: [aaaaaaaaaaaaaaaa] }]
`;
const ONSITE = 'mode: onsite\ncompany: B\n';

/** The refusals, by their cause. */
const refusals: Readonly<
  Record<string, readonly [text: string, message: string | RegExp, prune?: boolean]>
> = {
  'another mode': [
    'mode: online\n',
    'seed.yaml:1:7: mode: found online, but this installation is onsite, which cannot change; apply it to another installation',
  ],
  'a demo seed for an installation for production': [
    `${ONSITE}demo: true\n`,
    'seed.yaml:3:7: demo: its passwords are public, and this installation is for production; use a seed of your own',
  ],
  'a different id for an existing user': [
    `${ONSITE}users: [{ id: 8, name: Anna }]\n`,
    'seed.yaml:3:15: users[0].id: found 8, but anna has id 5 here, and ids cannot change',
  ],
  'the id of another role': [
    `${ONSITE}roles: [{ id: 40, name: Chief }]\n`,
    'seed.yaml:3:15: roles[0].id: found 40, but Boss has id 40 here, and ids cannot change',
  ],
  'a different id for an existing group': [
    `${ONSITE}groups: [{ id: 10, name: Harbour }]\n`,
    'seed.yaml:3:16: groups[0].id: found 10, but Harbour has id 9 here, and ids cannot change',
  ],
  'references to missing records': [
    `${ONSITE}users: [{ name: cy, role: User levl 3, group: x, secondaryGroups: [Sale], licences: [usr] }]\n`,
    [
      'seed.yaml:3:27: users[0].role: there is no role User levl 3; did you mean User level 3?',
      'seed.yaml:3:47: users[0].group: there is no group x; expected one of Administration, Sales, Service, Services, Marketing, Harbour',
      'seed.yaml:3:68: users[0].secondaryGroups[0]: there is no group Sale; expected one of Administration, Sales, Service, Services, Marketing, Harbour',
      'seed.yaml:3:86: users[0].licences[0]: there is no licence usr; did you mean user?',
    ].join('\n'),
  ],
  'an unknown person': [
    `${ONSITE}users: [{ name: cy, person: nobody@example.com }]\n`,
    'seed.yaml:3:29: users[0].person: there is no person nobody@example.com; expected one of Ann A, Ann A, anna, bo',
  ],
  'a name that two persons have': [
    `${ONSITE}users: [{ name: cy, person: ANN A }]\n`,
    'seed.yaml:3:29: users[0].person: there are several of the name; expected one of 11, 12',
  ],
  'details beyond their limits': [
    `${ONSITE}users: [{ name: bo, extraFields: { '': x } }]\n`,
    'seed.yaml:3:9: users[0]: change user bo: extraFields: The key of a field must not be empty.',
  ],
  'a licence that two owners have': [
    `${ONSITE}users: [{ name: cy, licences: [crm] }]\n`,
    "seed.yaml:3:32: users[0].licences[0]: there are several of the name; expected one of { owner: a, name: crm, version: '' }, { owner: b, name: crm, version: '' }",
  ],
  'an unknown functional right': [
    `${ONSITE}roles: [{ name: Boss, functionalRights: [admin-al] }]\n`,
    'seed.yaml:3:42: roles[0].functionalRights[0]: there is no functional right admin-al; did you mean admin-all?',
  ],
  'a functional right of another type': [
    `${ONSITE}roles: [{ name: Friend, type: external, functionalRights: [admin-all] }]\n`,
    /roles\[0\]: change role Friend: functionalRights: A role of the type external cannot have the functional right admin-all/,
  ],
  'a functional right that would change': [
    `${ONSITE}functionalRights: [{ name: fjord-approve, label: Other }]\n`,
    'seed.yaml:3:50: functionalRights[0].label: differs from fjord-approve here, which cannot be changed',
  ],
  'a relation that roles of the type do not have': [
    `${ONSITE}roles: [{ name: Boss, dataRights: { contact: { MyCompany: R } } }]\n`,
    /roles\[0\]: change role Boss: dataRights: A role of the type employee has no data rights for the relation MyCompany/,
  ],
  'the system role': [
    `${ONSITE}roles: [{ name: System User, type: system, tooltip: x }]\n`,
    /change role System User: tooltip: The role System User is of the type system/,
  ],
  'another system role': [
    `${ONSITE}roles: [{ name: Other, type: system }]\n`,
    /add role Other: There is one role of the type system, and no other can be made/,
  ],
  'a name that is too long': [
    `${ONSITE}groups: [{ name: ${'x'.repeat(239)} }, { name: "a\\tb" }]\n`,
    /groups\[1\]: add group a\tb: The name of a user group has no control characters/,
  ],
  'the last administrator': [
    `${ONSITE}users: [{ name: anna, disabled: true }]\n`,
    /users\[0\]: change user anna: disabled: This would leave no enabled user with the functional right admin-all/,
  ],
  'a pruned role that a user has': [
    `${ONSITE}roles: []\n`,
    /^seed\.yaml:3:8: roles: remove role Boss: Users of the role Boss need another role of the type employee: none was given\. To keep it, name it in the seed\.$/,
    true,
  ],
  'a pruned group that a user is in': [
    `${ONSITE}groups: [{ name: Administration }]\n`,
    /^seed\.yaml:3:9: groups: remove group Harbour: Members of the group Harbour need another group: none was given/,
    true,
  ],
  'the last group': [
    `${ONSITE}groups: []\nusers: [{ name: anna, role: User level 0, group: null }]\n`,
    /remove group Harbour: The group Harbour is the last one/,
    true,
  ],
  'a pruned licence that a user has': [
    `${ONSITE}licences: [{ owner: a, modules: [] }]\n`,
    /remove licence crm: There are users with the licence \d+\. Take it from them first/,
    true,
  ],
  'a deleted role that must stay': [
    `${ONSITE}roles: [{ name: User level 0, deleted: true }]\n`,
    /^seed\.yaml:3:9: roles\[0\]: remove role User level 0: The role User level 0 must stay: an administrator needs it/,
  ],
  'more licences than there are seats': [
    `${ONSITE}users: [{ name: bo, licences: [{ owner: a, name: crm }] }]\n`,
    /users\[0\]\.licences: change user bo: licences: All 1 seats of the licence crm are in use/,
  ],
  'a licence for all users': [
    `${ONSITE}users: [{ name: bo, licences: [server] }]\n`,
    /users\[0\]\.licences: .* The licence server is for all users/,
  ],
  'a licence for users of another type': [
    `${ONSITE}users: [{ name: robot, licences: [ten-sales] }]\n`,
    /users\[0\]\.licences: .* is for users of the type internal, and robot is of the type system/,
  ],
  'a licence without its prerequisite': [
    `${ONSITE}users: [{ name: bo, licences: [plan] }]\n`,
    /users\[0\]\.licences: .* The licence plan needs the licence user/,
  ],
  'fewer seats than are in use': [
    `${ONSITE}users: [{ name: bo, licences: [user] }, { name: anna, licences: [user] }]
licences: [{ owner: SUPEROFFICE, modules: [{ name: user, seats: 1 }] }]\n`,
    /users\[1\]\.licences: .* All 1 seats of the licence user are in use/,
  ],
  'a client id of another application': [
    `${ONSITE}applications: [{ name: New, clientId: tool }]\n`,
    /^seed\.yaml:3:16: applications\[0\]: add application New: /,
  ],
  'a token of another application': [
    `${ONSITE}applications: [{ name: New, tokens: [aaaaaaaaaaaaaaaa] }]\n`,
    /^seed\.yaml:3:16: applications\[0\]: add application New: (?!.*aaaa)/,
  ],
};

describe('a seed is refused for', () => {
  let target: SeedTarget;
  const cleanups: (() => unknown)[] = [];
  before(async () => {
    target = await makeTarget({ after: (cleanup) => void cleanups.push(cleanup as () => unknown) });
    await applyText(target, PRESENT);
  });
  after(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  for (const [what, [text, message, prune = false]] of Object.entries(refusals)) {
    test(what, async () => {
      const state = await everything(target);
      await assert.rejects(applyText(target, text, { prune }), { message });
      assert.deepEqual(await everything(target), state);
    });
  }
});

test('tenants that applications name must exist', async (context) => {
  const target = await makeTarget(context, { mode: 'online' });
  const text = 'mode: online\napplications: [{ name: a, tenants: [Cust1] }]\n';
  await assert.rejects(planText(target, text), {
    code: 'conflict',
    message: 'seed.yaml:2:37: applications[0].tenants[0]: there is no tenant Cust1, nor any other',
  });
});

test('a demo seed can be applied to a demo', async (context) => {
  const target = await makeTarget(context, { purpose: 'demo' });
  const text = 'mode: onsite\ncompany: Fjord Shipping AS\ndemo: true\n';
  assert.deepEqual(await planText(target, text), []);
});
