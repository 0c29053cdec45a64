/** The operations of the User agent about external users, except those about passwords alone. */
import type { externalUserOperations } from '../../contract/services88/user/external-users.ts';
import type { ExternalUsers } from '../../domain/users/external-users.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface ExternalUserDependencies {
  readonly externalUsers: ExternalUsers;
}

export function externalUserHandlers({
  externalUsers,
}: ExternalUserDependencies): AgentHandlers<
  Omit<typeof externalUserOperations, 'GenerateNewPasswordForExternalUser'>,
  UserNeeds
> {
  return {
    CreateExternalUser: async ({ PersonId, ...given }, { actor }) => {
      const user = await externalUsers.add(actor, PersonId, {
        name: given.UserName ?? '',
        password: given.Password ?? '',
        roleId: given.RoleId,
        isActive: given.IsActive,
      });
      return { Response: user.id };
    },

    SetExternalUserInfo: async ({ AssociateId, ...given }, { actor }) => {
      const flags = given.ExternalUserInfoModification;
      await externalUsers.change(actor, AssociateId, {
        ...(flags.includes('UserName') && { name: given.UserName ?? '' }),
        ...(flags.includes('Password') && { password: given.Password ?? '' }),
        ...(flags.includes('Role') && { roleId: given.RoleId }),
        ...(flags.includes('Active') && { isActive: given.IsActive }),
      });
      return {};
    },

    DeleteExternalUser: async ({ AssociateId }, { actor }) => {
      await externalUsers.remove(actor, AssociateId);
      return {};
    },
  };
}
