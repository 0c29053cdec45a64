/** Exports a tenant's rights, roles, groups and licences as sections of a seed file. */
import { builtInGroups, type UserGroup } from '../domain/groups/user-group.ts';
import type { TenantStores } from '../domain/installation.ts';
import { builtInModules, builtInOwner } from '../domain/licences/built-in-licences.ts';
import type { LicenceModule, LicenceOwner } from '../domain/licences/licence.ts';
import { builtInRoles } from '../domain/roles/built-in-roles.ts';
import {
  type DataRightMatrix,
  type DataRightRelation,
  type DataRightTableName,
  type DataRightValue,
  dataRightColumns,
  dataRightTableNames,
} from '../domain/roles/data-rights.ts';
import type { FunctionalRight } from '../domain/roles/functional-right.ts';
import type { Role } from '../domain/roles/role.ts';
import { moduleDefaults } from './apply-licences.ts';
import { rightDefaults } from './apply-roles.ts';
import { fileFields } from './records.ts';

export async function exportTenant({ roles, groups, licences }: TenantStores) {
  const rights = await roles.listRights();
  const all = await roles.list();
  const ids = all.map(({ id }) => id);
  const granted = await roles.rightIds(ids);
  const matrices = await roles.dataRights(ids);
  const rightNames = new Map(rights.map(({ id, name }) => [id, name]));
  const namesOf = (id: number) =>
    (granted.get(id) ?? []).flatMap((rightId) => rightNames.get(rightId) ?? []).sort();
  const owners = await licences.listOwners();
  const modules = await licences.listModules();
  return {
    functionalRights: rights.filter(({ isBuiltIn }) => !isBuiltIn).map(functionalRightOf),
    roles: all
      .toSorted((a, b) => a.id - b.id)
      .map((role) => roleOf(role, namesOf(role.id), matrices.get(role.id) ?? {})),
    groups: (await groups.list()).toSorted((a, b) => a.id - b.id).map(groupOf),
    licences: owners.map((owner) =>
      ownerOf(
        owner,
        modules.filter(({ ownerId }) => ownerId === owner.id),
      ),
    ),
  };
}

function functionalRightOf({ id, name, isBuiltIn: _built, ...rest }: FunctionalRight) {
  return { id, name, ...fileFields(rest, { ...rightDefaults, label: name }) };
}

/** The name and id of a record, with the former name of a built-in one. */
function headOf({ id, name }: { id: number; name: string }, original: string | undefined) {
  if (original === undefined) return { id, name };
  return original === name ? { name } : { id, name, formerName: original };
}

function roleOf(role: Role, functionalRights: readonly string[], matrix: DataRightMatrix) {
  const { id, name, type, tooltip, rank, usesCategories, isDeleted } = role;
  const original = builtInRoles.find((it) => it.id === id);
  const dataRights = differingCells(role, matrix, original?.dataRights ?? {});
  return {
    ...headOf(role, original?.name),
    // A deleted role can be found by its id only.
    ...(original && isDeleted && { id, name }),
    ...fileFields(
      { type, tooltip, rank, usesCategories, functionalRights, isDeleted },
      {
        // The type identifies a role together with its name, so it is exported for built-in roles
        // too.
        type: 'employee',
        tooltip: original?.tooltip ?? '',
        ...(original && { rank: id }),
        usesCategories: false,
        functionalRights: original?.functionalRights.toSorted() ?? [],
        isDeleted: false,
      },
    ),
    ...(Object.keys(dataRights).length > 0 && { dataRights }),
  };
}

type WrittenRow = Partial<Record<DataRightRelation, DataRightValue>>;

function differingCells(
  { type }: Role,
  matrix: DataRightMatrix,
  original: DataRightMatrix,
): Partial<Record<DataRightTableName, WrittenRow>> {
  const rows = dataRightTableNames.flatMap((table) => {
    const cells = dataRightColumns[type].flatMap((relation) => {
      const value = matrix[table]?.[relation] ?? '';
      return value === (original[table]?.[relation] ?? '') ? [] : [[relation, value] as const];
    });
    return cells.length > 0 ? [[table, Object.fromEntries(cells)] as const] : [];
  });
  return Object.fromEntries(rows);
}

function groupOf({ id, name, ...rest }: UserGroup) {
  const original = builtInGroups.find((it) => it.id === id);
  return {
    ...headOf({ id, name }, original?.name),
    ...fileFields(rest, original ?? { tooltip: '', isDeleted: false }),
  };
}

function ownerOf(owner: LicenceOwner, modules: readonly LicenceModule[]) {
  const original = owner.id === builtInOwner.id ? builtInOwner : undefined;
  const { name, ...head } = headOf(owner, original?.name);
  const { description, expiresAtMs } = owner;
  const expires = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
  const gone = builtInModules.filter(({ id }) => original && !modules.some((it) => it.id === id));
  return {
    owner: name,
    ...head,
    ...fileFields(
      { description, expires },
      { description: original?.description ?? '', expires: null },
    ),
    modules: [
      ...modules.map(moduleOf),
      ...gone.map(({ name: gone, version }) => ({ name: gone, version, deleted: true })),
    ],
  };
}

function moduleOf({ id, name, ownerId, ...rest }: LicenceModule) {
  const original = builtInModules.find((it) => it.id === id && it.ownerId === ownerId);
  const { seats: _seats, isUnrestricted: _unrestricted, ...defaults } = moduleDefaults;
  return { ...headOf({ id, name }, original?.name), ...fileFields(rest, original ?? defaults) };
}
