/** What has to change in a tenant: its roles, groups, licences and users. */
import { foldName } from '../domain/names.ts';
import { startingDirectory } from '../domain/tenant.ts';
import type { AddEntry, Change, ChangeEntry, EntryKind, EntryOf, RemoveEntry } from './change.ts';
import { changedFields, userDiffer } from './diff-user.ts';
import { licenseKey } from './license-reference.ts';
import { type Matches, matchEntries } from './match-entries.ts';
import type { Present, PresentTenant } from './present-seed.ts';
import { problemsOfRemovals } from './removal-problems.ts';
import { idsFirst, type SeedTenant } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';

/**
 * Users go before what they refer to, and come after it; what is left over goes last, when nobody
 * refers to it any more.
 *
 * @param present undefined for a tenant to be added, which comes with its roles and groups.
 */
export function diffTenant(
  present: PresentTenant | undefined,
  wanted: SeedTenant,
  path: SeedPath,
  prune: boolean,
): { readonly changes: readonly Change[]; readonly problems: readonly SeedProblem[] } {
  const { contextIdentifier } = wanted;
  const before = present ?? emptyTenant(wanted);
  const roles = section(wanted.roles, before.roles, [...path, 'roles'], nameKey);
  const groups = section(wanted.groups, before.groups, [...path, 'groups'], nameKey);
  const licenses = section(wanted.licenses, before.licenses, [...path, 'licenses'], licenseKey);
  const users = wanted.users
    ? matchEntries(wanted.users, before.users, [...path, 'users'], nameKey)
    : { matches: [], leftOver: [], problems: [] };
  const differ = userDiffer(before, {
    roles: roles.matches,
    groups: groups.matches,
    licenses: licenses.matches,
  });
  const diffed = users.matches.map((match) => ({ match, ...differ(match) }));
  const goesWith = <T>({ leftOver }: Matches<T>) => (prune ? leftOver : []);
  const gone = { roles: goesWith(roles), groups: goesWith(groups), licenses: goesWith(licenses) };
  const of = { contextIdentifier };
  const changes: Change[] = [
    ...removals('user', of, goesWith(users)),
    ...(present
      ? entryChanges('role', of, plain(roles, ['name', 'description', 'type', 'functionRights']))
      : []),
    ...(present ? entryChanges('group', of, plain(groups, ['name'])) : []),
    ...entryChanges('license', of, plain(licenses, ['owner', 'name', 'description', 'version'])),
    ...entryChanges(
      'user',
      of,
      diffed.map(({ match, entry, fields }) => ({ present: match.present, entry, fields })),
    ),
    ...removals('license', of, gone.licenses),
    ...removals('group', of, gone.groups),
    ...removals('role', of, gone.roles),
  ];
  const idProblems = [roles, groups, licenses, users].flatMap((it) => it.problems);
  const problems = [
    ...idProblems,
    // An entry whose id is wrong would be missed by all who refer to it.
    ...(idProblems.length > 0 ? [] : diffed.flatMap((user) => user.problems)),
    ...(wanted.users ? [] : problemsOfRemovals(before, gone, path)),
  ];
  return { changes, problems };
}

/** Nothing changes and nothing is left over of a section that the seed does not have. */
function section<T extends { readonly id?: number | undefined; readonly name: string }>(
  wanted: readonly T[] | undefined,
  present: readonly Present<T>[],
  path: SeedPath,
  keyOf: (entry: T) => string,
): Matches<T> {
  if (wanted) return matchEntries(wanted, present, path, keyOf);
  const matches = present.map((entry) => ({ wanted: entry, present: entry, path }));
  return { matches, leftOver: [], problems: [] };
}

function nameKey({ name }: { readonly name: string }): string {
  return foldName(name);
}

/** A new tenant before its users and licences come. */
function emptyTenant({ contextIdentifier, company, roles, groups }: SeedTenant): PresentTenant {
  const startingRoles = startingDirectory.roles.map((role) => ({ ...role, functionRights: [] }));
  return {
    contextIdentifier,
    company,
    suspended: false,
    // No reference is compared with these ids: there is nobody yet who refers to anything.
    roles: roles ? [] : startingRoles.map((role) => ({ ...role, id: 0 })),
    groups: groups ? [] : startingDirectory.groups.map((group) => ({ ...group, id: 0 })),
    licenses: [],
    users: [],
  };
}

interface Diffed<T> {
  readonly present: Present<T> | undefined;
  readonly entry: T;
  readonly fields: readonly string[];
}

function plain<T>(
  { matches }: Matches<T>,
  names: readonly (keyof T & string)[],
): readonly Diffed<T>[] {
  return matches.map(({ wanted, present }) => ({
    present,
    entry: wanted,
    fields: present ? changedFields<T>(present, wanted, names) : [],
  }));
}

function entryChanges<K extends EntryKind>(
  what: K,
  { contextIdentifier }: { readonly contextIdentifier: string },
  diffed: readonly Diffed<EntryOf[K]>[],
): (AddEntry<K> | ChangeEntry<K>)[] {
  const changed = diffed.flatMap(({ present, entry, fields }): ChangeEntry<K>[] =>
    present && fields.length > 0
      ? [
          {
            what,
            action: 'change',
            contextIdentifier,
            id: present.id,
            before: present,
            fields,
            entry,
          },
        ]
      : [],
  );
  const added = diffed.flatMap(({ present, entry }) => (present ? [] : [entry]));
  return [
    ...changed,
    ...idsFirst<EntryOf[K]>(added).map(
      (entry): AddEntry<K> => ({ what, action: 'add', contextIdentifier, entry }),
    ),
  ];
}

function removals<K extends EntryKind>(
  what: K,
  { contextIdentifier }: { readonly contextIdentifier: string },
  entries: readonly Present<EntryOf[K]>[],
): RemoveEntry<K>[] {
  return entries.map((before) => ({
    what,
    action: 'remove',
    contextIdentifier,
    id: before.id,
    before,
  }));
}
