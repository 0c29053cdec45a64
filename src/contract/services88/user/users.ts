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
    summary: 'Returns a new user with default values. Does not store it.',
    request: {},
    response: { Response: User },
  }),
  CreateDefaultUserFromUserType: operation({
    summary: 'Returns a new user of the given type. Does not store it.',
    request: { UserType },
    response: { Response: User },
  }),
  CreateDefaultUserFromUserTypeAndPersonId: operation({
    summary: 'Returns a new user of the given type for a person. Does not store it.',
    request: { UserType, PersonId: xsInt },
    response: { Response: User },
  }),
  CreateDefaultUserFromUserTypeAndCredential: operation({
    summary: 'Returns a new user for an identity in a directory. Does not store it.',
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
    summary: 'Adds a user, or changes the user with the given id.',
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
    summary: 'Lists the users of a person.',
    request: { PersonId: xsInt },
    response: { Response: services88.arrayOf(User) },
  }),
  GetUserFromEjUserId: operation({
    summary: 'Lists the users with the given Service user.',
    request: { EjUserId: xsInt },
    response: { Response: services88.arrayOf(User) },
  }),
  GetUserInfo: operation({
    summary: 'Gets the public fields of a user.',
    request: { UserInfoId: xsInt },
    response: { Response: UserInfo },
  }),
  GetUserInfoList: operation({
    summary: 'Gets the public fields of several users.',
    request: { UserInfoIds: services88.arrayOf(xsInt) },
    response: { Response: services88.arrayOf(UserInfo) },
  }),
  ChangeUserType: operation({
    summary: 'Converts a user to another type. Does not store the result.',
    request: { User, UserType },
    response: { Response: User },
  }),
  MakeRetired: operation({
    summary: 'Retires a user and removes the licences, or ends the retirement.',
    request: { AssociateId: xsInt, Retired: xsBoolean },
    response: {},
  }),
  ResolveUserFromInfo: operation({
    summary:
      'Finds the user of a person by name, phone numbers and e-mail addresses, or creates one.',
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
    since: '88/2020',
    summary: 'Validates a user before it is saved. Returns the errors by field.',
    request: { User },
    response: { Response: StringDictionary },
  }),
} as const;
