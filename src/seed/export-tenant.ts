/** A tenant's rights, roles, groups and licences as sections of a seed file. */
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
import { without } from './match-entries.ts';

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
  return {
    id,
    name,
    ...without(rest, {
      label: name,
      description: '',
      roleType: 'employee',
      requiredModule: null,
    }),
  };
}

/** How a record is named that is, or is not, one that every tenant starts with. */
function headOf({ id, name }: { id: number; name: string }, original: string | undefined) {
  if (original === undefined) return { id, name };
  return original === name ? { name } : { id, name, formerName: original };
}

function roleOf(role: Role, functionalRights: readonly string[], matrix: DataRightMatrix) {
  const { id, name, type, tooltip, rank, usesCategories, isDeleted: deleted } = role;
  const original = builtInRoles.find((it) => it.id === id);
  const given = {
    type,
    tooltip,
    rank,
    usesCategories,
    functionalRights: [...functionalRights],
    deleted,
  };
  const dataRights = differingCells(role, matrix, original?.dataRights ?? {});
  return {
    ...headOf(role, original?.name),
    // A deleted role is found by its id alone.
    ...(original && deleted && { id, name }),
    ...(original && type !== 'employee' && { type }),
    ...without(given, {
      type: original?.type ?? 'employee',
      tooltip: original?.tooltip ?? '',
      ...(original && { rank: id }),
      usesCategories: false,
      functionalRights: original?.functionalRights.toSorted() ?? [],
      deleted: false,
    }),
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

function groupOf({ isDeleted: deleted, ...group }: UserGroup) {
  const { id, tooltip, rank } = group;
  const original = builtInGroups.find((it) => it.id === id);
  return {
    ...headOf(group, original?.name),
    ...without(
      { tooltip, rank, deleted },
      { tooltip: '', ...(original && { rank: original.rank }), deleted: false },
    ),
  };
}

function ownerOf(owner: LicenceOwner, modules: readonly LicenceModule[]) {
  const original = owner.id === builtInOwner.id ? builtInOwner : undefined;
  const { name, ...head } = headOf(owner, original?.name);
  const { description, expiresAtMs } = owner;
  const gone = original
    ? builtInModules.filter(({ id }) => !modules.some((it) => it.id === id))
    : [];
  const expires = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
  return {
    owner: name,
    ...head,
    ...without(
      { description, expires },
      { description: original?.description ?? '', expires: null },
    ),
    modules: [
      ...modules.map((module) => moduleOf(module, original !== undefined)),
      ...gone.map((module) => ({ name: module.name, version: module.version, deleted: true })),
    ],
  };
}

function moduleOf(module: LicenceModule, isOfBuiltInOwner: boolean) {
  const original = isOfBuiltInOwner ? builtInModules.find(({ id }) => id === module.id) : undefined;
  const {
    id: _id,
    ownerId: _owner,
    name: _name,
    version,
    isUnrestricted,
    isHidden,
    ...rest
  } = module;
  const given = {
    ...rest,
    allowedTypes: [...rest.allowedTypes],
    unrestricted: isUnrestricted,
    hidden: isHidden,
  };
  return {
    ...headOf(module, original?.name),
    ...without({ version }, { version: original?.version ?? '' }),
    ...without(given, {
      description: original?.description ?? '',
      tooltip: original?.tooltip ?? '',
      kind: original?.kind ?? 'user',
      ...(original && { seats: original.seats, unrestricted: original.isUnrestricted }),
      extraFlags: original?.extraFlags ?? 0,
      allowedTypes: [...(original?.allowedTypes ?? [])],
      extraInfo: original?.extraInfo ?? '',
      sortOrder: original?.sortOrder ?? 0,
      hidden: original?.isHidden ?? false,
      prerequisite: original?.prerequisite ?? null,
    }),
  };
}
