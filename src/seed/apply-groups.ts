/** Applies what a seed says of a tenant's user groups. */
import type { UserGroup } from '../domain/groups/user-group.ts';
import { foldName } from '../domain/names.ts';
import type { Removal } from './apply-roles.ts';
import { changedFields, givenFields, groupBy, leftOver, matchEntries } from './match-entries.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedGroup } from './seed-schema.ts';

/** Answers the groups to remove. */
export async function applyGroups(
  tenant: TenantRun,
  entries: readonly SeedGroup[],
): Promise<readonly Removal<UserGroup>[]> {
  const { run, groups, stores, suffix, mayChangeGroups } = tenant;
  const path = [...tenant.path, 'groups'];
  const present = await stores.groups.list();
  const named = groupBy(present, ({ name }) => foldName(name));
  const candidatesOf = (_entry: SeedGroup, name: string) => named(foldName(name));
  const matches = matchEntries(run, { entries, present, path, candidatesOf });
  for (const { entry, present: group, path: at } of matches) {
    const { id, name, tooltip, rank, deleted = false } = entry;
    const renamed = group && foldName(group.name) !== foldName(name) ? name : undefined;
    const isDeleted = group ? group.isDeleted && deleted : deleted;
    const given = givenFields<UserGroup>({
      id: undefined,
      name: renamed,
      tooltip,
      rank,
      isDeleted,
    });
    if (group) {
      const fields = changedFields(group, given);
      const told = fields.map((field) => (field === 'isDeleted' ? 'deleted' : field)).join(', ');
      const line = `change group ${group.name}${suffix}: ${told}`;
      const saving = () => groups.save(mayChangeGroups, { ...group, ...given });
      if (fields.length > 0) await run.make(at, line, saving);
    } else if (!deleted || id !== undefined) {
      const draft = await groups.draft(mayChangeGroups);
      const added = { ...draft, ...given, name };
      await run.make(at, `add group ${name}${suffix}`, () =>
        groups.save(mayChangeGroups, added, id),
      );
    }
  }
  const goes = run.prune ? leftOver(present, matches).filter((it) => !it.isDeleted) : [];
  return [
    ...matches.flatMap(({ entry, present: group, path: at }) =>
      entry.deleted && group && !group.isDeleted ? [{ record: group, path: at }] : [],
    ),
    ...goes.map((record) => ({ record, path })),
  ];
}
