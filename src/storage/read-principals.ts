/** Reads the rights of many users with four statements, however many users there are. */

import { DomainError } from '../domain/errors.ts';
import type { Associate, GrantedLicence, Principal } from '../domain/users/associate.ts';
import { moduleOf } from './licence-store.ts';
import { roleOf, sortTexts } from './role-store.ts';
import type { TenantQueries } from './tenant-queries.ts';

/** Ordered as the associates are. @throws DomainError `not-found` when a role was removed. */
export async function readPrincipals(
  queries: TenantQueries,
  associates: readonly Associate[],
): Promise<readonly Principal[]> {
  if (associates.length === 0) return [];
  const roleIds = [...new Set(associates.map(({ roleId }) => roleId))];
  // One after another, because a transaction has one connection.
  const roles = await queries.selectFrom('roles').selectAll().where('id', 'in', roleIds).execute();
  const rights = await readRights(queries, roleIds);
  const licences = await readLicences(queries);
  const assigned = await readAssigned(queries, associates);
  const roleById = new Map(roles.map((row) => [row.id, roleOf(row)]));
  return associates.map((associate) => {
    const role = roleById.get(associate.roleId);
    if (!role) {
      const message = `There is no role ${associate.roleId}. List roles to see which there are.`;
      throw new DomainError('not-found', message);
    }
    const moduleIds = assigned.get(associate.id);
    const ours = licences.filter(({ id, kind }) => kind !== 'user' || moduleIds?.has(id));
    const modules = new Set(ours.map(({ name }) => name));
    const counted = (rights.get(role.id) ?? []).filter(
      ({ required_module }) => required_module === null || modules.has(required_module),
    );
    return {
      associate,
      role,
      functionalRights: sortTexts(counted.map(({ name }) => name)),
      licences: ours,
    };
  });
}

async function readRights(queries: TenantQueries, roleIds: readonly number[]) {
  const rows = await queries
    .selectFrom('role_functional_rights')
    .innerJoin('functional_rights as rights', (join) =>
      join
        .onRef('rights.tenant_id', '=', 'role_functional_rights.tenant_id')
        .onRef('rights.id', '=', 'role_functional_rights.right_id'),
    )
    .where('role_functional_rights.role_id', 'in', roleIds)
    .select(['role_functional_rights.role_id', 'rights.name', 'rights.required_module'])
    .execute();
  return Map.groupBy(rows, ({ role_id }) => role_id);
}

/** Ordered by module. */
async function readLicences(queries: TenantQueries): Promise<readonly GrantedLicence[]> {
  const rows = await queries
    .selectFrom('licence_modules')
    .innerJoin('licence_owners as owners', (join) =>
      join
        .onRef('owners.tenant_id', '=', 'licence_modules.tenant_id')
        .onRef('owners.id', '=', 'licence_modules.owner_id'),
    )
    .selectAll('licence_modules')
    .select([
      'owners.name as owner_name',
      'owners.description as owner_description',
      'owners.expires_at_ms',
    ])
    .orderBy('licence_modules.id')
    .execute();
  return rows.map((row) => ({
    ...moduleOf(row),
    ownerName: row.owner_name,
    ownerDescription: row.owner_description,
    expiresAtMs: row.expires_at_ms,
  }));
}

async function readAssigned(queries: TenantQueries, associates: readonly Associate[]) {
  const ids = associates.map(({ id }) => id);
  const rows = await queries
    .selectFrom('associate_licences')
    .select(['associate_id', 'module_id'])
    .where('associate_id', 'in', ids)
    .execute();
  const byUser = new Map<number, Set<number>>();
  for (const { associate_id, module_id } of rows) {
    const modules = byUser.get(associate_id) ?? new Set();
    byUser.set(associate_id, modules.add(module_id));
  }
  return byUser;
}
