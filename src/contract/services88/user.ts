/** User: the agent for users, roles, groups and tokens. Its operations are declared by area. */
import { inOrder, type Service, service } from '../service.ts';
import { responseHeaders, sessionRequestHeaders } from './headers.ts';
import { services88 } from './namespace.ts';
import { credentialOperations } from './user/credentials.ts';
import { externalTokenOperations } from './user/external-tokens.ts';
import { externalUserOperations } from './user/external-users.ts';
import { groupOperations } from './user/groups.ts';
import { licenceOperations } from './user/licences.ts';
import { ownerContactOperations } from './user/owner-contacts.ts';
import { passwordOperations } from './user/passwords.ts';
import { presenceOperations } from './user/presence.ts';
import { rightOperations } from './user/rights.ts';
import { roleOperations } from './user/roles.ts';
import { serviceAuthOperations } from './user/service-auth.ts';
import { tokenOperations } from './user/tokens.ts';
import { untrustedCredentialOperations } from './user/untrusted-credentials.ts';
import { userCommandOperations } from './user/user-commands.ts';
import { userNameOperations } from './user/user-names.ts';
import { userOperations } from './user/users.ts';

/** The order of the original's WSDL. Generated clients show the operations in this order. */
const ORDER = [
  'CreateDefaultRoleEntity',
  'SaveRoleEntity',
  'CreateDefaultServiceAuth',
  'SaveServiceAuth',
  'DeleteServiceAuth',
  'CreateDefaultUntrustedCredentials',
  'CreateDefaultUser',
  'SaveUser',
  'GetUserCommands',
  'ExecuteUserCommand',
  'DeleteUser',
  'GetAccessGatewayInfo',
  'GetOrRegisterAccessGatewayInfo',
  'RegisterWithAccessGateway',
  'CheckAccessGatewayRegistration',
  'ExchangeCodeAndSaveTokens',
  'SaveCredential',
  'DeleteCredential',
  'FindCredentialsGroups',
  'FindCredentialUsers',
  'GetCredentialUsersInGroup',
  'GetRole',
  'GetRoleEntity',
  'DeleteRole',
  'GetAllRoles',
  'GetAllFunctionalRights',
  'GetAllDataRights',
  'GetFunctionalRights',
  'SetFunctionalRights',
  'SetDataRight',
  'GetDataRight',
  'GetDataRights',
  'CreateDefaultRoleEntityFromType',
  'FindRolesWithFunctionalRight',
  'FindRolesWithFunctionalRights',
  'FindRolesWithoutFunctionalRights',
  'GetServiceAuth',
  'SaveExternalTokens',
  'DecryptAndSaveExternalTokens',
  'GetExternalTokens',
  'GetUser',
  'GetUserFromName',
  'SaveUserFromName',
  'DeleteUserFromName',
  'GetCredentialTypes',
  'GetCredentialTypesForUserType',
  'SaveUntrustedCredentials',
  'GetUntrustedCredentials',
  'GetUntrustedCredentialsForAssociate',
  'SaveUntrustedCredentialsForAssociate',
  'RemoveUntrustedCredentials',
  'RemoveUntrustedCredentialsForAssociate',
  'CreateExternalUser',
  'DeleteExternalUser',
  'SetExternalUserInfo',
  'GenerateNewPasswordForExternalUser',
  'CanChangePassword',
  'GetSupportedChangePasswordTypes',
  'ChangePassword',
  'SendChangePasswordEMail',
  'GetUserFromPersonId',
  'CreateDefaultUserFromUserTypeAndPersonId',
  'CreateDefaultUserFromUserType',
  'GetUserFromEjUserId',
  'SetPasswordFromName',
  'SetPassword',
  'ChangeOwnPassword',
  'ChangePasswordFromName',
  'IsUserNameValid',
  'IsPasswordValid',
  'SetGeneratedPassword',
  'SetGeneratedPasswordFromName',
  'IsPasswordValidWithReason',
  'IsUserNameValidWithReason',
  'ChangeUserType',
  'CreateDefaultUserFromUserTypeAndCredential',
  'GetValidUserName',
  'RemoveLicenses',
  'MakeRetired',
  'AddOwnerContact',
  'RemoveOwnerContact',
  'ResolveUserFromInfo',
  'GetAccessToken',
  'GetValidUserNameForNewUser',
  'GetDefaultAssociateUserName',
  'IsNickNameUnique',
  'ValidateUser',
  'GetUserPresenceStatus',
  'SetUserPresenceStatus',
  'GetUserGroup',
  'SaveUserGroup',
  'GetAllUserGroups',
  'CreateUserGroup',
  'DeleteUserGroup',
  'GetUserGroupList',
  'GetUserInfo',
  'GetUserInfoList',
] as const;

type UserOperations = typeof roleOperations &
  typeof rightOperations &
  typeof groupOperations &
  typeof licenceOperations &
  typeof userOperations &
  typeof externalUserOperations &
  typeof userNameOperations &
  typeof passwordOperations &
  typeof credentialOperations &
  typeof untrustedCredentialOperations &
  typeof serviceAuthOperations &
  typeof externalTokenOperations &
  typeof userCommandOperations &
  typeof presenceOperations &
  typeof ownerContactOperations &
  typeof tokenOperations;

const operations: UserOperations = {
  ...roleOperations,
  ...rightOperations,
  ...groupOperations,
  ...licenceOperations,
  ...userOperations,
  ...externalUserOperations,
  ...userNameOperations,
  ...passwordOperations,
  ...credentialOperations,
  ...untrustedCredentialOperations,
  ...serviceAuthOperations,
  ...externalTokenOperations,
  ...userCommandOperations,
  ...presenceOperations,
  ...ownerContactOperations,
  ...tokenOperations,
};

export const userService: Service<typeof sessionRequestHeaders, UserOperations> = service({
  name: 'User',
  summary:
    'Users, their roles, groups, licences and tokens. Every operation needs a session ticket from ' +
    'SoPrincipal.',
  namespace: services88.uri,
  restricted: true,
  requestHeaders: sessionRequestHeaders,
  responseHeaders,
  operations: inOrder(operations, ORDER),
});

export type UserService = typeof userService;
