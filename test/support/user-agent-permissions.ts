/**
 * Which users may call which operation of the User agent. An operation without a row does not
 * compile.
 */
import type { UserOperation } from './user-agent-calls.ts';

/** Users with at most one functional right, and users of the other types of roles. */
export const callers = [
  'admin-all',
  'admin-role',
  'admin-users',
  'admin-lists',
  'employee',
  'external',
  'system',
  'anonymous',
] as const;
export type CallerName = (typeof callers)[number];

/** For operations that are refused to everybody, because they need the access gateway. */
const noGateway = 'no access gateway';

/** For the operation that is refused to everybody, because no credentials have a directory. */
const noDirectory = 'no directory';

/**
 * One column per caller, in order. `+`: the operation is performed. `-`: it is refused. `own`: it
 * is performed for the caller's own role or user, and refused for others.
 */
export const permissionRows = {
  //                                 all  role users lists employee external system anonymous
  CreateDefaultRoleEntity: '+    +    +     -     -        -        +      -',
  CreateDefaultRoleEntityFromType: '+    +    +     -     -        -        +      -',
  GetRole: '+    +    +     +     +        +        +      +',
  GetRoleEntity: '+    +    +     own   own      own      +      own',
  SaveRoleEntity: '+    +    -     -     -        -        +      -',
  DeleteRole: '+    +    -     -     -        -        +      -',
  GetAllRoles: '+    +    +     +     +        +        +      +',
  FindRolesWithFunctionalRight: '+    +    +     -     -        -        +      -',
  FindRolesWithFunctionalRights: '+    +    +     -     -        -        +      -',
  FindRolesWithoutFunctionalRights: '+    +    +     -     -        -        +      -',
  GetAllFunctionalRights: '+    +    +     +     +        +        +      +',
  GetFunctionalRights: '+    +    +     own   own      own      +      own',
  SetFunctionalRights: '+    +    -     -     -        -        +      -',
  GetDataRight: '+    +    +     own   own      own      +      own',
  GetDataRights: '+    +    +     own   own      own      +      own',
  GetAllDataRights: '+    +    +     own   own      own      +      own',
  SetDataRight: '+    +    -     -     -        -        +      -',
  GetUserGroup: '+    +    +     +     +        +        +      +',
  GetUserGroupList: '+    +    +     +     +        +        +      +',
  GetAllUserGroups: '+    +    +     +     +        +        +      +',
  CreateUserGroup: '+    -    +     +     -        -        +      -',
  SaveUserGroup: '+    -    +     +     -        -        +      -',
  DeleteUserGroup: '+    -    +     +     -        -        +      -',
  RemoveLicenses: '+    -    +     -     -        -        +      -',
  GetCredentialTypes: '+    +    +     +     +        +        +      +',
  GetCredentialTypesForUserType: '+    +    +     +     +        +        +      +',
  SaveCredential: '+    -    +     -     -        -        +      -',
  DeleteCredential: '+    -    +     -     -        -        +      -',
  FindCredentialsGroups: '+    -    +     -     -        -        +      -',
  FindCredentialUsers: '+    -    +     -     -        -        +      -',
  GetCredentialUsersInGroup: '+    -    +     -     -        -        +      -',
  GetUserCommands: '+    +    +     +     +        +        +      +',
  ExecuteUserCommand: '+    -    +     -     -        -        +      -',
  GetAccessToken: '+    +    +     +     +        +        +      +',
  CreateDefaultServiceAuth: '+    +    +     +     +        +        +      -',
  SaveServiceAuth: '+    +    +     +     +        +        +      -',
  GetServiceAuth: '+    +    +     +     +        +        +      -',
  DeleteServiceAuth: '+    own  +     own   own      own      +      -',
  CreateDefaultUntrustedCredentials: '+    +    +     +     +        +        +      -',
  GetUntrustedCredentials: '+    +    +     +     +        +        +      -',
  SaveUntrustedCredentials: '+    +    +     +     +        +        +      -',
  RemoveUntrustedCredentials: '+    +    +     +     +        +        +      -',
  GetUntrustedCredentialsForAssociate: '+    +    +     +     +        own      +      -',
  SaveUntrustedCredentialsForAssociate: '+    own  +     own   own      own      +      -',
  RemoveUntrustedCredentialsForAssociate: '+    own  +     own   own      own      +      -',
  SaveExternalTokens: '+    +    +     +     +        +        +      -',
  GetExternalTokens: '+    +    +     +     +        +        +      -',
  GetAccessGatewayInfo: '+    +    +     +     +        +        +      +',
  CheckAccessGatewayRegistration: '+    +    +     +     +        +        +      +',
  RegisterWithAccessGateway: noGateway,
  GetOrRegisterAccessGatewayInfo: noGateway,
  DecryptAndSaveExternalTokens: noGateway,
  ExchangeCodeAndSaveTokens: noGateway,
  CanChangePassword: '+    +    +     +     +        +        +      +',
  SendChangePasswordEMail: '+    own  +     own   own      own      +      -',
  GetSupportedChangePasswordTypes: '+    +    +     +     +        +        +      +',
  ChangeOwnPassword: '+    +    +     +     +        +        -      -',
  ChangePassword: '+    own  +     own   own      own      +      -',
  ChangePasswordFromName: '+    own  +     own   own      own      +      -',
  SetPassword: '+    -    +     -     -        -        +      -',
  SetPasswordFromName: '+    -    +     -     -        -        +      -',
  SetGeneratedPassword: '+    -    +     -     -        -        +      -',
  SetGeneratedPasswordFromName: '+    -    +     -     -        -        +      -',
  GenerateNewPasswordForExternalUser: '+    -    +     -     -        -        +      -',
  IsPasswordValid: '+    own  +     own   own      own      +      -',
  IsPasswordValidWithReason: '+    own  +     own   own      own      +      -',
  GetUserPresenceStatus: '+    +    +     +     +        +        +      +',
  SetUserPresenceStatus: '+    own  +     own   own      own      +      -',
  IsUserNameValid: '+    -    +     -     -        -        +      -',
  IsUserNameValidWithReason: '+    -    +     -     -        -        +      -',
  GetValidUserName: '+    -    +     -     -        -        +      -',
  GetValidUserNameForNewUser: '+    -    +     -     -        -        +      -',
  GetDefaultAssociateUserName: '+    -    +     -     -        -        +      -',
  IsNickNameUnique: '+    -    +     -     -        -        +      -',
  CreateDefaultUser: '+    -    +     -     -        -        +      -',
  CreateDefaultUserFromUserType: '+    -    +     -     -        -        +      -',
  CreateDefaultUserFromUserTypeAndPersonId: '+    -    +     -     -        -        +      -',
  ChangeUserType: '+    -    +     -     -        -        +      -',
  ValidateUser: '+    -    +     -     -        -        +      -',
  ResolveUserFromInfo: '+    -    +     -     -        -        +      -',
  SaveUser: '+    -    +     -     -        -        +      -',
  SaveUserFromName: '+    -    +     -     -        -        +      -',
  MakeRetired: '+    -    +     -     -        -        +      -',
  DeleteUser: '+    -    +     -     -        -        +      -',
  DeleteUserFromName: '+    -    +     -     -        -        +      -',
  GetUser: '+    own  +     own   own      own      +      -',
  GetUserFromName: '+    own  +     own   own      own      +      -',
  GetUserFromPersonId: '+    own  +     own   own      own      +      -',
  GetUserFromEjUserId: '+    -    +     -     -        -        +      -',
  GetUserInfo: '+    +    +     +     +        +        +      +',
  GetUserInfoList: '+    +    +     +     +        +        +      +',
  CreateExternalUser: '+    -    +     -     -        -        +      -',
  SetExternalUserInfo: '+    -    +     -     -        -        +      -',
  DeleteExternalUser: '+    -    +     -     -        -        +      -',
  AddOwnerContact: '+    -    +     -     -        -        +      -',
  RemoveOwnerContact: '+    -    +     -     -        -        +      -',

  CreateDefaultUserFromUserTypeAndCredential: noDirectory,
} as const satisfies Readonly<Record<UserOperation, string>>;

type Rows = typeof permissionRows;

export type PerformedOperation = {
  readonly [K in keyof Rows]: Rows[K] extends typeof noGateway | typeof noDirectory ? never : K;
}[keyof Rows];

const unperformed: readonly string[] = [noGateway, noDirectory];

export const performedOperations = Object.entries(permissionRows).flatMap(([name, row]) =>
  unperformed.includes(row) ? [] : [name as PerformedOperation],
);

/** The operations that need the access gateway. */
export const gatewayOperations = Object.entries(permissionRows).flatMap(([name, row]) =>
  row === noGateway ? [name as UserOperation] : [],
);

/** The operations that need a directory of identities. */
export const directoryOperations = Object.entries(permissionRows).flatMap(([name, row]) =>
  row === noDirectory ? [name as UserOperation] : [],
);

/** Returns the expected result of a call; see `permissionRows`. */
export function permissionOf(operation: PerformedOperation, caller: CallerName): string {
  const marks = permissionRows[operation].split(/ +/);
  if (marks.length !== callers.length) throw new Error(`${operation} has ${marks.length} marks.`);
  return marks[callers.indexOf(caller)] ?? '';
}
