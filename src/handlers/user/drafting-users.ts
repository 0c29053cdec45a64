/** The operations of the User agent that make and check users without storing them. */
import type { userOperations } from '../../contract/services88/user/users.ts';
import type { UserDrafts } from '../../domain/users/user-drafts.ts';
import { userTypesByName } from '../enumerations.ts';
import type { AgentHandlers } from '../with-session.ts';
import { givenUser } from './given-user.ts';
import type { UserNeeds } from './needs.ts';
import { userCarrier } from './user-carrier.ts';

export interface DraftingDependencies {
  readonly userDrafts: UserDrafts;
}

type DraftingOperations = Pick<
  typeof userOperations,
  | 'CreateDefaultUser'
  | 'CreateDefaultUserFromUserType'
  | 'CreateDefaultUserFromUserTypeAndPersonId'
  | 'CreateDefaultUserFromUserTypeAndCredential'
  | 'ChangeUserType'
  | 'ValidateUser'
>;

export function draftingHandlers({
  userDrafts,
}: DraftingDependencies): AgentHandlers<DraftingOperations, UserNeeds> {
  return {
    CreateDefaultUser: async (_request, { actor }) => ({
      Response: userCarrier(await userDrafts.draft(actor)),
    }),

    CreateDefaultUserFromUserType: async ({ UserType }, { actor }) => ({
      Response: userCarrier(await userDrafts.draftOfType(actor, userTypesByName[UserType])),
    }),

    CreateDefaultUserFromUserTypeAndPersonId: async ({ UserType, PersonId }, { actor }) => {
      const type = userTypesByName[UserType];
      return { Response: userCarrier(await userDrafts.draftOfPerson(actor, type, PersonId)) };
    },

    CreateDefaultUserFromUserTypeAndCredential: async ({ CredentialType: key }, { actor }) =>
      userDrafts.draftOfIdentity(actor, key ?? ''),

    ChangeUserType: async ({ User, UserType }, { actor }) => {
      const type = userTypesByName[UserType];
      return { Response: userCarrier(await userDrafts.converted(actor, givenUser(User), type)) };
    },

    ValidateUser: async ({ User }, { actor }) => ({
      Response: await userDrafts.problemsOf(actor, givenUser(User)),
    }),
  };
}
