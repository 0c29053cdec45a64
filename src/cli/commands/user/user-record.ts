/** A user as commands print one. */
import type { Associate } from '../../../domain/associate.ts';
import type { Office } from '../../../office.ts';
import { printTime } from '../../terminal.ts';

export async function recordOfUser(
  { stores }: Office,
  associate: Associate,
): Promise<Readonly<Record<string, unknown>>> {
  const { role, licenses } = await stores.associates.principal(associate);
  const groups = await stores.directory.listGroups();
  const groupName = (id: number) => groups.find((group) => group.id === id)?.name ?? null;
  return {
    id: associate.id,
    name: associate.name,
    fullName: associate.fullName,
    email: associate.email,
    role: role.name,
    group: groupName(associate.groupId),
    secondaryGroups: associate.secondaryGroupIds.map(groupName),
    licenses: licenses.map((license) => license.name),
    csUser: associate.csUser?.id ?? null,
    created: printTime(associate.createdAtMs),
    disabled: printTime(associate.disabledAtMs),
  };
}
