/** The operations of the User agent about the names of users. */

import type { DecodedUser } from '../../contract/services88/types/users.ts';
import type { userNameOperations } from '../../contract/services88/user/user-names.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AskedUser, UserNames } from '../../domain/users/user-names.ts';
import { userTypesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface UserNameDependencies {
  readonly userNames: UserNames;
}

export function userNameHandlers({
  userNames,
}: UserNameDependencies): AgentHandlers<typeof userNameOperations, UserNeeds> {
  return {
    IsUserNameValid: async ({ AssociateId, UserName }, { actor }) => ({
      Response: (await userNames.problemOf(actor, AssociateId, UserName ?? '')) === null,
    }),

    IsUserNameValidWithReason: async ({ AssociateId, UserName }, { actor }) => {
      const problem = await userNames.problemOf(actor, AssociateId, UserName ?? '');
      return { Response: { Reason: problem ?? '', Result: problem === null } };
    },

    GetValidUserName: async ({ AssociateId: id, Type, PersonId, UserName }, { actor }) => {
      const user = { id, type: userTypesByName[Type], personId: PersonId, person: null };
      return { Response: await userNames.validName(actor, user, UserName ?? '') };
    },

    GetValidUserNameForNewUser: async ({ User }, { actor }) => ({
      Response: await userNames.validName(actor, askedUser(User), User?.Name ?? ''),
    }),

    GetDefaultAssociateUserName: async ({ User }, { actor }) => ({
      Response: await userNames.defaultUserName(actor, askedUser(User)),
    }),

    IsNickNameUnique: async ({ AssociateId, NickName }, { actor }) => ({
      Response: await userNames.isNickNameUnique(actor, AssociateId, NickName ?? ''),
    }),
  };
}

function askedUser(user: DecodedUser | null): AskedUser {
  if (!user) {
    const message = 'User is missing. Send one with Type and Person.';
    throw new DomainError('invalid-argument', message);
  }
  const { AssociateId: id = 0, Type = 'Unknown', Person = null } = user;
  const person = Person && {
    firstName: Person.Firstname ?? '',
    middleName: Person.MiddleName ?? '',
    lastName: Person.Lastname ?? '',
    email: Person.Email || null,
  };
  return { id, type: userTypesByName[Type], personId: Person?.PersonId ?? 0, person };
}
