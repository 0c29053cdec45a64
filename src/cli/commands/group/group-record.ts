/** A user group as commands print it. */
import type { UserGroup } from '../../../domain/groups/user-group.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findNamed } from '../../find-named.ts';

export const groupArgumentHelp = 'name or id of the group';

/** @throws CliError as `findNamed` does. */
export async function findGroup(services: TenantServices, given: string): Promise<UserGroup> {
  return findNamed(services, 'group', await services.stores.groups.list(), given);
}

export async function recordOfGroup({ stores }: TenantServices, group: UserGroup) {
  const { id, name, tooltip, rank, isDeleted: deleted } = group;
  return { id, name, tooltip, rank, members: await stores.groups.countMembers(id), deleted };
}
