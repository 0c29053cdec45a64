/** What a user may do, as it is read: in parts, since it is in several tables. */
import { sql } from 'kysely';
import type { Associate, License, Role } from '../domain/associate.ts';
import type { Slots } from './prepared-query.ts';
import { selectRoles, sortTexts } from './role-rows.ts';
import { PreparedTenantQuery } from './tenant-queries.ts';

/** A row for each right of the role, or for one without rights; and for each licence. */
interface PrincipalPart {
  /** Of the role or of the licensed module. */
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** Of the role; null for a licence. */
  readonly type: Role['type'] | null;
  readonly function_right: string | null;
  /** Of the licence; null for a role, like the version. */
  readonly owner_name: string | null;
  readonly version: string | null;
}

const noText = sql<string | null>`cast(null as text)`;

/** One statement: one trip to the server, and all of it as it was at one moment. */
export const selectPrincipal = new PreparedTenantQuery(
  (tenant, given: Slots<Pick<Associate, 'id'>>) =>
    selectRoles(tenant)
      .innerJoin('associates', (join) =>
        join
          .onRef('associates.tenant_id', '=', 'roles.tenant_id')
          .onRef('associates.role_id', '=', 'roles.id'),
      )
      .where('associates.id', '=', given('id'))
      .select([noText.as('owner_name'), noText.as('version')])
      .$castTo<PrincipalPart>()
      .unionAll(
        tenant
          .selectFrom('licenses')
          .innerJoin('associate_licenses', (join) =>
            join
              .onRef('associate_licenses.tenant_id', '=', 'licenses.tenant_id')
              .onRef('associate_licenses.module_id', '=', 'licenses.module_id'),
          )
          .where('associate_licenses.associate_id', '=', given('id'))
          .select(['licenses.module_id as id', 'licenses.name', 'licenses.description'])
          .select([noText.as('type'), noText.as('function_right')])
          .select(['licenses.owner_name', 'licenses.version'])
          .$castTo<PrincipalPart>(),
      ),
);

export function roleOf(parts: readonly PrincipalPart[]): Role | undefined {
  const rights: string[] = [];
  let role: Omit<Role, 'functionRights'> | undefined;
  for (const { id, name, description, type, function_right: right } of parts) {
    if (type === null) continue;
    role ??= { id, name, description, type };
    if (right !== null) rights.push(right);
  }
  return role && { ...role, functionRights: sortTexts(rights) };
}

/** In the order of modules. */
export function licensesOf(parts: readonly PrincipalPart[]): readonly License[] {
  return parts
    .filter(({ type }) => type === null)
    .map(({ id, name, description, owner_name, version }) => ({
      moduleId: id,
      ownerName: owner_name ?? '',
      name,
      description,
      version: version ?? '',
    }))
    .toSorted((a, b) => a.moduleId - b.moduleId);
}
