/** The operations of the User agent that read users. */
import type { userOperations } from '../../contract/services88/user/users.ts';
import type { UserReading } from '../../domain/users/user-reading.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';
import { userCarrier } from './user-carrier.ts';
import { userInfoCarrier } from './user-info-carrier.ts';

export interface ReadingDependencies {
  readonly userReading: UserReading;
}

type ReadingOperations = Pick<
  typeof userOperations,
  | 'GetUser'
  | 'GetUserFromName'
  | 'GetUserFromPersonId'
  | 'GetUserFromEjUserId'
  | 'GetUserInfo'
  | 'GetUserInfoList'
>;

export function readingHandlers({
  userReading,
}: ReadingDependencies): AgentHandlers<ReadingOperations, UserNeeds> {
  return {
    GetUser: async ({ UserId: id }, { actor }) => ({
      Response: userCarrier(await userReading.get(actor, { id })),
    }),

    GetUserFromName: async ({ UserName }, { actor }) => ({
      Response: userCarrier(await userReading.get(actor, { name: UserName ?? '' })),
    }),

    GetUserFromPersonId: async ({ PersonId }, { actor }) => ({
      Response: (await userReading.listOfPerson(actor, PersonId)).map(userCarrier),
    }),

    GetUserFromEjUserId: async ({ EjUserId }, { actor }) => ({
      Response: (await userReading.listOfCsUser(actor, EjUserId)).map(userCarrier),
    }),

    GetUserInfo: async ({ UserInfoId }, { actor }) => ({
      Response: userInfoCarrier(await userReading.info(actor, UserInfoId)),
    }),

    GetUserInfoList: async ({ UserInfoIds }, { actor }) => ({
      Response: (await userReading.infos(actor, UserInfoIds ?? [])).map(userInfoCarrier),
    }),
  };
}
