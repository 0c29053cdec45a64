/** Whatever a seed says: what was applied is there, and nothing is left to change. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import type { SeedFileInput } from '../../src/seed/seed-schema.ts';
import { seed, sizeOf } from '../support/long.ts';
import { applyText, exportText, makeTarget, planText } from './seed-sandbox.ts';

const RUNS = sizeOf('SEED_RUNS', 5, 50);

/** Few, so that seeds have many in common; some that YAML would take for something else. */
const name = fc.constantFrom('Anna', 'b o', 'no', '12', 'Ærø', '~', '# x', 'e: f');
const text = fc.constantFrom('', 'x', '0x10', '- y', 'þ');
const number = fc.nat({ max: 3 });

/** Names that differ without regard to case, since no two here are the same otherwise. */
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });

const directory = fc.record({
  roles: names.chain((all) =>
    fc.tuple(
      ...all.map((it) =>
        fc.record({
          name: fc.constant(it),
          description: text,
          type: fc.constantFrom('employee' as const, 'external' as const),
          functionRights: fc.uniqueArray(name, { maxLength: 3 }),
        }),
      ),
    ),
  ),
  groups: names.map((all) => all.map((it) => ({ name: it }))),
  licenses: names.chain((all) =>
    fc.tuple(
      ...all.map((it) =>
        fc.record({ owner: fc.constantFrom('o', 'p'), name: fc.constant(it), version: text }),
      ),
    ),
  ),
});

const sections = directory.chain((given) => {
  const role = fc.constantFrom(...given.roles.map((it) => it.name));
  const group = fc.constantFrom(...given.groups.map((it) => it.name));
  const license = fc.constantFrom(...given.licenses.map((it) => it.name));
  const user = (userName: string) =>
    fc.record({
      name: fc.constant(userName),
      fullName: text,
      role,
      group,
      secondaryGroups: fc.uniqueArray(group, { maxLength: 2 }),
      licenses: fc.uniqueArray(license, { maxLength: 2 }),
      personId: number,
      disabled: fc.boolean(),
    });
  const users = names.chain((all) => fc.tuple(...all.map(user)));
  return users.map((all) => ({ ...given, users: all }));
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

/** At each tenant the user with that index, so that nobody is that of two applications. */
function systemUsersOf(
  tenants: readonly { contextIdentifier: string; users: readonly { name: string }[] }[],
  index: number,
) {
  return tenants.flatMap(({ contextIdentifier, users }) =>
    users.slice(index, index + 1).map(({ name: user }) => ({ tenant: contextIdentifier, user })),
  );
}

test('one seed after the other', { timeout: 300_000 }, async (context) => {
  await fc.assert(
    fc.asyncProperty(online, online, async (first, second) => {
      const target = await makeTarget(context, { mode: 'online' });
      for (const content of [first, second]) {
        const file = stringify(content);
        await applyText(target, file, { prune: true });
        assert.deepEqual(await planText(target, file, { prune: true }), []);
        assert.deepEqual(await planText(target, await exportText(target), { prune: true }), []);
      }
    }),
    { seed, numRuns: RUNS },
  );
});
