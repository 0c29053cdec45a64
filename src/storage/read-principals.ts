/** Reads the rights of many users with four statements, however many users there are. */
import { DomainError } from '../domain/errors.ts';
import type {
  GrantedLicence,
  OwnAssociate,
  Principal,
  PrincipalOf,
} from '../domain/users/associate.ts';
import { type ModuleRow, moduleColumns, moduleOf } from './licence-store.ts';
import { roleColumns, roleOf, sortTexts } from './role-store.ts';
import { PreparedIdsQuery, PreparedTenantQuery, type TenantQueries } from './tenant-queries.ts';

const selectRoles = new PreparedIdsQuery((tenant, roleIds) =>
  tenant.selectFrom('roles').select(roleColumns).where('id', 'in', roleIds),
);

const selectRights = new PreparedIdsQuery((tenant, roleIds) =>
  tenant
    .selectFrom('role_functional_rights')
    .innerJoin('functional_rights as rights', (join) =>
      join
        .onRef('rights.tenant_id', '=', 'role_functional_rights.tenant_id')
        .onRef('rights.id', '=', 'role_functional_rights.right_id'),
    )
    .where('role_functional_rights.role_id', 'in', roleIds)
    .select(['role_functional_rights.role_id', 'rights.name', 'rights.required_module']),
);

/** Ordered by module. */
const selectLicences = new PreparedTenantQuery((tenant) =>
  tenant
    .selectFrom('licence_modules')
    .innerJoin('licence_owners as owners', (join) =>
      join
        .onRef('owners.tenant_id', '=', 'licence_modules.tenant_id')
        .onRef('owners.id', '=', 'licence_modules.owner_id'),
    )
    .select(moduleColumns.map((column) => `licence_modules.${column}` as const))
    .select([
      'owners.name as owner_name',
      'owners.description as owner_description',
      'owners.expires_at_ms',
    ])
    .orderBy('licence_modules.id'),
);

const selectAssigned = new PreparedIdsQuery((tenant, associateIds) =>
  tenant
    .selectFrom('associate_licences')
    .select(['associate_id', 'module_id'])
    .where('associate_id', 'in', associateIds)
    .orderBy('associate_id')
    .orderBy('module_id'),
);

/** Ordered as the associates are. @throws DomainError `not-found` when a role was removed. */
export async function readPrincipals<A extends OwnAssociate>(
  queries: TenantQueries,
  associates: readonly A[],
): Promise<readonly PrincipalOf<A>[]> {
  if (associates.length === 0) return [];
  const roleIds = [...new Set(associates.map(({ roleId }) => roleId))];
  // One after another, because a transaction has one connection.
  const roles = await queries.runFor(selectRoles, roleIds);
  const rights = Map.groupBy(await queries.runFor(selectRights, roleIds), ({ role_id }) => role_id);
  const licences = (await queries.run(selectLicences, {})).map(licenceOf);
  const assigned = moduleIdsByUser(
    await queries.runFor(
      selectAssigned,
      associates.map(({ id }) => id),
    ),
  );
  const roleById = new Map(roles.map((row) => [row.id, roleOf(row)]));
  const grants = new Map<string, Grants>();
  return associates.map((associate) => {
    const role = roleById.get(associate.roleId);
    if (!role) {
      const message = `There is no role ${associate.roleId}. List roles to see which there are.`;
      throw new DomainError('not-found', message);
    }
    const moduleIds = assigned.get(associate.id) ?? [];
    const key = `${role.id}/${moduleIds}`;
    const granted = grants.get(key) ?? grantsOf(rights.get(role.id) ?? [], licences, moduleIds);
    grants.set(key, granted);
    return { associate, role, ...granted };
  });
}

/** Users with the same role and licences share them. */
type Grants = Pick<Principal, 'functionalRights' | 'licences'>;

interface RightRow {
  readonly name: string;
  readonly required_module: string | null;
}

function grantsOf(
  rights: readonly RightRow[],
  licences: readonly GrantedLicence[],
  moduleIds: readonly number[],
): Grants {
  const ours = licences.filter(({ id, kind }) => kind !== 'user' || moduleIds.includes(id));
  const modules = new Set(ours.map(({ name }) => name));
  const counted = rights.filter(
    ({ required_module }) => required_module === null || modules.has(required_module),
  );
  return { functionalRights: sortTexts(counted.map(({ name }) => name)), licences: ours };
}

interface LicenceRow extends ModuleRow {
  readonly owner_name: string;
  readonly owner_description: string;
  readonly expires_at_ms: number | null;
}

function licenceOf(row: LicenceRow): GrantedLicence {
  return {
    ...moduleOf(row),
    ownerName: row.owner_name,
    ownerDescription: row.owner_description,
    expiresAtMs: row.expires_at_ms,
  };
}

function moduleIdsByUser(
  rows: readonly { readonly associate_id: number; readonly module_id: number }[],
): ReadonlyMap<number, readonly number[]> {
  const byUser = new Map<number, number[]>();
  for (const { associate_id, module_id } of rows) {
    const modules = byUser.get(associate_id);
    if (modules) modules.push(module_id);
    else byUser.set(associate_id, [module_id]);
  }
  return byUser;
}
