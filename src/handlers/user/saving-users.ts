/** The operations of the User agent that store, retire and delete users. */
import type { userOperations } from '../../contract/services88/user/users.ts';
import type { Users } from '../../domain/users/users.ts';
import { userTypesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import { givenUser } from './given-user.ts';
import type { UserNeeds } from './needs.ts';
import { userCarrier } from './user-carrier.ts';

export interface SavingDependencies {
  readonly users: Users;
}

type SavingOperations = Pick<
  typeof userOperations,
  | 'SaveUser'
  | 'SaveUserFromName'
  | 'ResolveUserFromInfo'
  | 'MakeRetired'
  | 'DeleteUser'
  | 'DeleteUserFromName'
>;

export function savingHandlers({
  users,
}: SavingDependencies): AgentHandlers<SavingOperations, UserNeeds> {
  return {
    SaveUser: async ({ User }, { actor }) => ({
      Response: userCarrier(await users.save(actor, givenUser(User))),
    }),

    SaveUserFromName: async ({ UserName, User }, { actor }) => {
      const whom = { name: UserName ?? '' };
      return { Response: userCarrier(await users.save(actor, givenUser(User), whom)) };
    },

    ResolveUserFromInfo: async ({ UserType, Credential, ...given }, { actor }) => {
      const { user, isPersonAdded } = await users.resolve(actor, {
        contactId: given.ContactId,
        fullName: given.PersonName ?? '',
        phoneNumbers: (given.PhoneNumbers ?? []).map((number) => number ?? ''),
        emails: (given.Emails ?? []).map((email) => email ?? ''),
        type: userTypesByName[UserType],
        credential: { typeKey: Credential?.Type?.Type ?? '', value: Credential?.Value ?? '' },
      });
      return { Response: { User: userCarrier(user), PersonCreated: isPersonAdded } };
    },

    MakeRetired: async ({ AssociateId, Retired }, { actor }) => {
      await users.setRetired(actor, AssociateId, Retired);
      return {};
    },

    DeleteUser: async ({ UserId }, { actor }) => {
      await users.remove(actor, UserId);
      return {};
    },

    DeleteUserFromName: async ({ UserName }, { actor }) => {
      await users.remove(actor, { name: UserName ?? '' });
      return {};
    },
  };
}
