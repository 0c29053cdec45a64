/** Converts users to UserInfo carriers. */
import { loginBarOf } from '../../domain/users/may-log-in.ts';
import type { UserInfo } from '../../domain/users/user-reading.ts';
import { userTypes } from '../enumerations.ts';

/** `UserName` is the user id (`Name` of `User`). `CanLogon` tells whether nothing bars a login. */
export function userInfoCarrier({ associate, role, licences, group }: UserInfo) {
  const own = licences.filter(({ kind }) => kind === 'user');
  return {
    Deleted: associate.retiredAtMs !== null,
    UserInfoId: associate.id,
    UserName: associate.name,
    PersonId: associate.personId,
    Rank: associate.rank,
    Tooltip: associate.tooltip,
    UserGroupId: associate.groupId,
    EjUserId: associate.csUser?.id ?? 0,
    UserType: userTypes[associate.type],
    GrantedLicenses: own.map(({ ownerName, name }) => `${ownerName.toLowerCase()}.${name}`),
    CanLogon: loginBarOf(associate) === null,
    RoleName: role.name,
    RoleTooltip: role.tooltip,
    UserGroupName: group?.name ?? '',
    UserGroupTooltip: group?.tooltip ?? '',
  };
}
