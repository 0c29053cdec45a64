/** The operations of the User agent about user groups. */
import type { groupOperations } from '../../contract/services88/user/groups.ts';
import { DomainError } from '../../domain/errors.ts';
import type { UserGroup } from '../../domain/groups/user-group.ts';
import type { UserGroups } from '../../domain/groups/user-groups.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface GroupDependencies {
  readonly groups: UserGroups;
}

export function groupHandlers({
  groups,
}: GroupDependencies): AgentHandlers<typeof groupOperations, UserNeeds> {
  return {
    GetUserGroup: async ({ UserGroupId }, { actor }) => {
      const group = await groups.find(actor, UserGroupId);
      return { Response: group && groupCarrier(group) };
    },

    SaveUserGroup: async ({ UserGroup: given }, { actor }) => {
      if (!given) {
        throw new DomainError('invalid-argument', 'UserGroup is missing. Send the group to save.');
      }
      const group = {
        id: given.Id,
        name: given.Value ?? '',
        tooltip: given.Tooltip ?? '',
        rank: given.Rank,
        isDeleted: given.Deleted,
      };
      return { Response: groupCarrier(await groups.save(actor, group)) };
    },

    GetAllUserGroups: async ({ IncludeDeleted }, { actor }) => {
      const all = await groups.list(actor, { includeDeleted: IncludeDeleted });
      return { Response: all.map(groupCarrier) };
    },

    CreateUserGroup: async (_request, { actor }) => ({
      Response: groupCarrier(await groups.draft(actor)),
    }),

    DeleteUserGroup: async ({ UserGroupToDelete, UserGroupToMoveTo }, { actor }) => {
      await groups.remove(actor, UserGroupToDelete, UserGroupToMoveTo);
      return {};
    },

    GetUserGroupList: async ({ UserGroupIds }, { actor }) => ({
      Response: (await groups.findAll(actor, UserGroupIds ?? [])).map(groupCarrier),
    }),
  };
}

export function groupCarrier({ id, name, tooltip, rank, isDeleted }: UserGroup) {
  return { Value: name, Tooltip: tooltip, Id: id, Rank: rank, Deleted: isDeleted };
}
