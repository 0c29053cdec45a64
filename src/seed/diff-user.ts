/** What has to change of a user. Names of roles and groups may change, who is meant by them not. */
import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../domain/names.ts';
import { licenseProblem } from './check-seed.ts';
import { findLicenses } from './license-reference.ts';
import type { Match } from './match-entries.ts';
import { type PresentTenant, sorted } from './present-seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type {
  LicenseReference,
  SeedGroup,
  SeedLicense,
  SeedRole,
  SeedUser,
} from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

const PLAIN_FIELDS = [
  'name',
  'fullName',
  'email',
  'type',
  'csUser',
  'personId',
  'contactId',
  'contactOwnerId',
  'countryId',
  'homeCountryId',
  'businessId',
  'categoryId',
  'disabled',
] as const satisfies readonly (keyof SeedUser)[];

/** What users can refer to once everything else is as it is wanted. */
export interface FutureDirectory {
  readonly roles: readonly Match<SeedRole>[];
  readonly groups: readonly Match<SeedGroup>[];
  readonly licenses: readonly Match<SeedLicense>[];
}

export interface UserDifference {
  /** As wanted, with the owner of each licence. */
  readonly entry: SeedUser;
  /** Empty for a user to be added. A password that is given is always among them. */
  readonly fields: readonly string[];
  readonly problems: readonly SeedProblem[];
}

/** The names of those that differ; lists are sets. */
export function changedFields<T>(
  present: T,
  wanted: T,
  names: readonly (keyof T & string)[],
): readonly string[] {
  return names.filter((name) => !isDeepStrictEqual(asSet(present[name]), asSet(wanted[name])));
}

function asSet(value: unknown): unknown {
  return Array.isArray(value) ? sorted(value) : value;
}

export function userDiffer(
  before: PresentTenant,
  future: FutureDirectory,
): (match: Match<SeedUser>) => UserDifference {
  const was = {
    role: idsByName(before.roles),
    group: idsByName(before.groups),
    licenses: before.licenses,
  };
  const will = {
    role: new Map(future.roles.map((match) => [foldName(match.wanted.name), match])),
    group: new Map(future.groups.map((match) => [foldName(match.wanted.name), match])),
    licenses: future.licenses.map(({ wanted, present }) => ({ ...wanted, presentId: present?.id })),
  };
  return ({ wanted, present, path }) => {
    const problems = referenceProblems(wanted, path, will);
    const granted = wanted.licenses.flatMap((reference) => findLicenses(reference, will.licenses));
    const entry = {
      ...wanted,
      licenses: granted.map(({ owner, name }): LicenseReference => ({ owner, name })),
    };
    if (!present) return { entry, fields: [], problems };
    const roleBefore = was.role.get(foldName(present.role));
    const groupBefore = was.group.get(foldName(present.group));
    const groupsBefore = present.secondaryGroups.map((name) => was.group.get(foldName(name)));
    const licensesBefore = present.licenses.flatMap((reference) =>
      findLicenses(reference, was.licenses).map(({ id }) => id),
    );
    const idOf = (kind: 'role' | 'group', name: string) =>
      will[kind].get(foldName(name))?.present?.id;
    const groupsAfter = wanted.secondaryGroups.map((name) => idOf('group', name));
    const licensesAfter = granted.map(({ presentId }) => presentId);
    const references = {
      role: roleBefore === idOf('role', wanted.role),
      group: groupBefore === idOf('group', wanted.group),
      secondaryGroups: sameIds(groupsBefore, groupsAfter),
      licenses: sameIds(licensesBefore, licensesAfter),
    };
    const changed = Object.entries(references).flatMap(([name, same]) => (same ? [] : [name]));
    const fields = [
      ...changedFields<SeedUser>(present, wanted, PLAIN_FIELDS),
      ...changed,
      ...(wanted.password === undefined ? [] : ['password']),
    ];
    return { entry, fields, problems };
  };
}

function idsByName(
  entries: readonly { readonly id: number; readonly name: string }[],
): ReadonlyMap<string, number> {
  return new Map(entries.map(({ id, name }) => [foldName(name), id]));
}

function sameIds(
  before: readonly (number | undefined)[],
  after: readonly (number | undefined)[],
): boolean {
  return isDeepStrictEqual(new Set(before), new Set(after));
}

interface Targets {
  readonly role: ReadonlyMap<string, Match<SeedRole>>;
  readonly group: ReadonlyMap<string, Match<SeedGroup>>;
  readonly licenses: readonly SeedLicense[];
}

function referenceProblems(user: SeedUser, path: SeedPath, targets: Targets): SeedProblem[] {
  const named = [
    { kind: 'role', name: user.role, place: ['role'] },
    { kind: 'group', name: user.group, place: ['group'] },
    ...user.secondaryGroups.map(
      (name, index) => ({ kind: 'group', name, place: ['secondaryGroups', index] }) as const,
    ),
  ] as const;
  return [
    ...named.flatMap(({ kind, name, place }) => {
      if (targets[kind].has(foldName(name))) return [];
      const known = [...targets[kind].values()].map(({ wanted }) => wanted.name);
      return [{ path: [...path, ...place], message: unknownName(kind, name, known) }];
    }),
    ...user.licenses.flatMap((reference, index) => {
      const message = licenseProblem(reference, targets.licenses);
      return message === null ? [] : [{ path: [...path, 'licenses', index], message }];
    }),
  ];
}
