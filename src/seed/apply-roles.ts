/** Applies what a seed says of a tenant's functional rights and roles. */
import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../domain/names.ts';
import {
  type DataRightMatrix,
  type DataRightRelation,
  dataRightTableNames,
} from '../domain/roles/data-rights.ts';
import type { FunctionalRight } from '../domain/roles/functional-right.ts';
import type { Role, RoleProfile } from '../domain/roles/role.ts';
import { reasonToStay } from '../domain/roles/role-deletion.ts';
import {
  changedFields,
  givenFields,
  groupBy,
  leftOver,
  type Match,
  matchEntries,
} from './match-entries.ts';
import type { SeedPath } from './seed-path.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedFunctionalRight, SeedRole } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

/** A record to remove when no user needs it any more. */
export interface Removal<T> {
  readonly record: T;
  readonly path: SeedPath;
  /** Whether it goes because the seed does not name it. */
  readonly isPruned?: boolean;
}

export async function applyFunctionalRights(
  tenant: TenantRun,
  entries: readonly SeedFunctionalRight[],
): Promise<void> {
  const { run, roles, stores, suffix } = tenant;
  const path = [...tenant.path, 'functionalRights'];
  const present = await stores.roles.listRights();
  const named = groupBy(present, ({ name }) => foldName(name));
  const candidatesOf = (_entry: unknown, name: string) => named(foldName(name));
  for (const match of matchEntries(run, { entries, present, path, candidatesOf })) {
    const { id, name, label, description, roleType, requiredModule } = match.entry;
    const given = givenFields<FunctionalRight>({
      id,
      name: undefined,
      label,
      description,
      roleType,
      requiredModule,
      isBuiltIn: undefined,
    });
    if (match.present) {
      for (const field of changedFields(match.present, given)) {
        run.report([...match.path, field], `differs from ${name} here, which cannot be changed`);
      }
      continue;
    }
    const defaults = { label: name, description: '', roleType: 'employee', requiredModule: null };
    await run.make(match.path, `add functional right ${name}${suffix}`, () =>
      roles.addRight(tenant.mayChangeRoles, { ...defaults, ...given, name } as FunctionalRight),
    );
  }
}

/** Answers the roles to remove. */
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
  return [
    ...matches.flatMap(({ entry, present: role, path: at }) =>
      entry.deleted && role && !role.isDeleted ? [{ record: role, path: at }] : [],
    ),
    ...(run.prune ? leftOver(present, matches) : [])
      .filter(({ isDeleted }) => !isDeleted)
      .map((record) => ({ record, path, isPruned: true })),
  ];
}

/** When no user has them any more. Roles that must stay are left where the seed is silent. */
export async function removeRoles(
  { run, roles, stores, suffix, mayChangeRoles }: TenantRun,
  removals: readonly Removal<Role>[],
): Promise<void> {
  for (const { record, path, isPruned } of removals) {
    const others = await stores.roles.list();
    if (isPruned && reasonToStay({ kind: 'system' }, record, others) !== null) continue;
    await run.make(path, `remove role ${record.name}${suffix}`, () =>
      roles.remove(mayChangeRoles, record.id, 0),
    );
  }
}

interface RoleParts {
  /** By folded name. */
  readonly rights: ReadonlyMap<string, FunctionalRight>;
  readonly rightIds: ReadonlyMap<number, readonly number[]>;
  readonly matrices: ReadonlyMap<number, DataRightMatrix>;
}

async function applyRole(
  tenant: TenantRun,
  { entry, present, path }: Match<SeedRole, Role>,
  { rights, rightIds, matrices }: RoleParts,
): Promise<void> {
  const { run, roles, suffix, mayReadRoles, mayChangeRoles } = tenant;
  const { id: newId, name, type, tooltip, rank, usesCategories, deleted = false } = entry;
  const wantedIds = rightIdsOf(tenant, entry, path, rights);
  const dataRights = changedCells(matrices.get(present?.id ?? 0) ?? {}, entry.dataRights ?? {});
  const given = givenFields<RoleProfile>({ name: undefined, tooltip, rank, usesCategories });
  if (!present) {
    // Nothing is lost when what is to be deleted was never there, unless its id must be kept.
    if (deleted && newId === undefined) return;
    const draft = await roles.draft(mayReadRoles, type);
    const input = { ...draft.role, ...given, name, isDeleted: deleted, dataRights };
    await run.make(path, `add role ${name}${suffix}`, async () => {
      const { role } = await roles.save(mayChangeRoles, input, newId);
      if (wantedIds) await roles.setRights(mayChangeRoles, role.id, wantedIds);
    });
    return;
  }
  const hasRights = new Set(rightIds.get(present.id));
  const newRights = isDeepStrictEqual(hasRights, new Set(wantedIds ?? hasRights))
    ? null
    : wantedIds;
  const renamed = entry.formerName !== undefined && foldName(present.name) !== foldName(name);
  const profile = { ...given, ...(renamed && { name }) };
  const isDeleted = present.isDeleted && deleted;
  const fields = [
    ...changedFields<RoleProfile>(present, profile),
    ...(isDeleted === present.isDeleted ? [] : ['deleted']),
    ...(Object.keys(dataRights).length > 0 ? ['dataRights'] : []),
  ];
  const told = [...fields, ...(newRights ? ['functionalRights'] : [])];
  if (told.length === 0) return;
  const line = `change role ${present.name}${suffix}: ${told.join(', ')}`;
  await run.make(path, line, async () => {
    const input = { ...present, ...profile, isDeleted, dataRights };
    if (fields.length > 0) await roles.save(mayChangeRoles, input);
    if (newRights) await roles.setRights(mayChangeRoles, present.id, newRights);
  });
}

/** Null where the seed says nothing of them, or where one is reported that there is not. */
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
