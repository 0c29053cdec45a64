/** User groups. Members of a group share their records. */
import { xsBoolean, xsInt } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { UserGroup } from '../types/groups.ts';

export const groupOperations = {
  GetUserGroup: operation({
    summary: 'Gets a user group.',
    request: { UserGroupId: xsInt },
    response: { Response: UserGroup },
  }),
  SaveUserGroup: operation({
    summary: 'Adds a user group, or changes the group with the given id.',
    request: { UserGroup },
    response: { Response: UserGroup },
  }),
  GetAllUserGroups: operation({
    summary: 'Lists all user groups. Includes deleted groups on request.',
    request: { IncludeDeleted: xsBoolean },
    response: { Response: services88.arrayOf(UserGroup) },
  }),
  CreateUserGroup: operation({
    summary: 'Returns a new user group with the highest rank. Does not store it.',
    request: {},
    response: { Response: UserGroup },
  }),
  DeleteUserGroup: operation({
    summary: 'Moves the members of a user group to another group, then marks the group as deleted.',
    request: { UserGroupToDelete: xsInt, UserGroupToMoveTo: xsInt },
    response: {},
  }),
  GetUserGroupList: operation({
    summary: 'Gets the user groups with the given ids.',
    request: { UserGroupIds: services88.arrayOf(xsInt) },
    response: { Response: services88.arrayOf(UserGroup) },
  }),
} as const;
