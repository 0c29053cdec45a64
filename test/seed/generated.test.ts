/** Applies generated seeds: all of the content is stored, and a second run changes nothing. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { dataRightValues } from '../../src/domain/roles/data-rights.ts';
import type { SeedFileInput } from '../../src/seed/seed-schema.ts';
import { seed, sizeOf } from '../support/long.ts';
import { applyText, everything, exportText, makeTarget, planText } from './seed-sandbox.ts';

const RUNS = sizeOf('SEED_RUNS', 3, 50);

/** A few names, so that seeds overlap. Some look like other YAML types. */
const name = fc.constantFrom('Anna', 'b o', 'no', '12', 'Ærø', '~', '# x', 'e: f');
const text = fc.constantFrom('', 'x', '0x10', '- y', 'þ');
const number = fc.nat({ max: 3 });
const value = fc.constantFrom(...dataRightValues);
const table = fc.constantFrom('contact' as const, 'dashboard' as const);

/** Names are unique; none of these differ only in case. */
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });

/** An object with any of the fields. */
function some<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(fields, { requiredKeys: [] });
}

/** For each name an entry with any of the fields. */
function entriesOf<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return names.chain((all) =>
    fc.tuple(...all.map((it) => some(fields).map((rest) => ({ name: it, ...rest })))),
  );
}

const directory = fc.record({
  roles: entriesOf({
    tooltip: text,
    rank: number,
    usesCategories: fc.boolean(),
    functionalRights: fc.uniqueArray(fc.constantFrom('admin-lists', 'hide-sale', 'own'), {
      maxLength: 2,
    }),
    dataRights: fc.dictionary(table, some({ MyOwn: value, Anonymous: value })),
  }),
  builtIn: fc.subarray([
    { name: 'User level 1', functionalRights: [], tooltip: 'x' },
    { name: 'CRM User', deleted: true },
    {
      name: 'External User',
      type: 'external' as const,
      dataRights: { sale: { MyOwn: 'R' as const } },
    },
  ]),
  groups: entriesOf({ tooltip: text, rank: number }),
  modules: entriesOf({
    version: text,
    description: text,
    seats: fc.constant(9),
    hidden: fc.boolean(),
    sortOrder: number,
  }),
});

/** An administrator, so that no seed removes the last one. */
const root = { name: 'root', role: 'User level 0', group: 'Administration' };

const sections = directory.chain(({ builtIn, modules, ...given }) => {
  const role = fc.constantFrom(...given.roles.map((it) => it.name), 'User level 3');
  const group = fc.constantFrom(...given.groups.map((it) => it.name));
  const licence = fc.constantFrom(...modules.map((it) => ({ owner: 'o', name: it.name })));
  const user = (userName: string) =>
    some({
      fullName: fc.constantFrom('A', '- y'),
      role,
      group: fc.oneof(group, fc.constant(null)),
      secondaryGroups: fc.uniqueArray(group, { maxLength: 2 }),
      licences: fc.uniqueArray(licence, { maxLength: 2, selector: (it) => it.name }),
      // The same for each user of the name, and no other.
      person: fc.constant(Buffer.from(userName).reduce((sum, byte) => sum + byte, 500)),
      disabled: fc.boolean(),
      requestSignature: text,
      ticketCategories: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      extraFields: fc.dictionary(name, text),
    }).map((rest) => ({
      name: userName,
      group: null,
      role: 'User level 3',
      licences: [],
      secondaryGroups: [],
      ...rest,
    }));
  const users = names.chain((all) => fc.tuple(...all.map(user)));
  return users.map((all) => ({
    functionalRights: [{ name: 'own', label: 'Our own' }],
    roles: [{ name: 'User level 3' }, ...builtIn, ...given.roles],
    groups: [{ name: 'Administration' }, ...given.groups],
    licences: [{ owner: 'o', modules }],
    users: [root, ...all],
  }));
});

const [first, second] = [0, 1].map(() => generateKeyPairSync('ed25519').publicKey);
const publicKeys = [
  { ...first?.export({ format: 'jwk' }), kty: 'OKP', kid: 'a' },
  { ...second?.export({ format: 'jwk' }), kty: 'OKP', kid: '12' },
  String(second?.export({ format: 'pem', type: 'spki' })),
];

const identifiers = fc.uniqueArray(fc.constantFrom('A', 'b', '0', 'ally'), { maxLength: 3 });

const online: fc.Arbitrary<SeedFileInput> = identifiers.chain((all) => {
  const tenant = (contextIdentifier: string) =>
    fc
      .record({ company: text, suspended: fc.boolean(), its: sections })
      .map(({ its, ...rest }) => ({ contextIdentifier, ...rest, ...its }));
  const application = (applicationName: string) =>
    fc.record(
      {
        name: fc.constant(applicationName),
        agents: fc.uniqueArray(name, { maxLength: 2 }),
        tenants: fc.oneof(fc.constant('all' as const), fc.subarray(all)),
        publicKeys: fc.subarray(publicKeys),
        disabled: fc.boolean(),
      },
      { requiredKeys: ['name', 'agents', 'tenants', 'disabled'] },
    );
  return fc
    .record({
      tenants: fc.tuple(...all.map(tenant)),
      applications: names.chain((them) => fc.tuple(...them.map(application))),
      shift: number,
    })
    .map(({ tenants, applications, shift }) => ({
      mode: 'online',
      tenants,
      applications: applications.map((it, index) => ({
        ...it,
        systemUsers: systemUsersOf(tenants, index + shift),
      })),
    }));
});

/** For each tenant the user with this index, so that no user belongs to two applications. */
function systemUsersOf(
  tenants: readonly { contextIdentifier: string; users: readonly { name: string }[] }[],
  index: number,
) {
  return tenants.flatMap(({ contextIdentifier, users }) =>
    users.slice(index, index + 1).map(({ name: user }) => ({ tenant: contextIdentifier, user })),
  );
}

test('the content of any seed is stored, and its export makes the same installation elsewhere', {
  timeout: 300_000,
}, async (context) => {
  await fc.assert(
    fc.asyncProperty(online, online, async (first, second) => {
      const target = await makeTarget(context, { mode: 'online' });
      for (const content of [first, second]) {
        const file = stringify(content);
        await applyText(target, file, { prune: true });
        assert.deepEqual(await planText(target, file, { prune: true }), []);
        const exported = await exportText(target);
        assert.deepEqual(await planText(target, exported, { prune: true }), []);
        const copy = await makeTarget(context, { mode: 'online' });
        await applyText(copy, exported);
        assert.equal(await exportText(copy), exported);
        assert.deepEqual(await everything(copy), await everything(target));
      }
    }),
    { seed, numRuns: RUNS },
  );
});
