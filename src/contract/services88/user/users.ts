/** Users of the company, and reading users of any type. */
import { xsBoolean, xsInt, xsSecret, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { Credential } from '../types/credentials.ts';
import { StringDictionary } from '../types/lists.ts';
import { UserType } from '../types/user-types.ts';
import { ResolvedUser, User, UserInfo } from '../types/users.ts';

export const userOperations = {
  CreateDefaultUser: operation({
    summary: 'Makes a new user with usual values. Stores nothing.',
    request: {},
    response: { Response: User },
  }),
  CreateDefaultUserFromUserType: operation({
    summary: 'Makes a new user of the given type. Stores nothing.',
    request: { UserType },
    response: { Response: User },
  }),
  CreateDefaultUserFromUserTypeAndPersonId: operation({
    summary: 'Makes a new user of the given type for a person. Stores nothing.',
    request: { UserType, PersonId: xsInt },
    response: { Response: User },
  }),
  CreateDefaultUserFromUserTypeAndCredential: operation({
    summary: 'Makes a new user for an identity in a directory. Stores nothing.',
    request: {
      UserType,
      ContactId: xsInt,
      CredentialType: xsString,
      CredentialValue: xsSecret,
      CredentialDisplayValue: xsString,
    },
    response: { Response: User },
  }),
  SaveUser: operation({
    summary: 'Adds a user, or changes the one with the given id.',
    request: { User },
    response: { Response: User },
  }),
  DeleteUser: operation({
    summary: 'Deletes the user with the given id.',
    request: { UserId: xsInt },
    response: {},
  }),
  GetUser: operation({
    summary: 'Gets the user with the given id.',
    request: { UserId: xsInt },
    response: { Response: User },
  }),
  GetUserFromName: operation({
    summary: 'Gets the user with the given name.',
    request: { UserName: xsString },
    response: { Response: User },
  }),
  SaveUserFromName: operation({
    summary: 'Changes the user with the given name.',
    request: { UserName: xsString, User },
    response: { Response: User },
  }),
  DeleteUserFromName: operation({
    summary: 'Deletes the user with the given name.',
    request: { UserName: xsString },
    response: {},
  }),
  GetUserFromPersonId: operation({
    summary: 'Lists the users that stand for a person.',
    request: { PersonId: xsInt },
    response: { Response: services88.arrayOf(User) },
  }),
  GetUserFromEjUserId: operation({
    summary: 'Lists the users with the given Service user.',
    request: { EjUserId: xsInt },
    response: { Response: services88.arrayOf(User) },
  }),
  GetUserInfo: operation({
    summary: 'Gets what everybody may know of a user.',
    request: { UserInfoId: xsInt },
    response: { Response: UserInfo },
  }),
  GetUserInfoList: operation({
    summary: 'Gets what everybody may know of several users.',
    request: { UserInfoIds: services88.arrayOf(xsInt) },
    response: { Response: services88.arrayOf(UserInfo) },
  }),
  ChangeUserType: operation({
    summary: 'Makes of a user one of another type. Stores nothing.',
    request: { User, UserType },
    response: { Response: User },
  }),
  MakeRetired: operation({
    summary: 'Retires a user and takes the licences, or ends the retirement.',
    request: { AssociateId: xsInt, Retired: xsBoolean },
    response: {},
  }),
  ResolveUserFromInfo: operation({
    summary:
      'Finds the user of a person by name, telephone numbers and e-mail addresses, or makes one.',
    request: {
      ContactId: xsInt,
      PersonName: xsString,
      PhoneNumbers: services88.arrayOf(xsString),
      Emails: services88.arrayOf(xsString),
      UserType,
      Credential,
    },
    response: { Response: ResolvedUser },
  }),
  ValidateUser: operation({
    summary: 'Lists what is wrong with a user before it is saved, by field.',
    request: { User },
    response: { Response: StringDictionary },
  }),
} as const;
