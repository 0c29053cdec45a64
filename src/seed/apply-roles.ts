/** Applies the functional rights and roles of a tenant's seed. */
import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../domain/names.ts';
import {
  type DataRightMatrix,
  type DataRightRelation,
  dataRightTableNames,
} from '../domain/roles/data-rights.ts';
import type { FunctionalRight } from '../domain/roles/functional-right.ts';
import type { Role } from '../domain/roles/role.ts';
import { reasonToStay } from '../domain/roles/role-deletion.ts';
import { groupBy, type Match, matchEntries } from './match-entries.ts';
import {
  changedFields,
  type Removal,
  recordFields,
  removalAdvice,
  removalsOf,
  saveEntry,
} from './records.ts';
import type { SeedPath } from './seed-path.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedFunctionalRight, SeedRole } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

export async function applyFunctionalRights(
  { run, path: tenantPath, roles, stores, suffix, mayChangeRoles }: TenantRun,
  entries: readonly SeedFunctionalRight[],
): Promise<void> {
  const path = [...tenantPath, 'functionalRights'];
  const present = await stores.roles.listRights();
  const named = groupBy(present, ({ name }) => foldName(name));
  const candidatesOf = (_entry: unknown, name: string) => named(foldName(name));
  for (const match of matchEntries(run, { entries, present, path, candidatesOf })) {
    const { name, ...rest } = match.entry;
    const given: Partial<FunctionalRight> = recordFields(rest);
    for (const field of match.present ? changedFields(match.present, given) : []) {
      run.report([...match.path, field], `differs from ${name} here, which cannot be changed`);
    }
    if (match.present) continue;
    const right = { ...rightDefaults, label: name, ...given, name };
    await run.make(match.path, `add functional right ${name}${suffix}`, () =>
      roles.addRight(mayChangeRoles, right),
    );
  }
}

/** The defaults of the optional fields of a functional right. */
export const rightDefaults = {
  description: '',
  roleType: 'employee',
  requiredModule: null,
} as const;

/** Returns the roles to remove. */
export async function applyRoles(
  tenant: TenantRun,
  entries: readonly SeedRole[],
): Promise<readonly Removal<Role>[]> {
  const { run, stores } = tenant;
  const path = [...tenant.path, 'roles'];
  const present = await stores.roles.list();
  const keyOf = (type: string, name: string) => `${type} ${foldName(name)}`;
  const named = groupBy(present, ({ type, name }) => keyOf(type, name));
  const matches = matchEntries(run, {
    entries,
    present,
    path,
    candidatesOf: ({ type }, name) => named(keyOf(type, name)),
    isFound: ({ isDeleted }) => !isDeleted,
  });
  const rights = await stores.roles.listRights();
  const parts = {
    rights: new Map(rights.map((right) => [foldName(right.name), right])),
    rightIds: await stores.roles.rightIds(present.map(({ id }) => id)),
    matrices: await stores.roles.dataRights(present.map(({ id }) => id)),
  };
  for (const match of matches) await applyRole(tenant, match, parts);
  return removalsOf(run, matches, present, path);
}

/** Called when no user has these roles any more. With prune, roles that must stay are kept. */
export async function removeRoles(
  { run, roles, stores, suffix, mayChangeRoles }: TenantRun,
  removals: readonly Removal<Role>[],
): Promise<void> {
  for (const removal of removals) {
    const { record, path, isPruned } = removal;
    const others = await stores.roles.list();
    if (isPruned && reasonToStay({ kind: 'system' }, record, others) !== null) continue;
    const removing = () => roles.remove(mayChangeRoles, record.id, 0);
    await run.make(path, `remove role ${record.name}${suffix}`, removing, removalAdvice(removal));
  }
}

interface RoleParts {
  /** Keyed by folded name. */
  readonly rights: ReadonlyMap<string, FunctionalRight>;
  readonly rightIds: ReadonlyMap<number, readonly number[]>;
  readonly matrices: ReadonlyMap<number, DataRightMatrix>;
}

async function applyRole(
  tenant: TenantRun,
  match: Match<SeedRole, Role>,
  { rights, rightIds, matrices }: RoleParts,
): Promise<void> {
  const { run, roles, suffix, mayReadRoles, mayChangeRoles } = tenant;
  const { entry, present, path } = match;
  const { id, name, formerName: _former, type, deleted = false, ...rest } = entry;
  const { functionalRights: _rights, dataRights: cells = {}, ...profile } = rest;
  // A deleted entry without a record needs no change, unless it reserves an id.
  if (!present && deleted && id === undefined) return;
  const isDeleted = deleted && (present?.isDeleted ?? true);
  const dataRights = changedCells(matrices.get(present?.id ?? 0) ?? {}, cells);
  const hasRights = rightIds.get(present?.id ?? 0) ?? [];
  const wantedIds = rightIdsOf(tenant, entry, path, rights) ?? hasRights;
  const others = [
    ...(Object.keys(dataRights).length > 0 ? ['dataRights'] : []),
    ...(isDeepStrictEqual(new Set(hasRights), new Set(wantedIds)) ? [] : ['functionalRights']),
  ];
  const given = { ...recordFields(profile), isDeleted };
  const save = async (fields: Partial<Role>) => {
    const before = present ?? (await roles.draft(mayReadRoles, type)).role;
    const { role } = await roles.save(mayChangeRoles, { ...before, ...fields, dataRights }, id);
    if (others.includes('functionalRights')) {
      await roles.setRights(mayChangeRoles, role.id, wantedIds);
    }
  };
  await saveEntry<Role>(run, match, `role ${name}${suffix}`, given, save, others);
}

/** Null when the seed does not mention rights, or an unknown one was reported. */
function rightIdsOf(
  { run }: TenantRun,
  { functionalRights, type }: SeedRole,
  path: SeedPath,
  rights: RoleParts['rights'],
): readonly number[] | null {
  if (!functionalRights) return null;
  const ids = functionalRights.flatMap((name, index) => {
    const right = rights.get(foldName(name));
    if (right) return [right.id];
    const known = [...rights.values()].filter(({ roleType }) => roleType === type);
    const names = known.map((it) => it.name);
    const at = [...path, 'functionalRights', index];
    run.report(at, unknownName('functional right', name, names));
    return [];
  });
  return ids.length === functionalRights.length ? ids : null;
}

function changedCells(present: DataRightMatrix, wanted: NonNullable<SeedRole['dataRights']>) {
  const rows = dataRightTableNames.flatMap((table) => {
    const row = wanted[table] ?? {};
    const cells = (Object.entries(row) as [DataRightRelation, string][]).filter(
      ([relation, value]) => value !== (present[table]?.[relation] ?? ''),
    );
    return cells.length > 0 ? [[table, Object.fromEntries(cells)] as const] : [];
  });
  return Object.fromEntries(rows) as DataRightMatrix;
}
