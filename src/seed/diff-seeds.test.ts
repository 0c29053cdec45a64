import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellChange } from './change.ts';
import { diffSeeds } from './diff-seeds.ts';
import type { PresentSeed } from './present-seed.ts';
import { readSeed } from './read-seed.ts';
import type { Seed } from './seed.ts';

function seed(text: string): Seed {
  return readSeed(text, 'seed.yaml');
}

/** An installation with everything, as if it had been read from there. */
const present: PresentSeed = {
  mode: 'onsite',
  demo: false,
  placeOf: () => '',
  applications: [],
  tenants: [
    {
      contextIdentifier: '',
      company: 'A',
      suspended: true,
      roles: [
        { id: 1, name: 'Employee', description: '', type: 'employee', functionRights: ['a', 'b'] },
        { id: 2, name: 'Boss', description: '', type: 'employee', functionRights: [] },
      ],
      groups: [{ id: 1, name: 'Everyone' }],
      licenses: [{ id: 1, owner: 'o', name: 'crm', description: '', version: '' }],
      users: [],
    },
  ],
};

function lines(text: string, prune = false): readonly string[] {
  const { changes, problems } = diffSeeds(present, seed(text), { prune });
  assert.deepEqual(problems, []);
  return changes.map(tellChange);
}

test('sections that are absent are left as they are, prune or not', () => {
  assert.deepEqual(lines('mode: onsite\ncompany: A\n', true), []);
});

test('sections that are empty are pruned, and only then', () => {
  const text = 'mode: onsite\ncompany: A\nlicenses: []\n';
  assert.deepEqual(lines(text), []);
  assert.deepEqual(lines(text, true), ['remove licence crm of o']);
});

test('a property that is absent has its default, and sets have no order', () => {
  const rights = (text: string) =>
    lines(`mode: onsite\ncompany: A\nroles: [{ name: employee${text} }]\n`);
  assert.deepEqual(rights(', functionRights: [b, a]'), ['change role Employee: name']);
  assert.deepEqual(rights(''), ['change role Employee: name, functionRights']);
});

test('who refers to a renamed role need not change', () => {
  const anna = {
    ...seed('mode: onsite\ncompany: A\nusers: [{ name: anna, role: Boss }]\n').tenants?.[0]
      ?.users?.[0],
    id: 3,
  };
  const [tenant] = present.tenants;
  assert.ok(tenant && anna.name !== undefined);
  const users = [anna as (typeof tenant.users)[number]];
  const text = `mode: onsite
company: A
roles: [{ name: Employee, functionRights: [a, b] }, { id: 2, name: Chief }]
users: [{ name: anna, role: Chief }]
`;
  const { changes } = diffSeeds({ ...present, tenants: [{ ...tenant, users }] }, seed(text), {
    prune: false,
  });
  assert.deepEqual(changes.map(tellChange), ['change role Boss: name']);
});

test('a problem with an id is not followed by others that it causes', () => {
  const text = `mode: onsite
company: A
roles: [{ id: 9, name: Boss }]
users: [{ name: anna, role: Boss }]
`;
  const { problems } = diffSeeds(present, seed(text), { prune: false });
  assert.deepEqual(
    problems.map(({ path }) => path),
    [['roles', 0, 'id']],
  );
});
