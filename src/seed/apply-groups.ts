/** Applies the user groups of a tenant's seed. */
import type { UserGroup } from '../domain/groups/user-group.ts';
import { foldName } from '../domain/names.ts';
import { groupBy, matchEntries } from './match-entries.ts';
import { type Removal, recordFields, removalsOf, saveEntry } from './records.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedGroup } from './seed-schema.ts';

/** Returns the groups to remove. */
export async function applyGroups(
  { run, path: tenantPath, groups, stores, suffix, mayChangeGroups }: TenantRun,
  entries: readonly SeedGroup[],
): Promise<readonly Removal<UserGroup>[]> {
  const path = [...tenantPath, 'groups'];
  const present = await stores.groups.list();
  const named = groupBy(present, ({ name }) => foldName(name));
  const candidatesOf = (_entry: SeedGroup, name: string) => named(foldName(name));
  const matches = matchEntries(run, { entries, present, path, candidatesOf });
  for (const match of matches) {
    const { id, name, formerName: _former, deleted = false, ...rest } = match.entry;
    // A deleted entry without a record needs no change, unless it reserves an id.
    if (!match.present && deleted && id === undefined) continue;
    const isDeleted = deleted && (match.present?.isDeleted ?? true);
    const given = { ...recordFields(rest), isDeleted };
    await saveEntry<UserGroup>(run, match, `group ${name}${suffix}`, given, async (fields) => {
      const before = match.present ?? (await groups.draft(mayChangeGroups));
      await groups.save(mayChangeGroups, { ...before, ...fields }, id);
    });
  }
  return removalsOf(run, matches, present, path);
}
