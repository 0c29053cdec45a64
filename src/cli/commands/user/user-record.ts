/** A user as commands print it. */
import type { Associate } from '../../../domain/users/associate.ts';
import { loginBarOf } from '../../../domain/users/may-log-in.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { printTime, type Terminal } from '../../terminal.ts';

export async function recordOfUser(
  services: TenantServices,
  associate: Associate,
): Promise<Readonly<Record<string, unknown>>> {
  const { id } = associate;
  const { stores } = services;
  const role = await stores.roles.find(associate.roleId);
  const groups = await stores.groups.list();
  const groupName = (groupId: number) => groups.find((it) => it.id === groupId)?.name ?? null;
  return {
    id,
    name: associate.name,
    userName: associate.userName,
    nickName: associate.nickName,
    fullName: associate.fullName,
    email: associate.email,
    type: associate.type,
    state: loginBarOf(associate) ?? 'enabled',
    role: role?.name ?? null,
    group: groupName(associate.groupId),
    otherGroups: associate.secondaryGroupIds.map(groupName),
    licences: await licenceNamesOf(services, id),
    tooltip: associate.tooltip,
    rank: associate.rank,
    csUser: associate.csUser?.id ?? null,
    created: printTime(associate.createdAtMs),
    disabled: printTime(associate.disabledAtMs),
    retired: printTime(associate.retiredAtMs),
  };
}

/** The names of the licences that are assigned to a user. */
export async function licenceNamesOf(
  { stores }: TenantServices,
  id: number,
): Promise<readonly string[]> {
  const assigned = (await stores.licences.assignedTo([id])).get(id) ?? [];
  const modules = await stores.licences.listModules();
  return modules.filter((module) => assigned.includes(module.id)).map(({ name }) => name);
}

/** The remaining fields of a user. Ids of records elsewhere in the CRM are omitted when 0. */
export function restOfUser({ csUser, ...associate }: Associate) {
  const { personId, contactId, contactOwnerId, countryId, homeCountryId, businessId, categoryId } =
    associate;
  const ids = {
    personId,
    contactId,
    contactOwnerId,
    countryId,
    homeCountryId,
    businessId,
    categoryId,
  };
  return {
    ...(csUser && { csStatus: csUser.status, csAccessLevel: csUser.accessLevel }),
    ...Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== 0)),
  };
}

/** Prints a note when several users have the e-mail address, so that nobody can log in with it. */
export async function noteSharedEmail(
  { stores }: TenantServices,
  terminal: Terminal,
  email: string | null,
): Promise<void> {
  if (email === null || (await stores.associates.listByEmail(email)).length === 1) return;
  terminal.note('Others have this e-mail address too: none can log in with it, only with a name.');
}
