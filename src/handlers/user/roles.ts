/** The operations of the User agent about roles. */
import type { roleOperations } from '../../contract/services88/user/roles.ts';
import type { Role } from '../../domain/roles/role.ts';
import type { Roles } from '../../domain/roles/roles.ts';
import { roleTypesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import { listItem } from './list-item.ts';
import type { UserNeeds } from './needs.ts';
import { roleCarrier, roleEntity, roleInput } from './role-carrier.ts';

export interface RoleDependencies {
  readonly roles: Roles;
}

export function roleHandlers({
  roles,
}: RoleDependencies): AgentHandlers<typeof roleOperations, UserNeeds> {
  return {
    CreateDefaultRoleEntity: async (_request, { actor }) => ({
      Response: roleEntity(await roles.draft(actor, 'employee')),
    }),

    CreateDefaultRoleEntityFromType: async ({ Type }, { actor }) => ({
      Response: roleEntity(await roles.draft(actor, roleTypesByName[Type])),
    }),

    GetRole: async ({ RoleId }, { actor }) => {
      const role = await roles.find(actor, RoleId);
      return { Response: role && roleCarrier(role) };
    },

    GetRoleEntity: async ({ RoleEntityId }, { actor }) => {
      const details = await roles.details(actor, RoleEntityId);
      return { Response: details && roleEntity(details) };
    },

    SaveRoleEntity: async ({ RoleEntity }, { actor }) => ({
      Response: roleEntity(await roles.save(actor, roleInput(RoleEntity))),
    }),

    DeleteRole: async ({ RoleIdToDelete, ReplacingRoleId }, { actor }) => {
      await roles.remove(actor, RoleIdToDelete, ReplacingRoleId);
      return {};
    },

    GetAllRoles: async ({ RoleType }, { actor }) => ({
      Response: (await roles.list(actor, roleTypesByName[RoleType])).map(roleItem),
    }),

    FindRolesWithFunctionalRight: async ({ FunctionalRightName }, { actor }) => ({
      Response: (await roles.withRights(actor, [FunctionalRightName ?? ''])).map(roleItem),
    }),

    FindRolesWithFunctionalRights: async ({ FunctionalRightNames }, { actor }) => ({
      Response: (await roles.withRights(actor, given(FunctionalRightNames))).map(({ id }) => id),
    }),

    FindRolesWithoutFunctionalRights: async ({ FunctionalRightNames }, { actor }) => ({
      Response: (await roles.withoutRights(actor, given(FunctionalRightNames))).map(({ id }) => id),
    }),
  };
}

function given(names: readonly (string | null)[] | null): readonly string[] {
  return (names ?? []).flatMap((name) => name ?? []);
}

function roleItem({ id, name, tooltip, rank, isDeleted }: Role) {
  return listItem({ Id: id, Name: name, ToolTip: tooltip, Deleted: isDeleted, Rank: rank });
}
