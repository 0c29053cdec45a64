/** A request for each operation of the User agent that is implemented. */

import type { Associate } from '../../src/domain/users/associate.ts';
import type { PerformedOperation } from './user-agent-permissions.ts';
import { scenePassword, type TenantRecords } from './user-agent-scene.ts';

type MakeRequest = (
  records: TenantRecords,
  roleId: number,
  user: Associate,
) => object | Promise<object>;

const role: MakeRequest = (_records, RoleId) => ({ RoleId });
const row: MakeRequest = (_records, RoleId) => ({ RoleId, TableName: 'sale' });
const directory: MakeRequest = () => ({ Type: 'CRM5/PASSWORD', SearchString: 'an' });

const ofUser: MakeRequest = (_records, _roleId, { id: AssociateId }) => ({ AssociateId });
const ofName: MakeRequest = (_records, _roleId, { name: AssociateName }) => ({ AssociateName });
/** Repeated changes succeed too, because the new password is the old one. */
const samePassword = { OldPassword: scenePassword, NewPassword: scenePassword };
const candidate: MakeRequest = (_records, _roleId, { id: AssociateId }) => ({
  AssociateId,
  Type: 'InternalAssociate',
  Password: scenePassword,
});

const credentials = { PublicValue: 'mail.example.com', SecretValue: 'secret', IsActive: true };
const ofType = () => ({ Type: 'imap' });
const ofUserAndType: MakeRequest = (_records, _roleId, { id: AssociateId }) => ({
  AssociateId,
  Type: 'imap',
});
const named: MakeRequest = (records) => ({
  Type: 'InternalAssociate',
  UserName: records.name('name'),
});
const newUser: MakeRequest = (_records, _roleId, { personId: PersonId }) => ({
  User: { Type: 'InternalAssociate', Person: { PersonId } },
});

const requests = {
  CreateDefaultRoleEntity: () => ({}),
  CreateDefaultRoleEntityFromType: () => ({ Type: 'ExternalUser' }),
  GetRole: role,
  GetRoleEntity: (_records, RoleEntityId) => ({ RoleEntityId }),
  SaveRoleEntity: () => ({
    RoleEntity: { RoleId: 5, Name: 'User level 4', RoleType: 'Employee', Rank: 5 },
  }),
  DeleteRole: async (records) => ({ RoleIdToDelete: (await records.addRole()).id }),
  GetAllRoles: () => ({ RoleType: 'System' }),
  FindRolesWithFunctionalRight: () => ({ FunctionalRightName: 'admin-all' }),
  FindRolesWithFunctionalRights: () => ({ FunctionalRightNames: ['admin-all'] }),
  FindRolesWithoutFunctionalRights: () => ({ FunctionalRightNames: ['admin-all'] }),
  GetAllFunctionalRights: () => ({ RoleType: 'Employee' }),
  GetFunctionalRights: role,
  SetFunctionalRights: async (records) => ({
    RoleId: (await records.addRole()).id,
    FunctionalRightIds: [1],
  }),
  GetDataRight: (_records, RoleId) => ({
    RoleId,
    TableName: 'sale',
    RelationToOwner: 'OtherAssociates',
  }),
  GetDataRights: row,
  GetAllDataRights: role,
  SetDataRight: async (records) => ({
    RoleId: (await records.addRole()).id,
    TableName: 'sale',
    DataRightValue: 'R',
  }),
  GetUserGroup: () => ({ UserGroupId: 1 }),
  GetUserGroupList: () => ({ UserGroupIds: [1, 2] }),
  GetAllUserGroups: () => ({ IncludeDeleted: true }),
  CreateUserGroup: () => ({}),
  SaveUserGroup: () => ({ UserGroup: { Id: 5, Value: 'Marketing', Rank: 5 } }),
  DeleteUserGroup: async (records) => ({ UserGroupToDelete: (await records.addGroup()).id }),
  RemoveLicenses: async (records) => ({ AssociateId: (await records.addUser()).id }),
  GetCredentialTypes: () => ({}),
  GetCredentialTypesForUserType: () => ({ UserType: 'InternalAssociate' }),
  SaveCredential: async (records) => ({
    UserId: (await records.addUser()).id,
    Credential: { Type: { Type: 'CRM5/PASSWORD' }, Value: 'correct horse' },
  }),
  DeleteCredential: async (records) => {
    const { id: UserId } = await records.addUser();
    await records.services.stores.associates.setPasswordHash(UserId, 'hash');
    return { UserId, CredentialType: 'CRM5/PASSWORD' };
  },
  FindCredentialsGroups: directory,
  FindCredentialUsers: directory,
  GetCredentialUsersInGroup: directory,
  GetUserCommands: () => ({ User: { AssociateId: 1 } }),
  ExecuteUserCommand: () => ({ CommandName: 'merge', CommandActionResult: 'Cancel' }),
  GetAccessToken: () => ({ AppToken: '', IncludeCsSession: false }),
  CreateDefaultServiceAuth: () => ({}),
  SaveServiceAuth: () => ({
    ServiceAuth: { Server: 'mail.example.com', Port: 993, Password: 'secret' },
  }),
  GetServiceAuth: async (records, _roleId, user) => ({
    ServiceAuthId: await records.addServiceAuth(user),
  }),
  DeleteServiceAuth: async (records, _roleId, user) => ({
    ServiceAuthId: await records.addServiceAuth(user),
  }),
  CreateDefaultUntrustedCredentials: () => ({}),
  GetUntrustedCredentials: ofType,
  SaveUntrustedCredentials: () => ({ Type: 'imap', Credentials: credentials }),
  RemoveUntrustedCredentials: () => ({ Type: 'imap', PublicValue: 'gone.example.com' }),
  GetUntrustedCredentialsForAssociate: ofUserAndType,
  SaveUntrustedCredentialsForAssociate: (_records, _roleId, { id: AssociateId }) => ({
    AssociateId,
    Type: 'imap',
    Credentials: credentials,
  }),
  RemoveUntrustedCredentialsForAssociate: ofUserAndType,
  SaveExternalTokens: () => ({
    TokenManagementInfo: { Provider: 'Example', AccessToken: 'a', RefreshToken: 'r' },
  }),
  GetExternalTokens: () => ({ Key: 'unknown' }),
  GetAccessGatewayInfo: () => ({}),
  CheckAccessGatewayRegistration: () => ({}),
  CanChangePassword: ofUser,
  GetSupportedChangePasswordTypes: ofUser,
  SendChangePasswordEMail: ofUser,
  ChangeOwnPassword: () => samePassword,
  ChangePassword: (_records, _roleId, { id: AssociateId }) => ({ AssociateId, ...samePassword }),
  ChangePasswordFromName: (_records, _roleId, { name: AssociateName }) => ({
    AssociateName,
    ...samePassword,
  }),
  SetPassword: (_records, _roleId, { id: AssociateId }) => ({
    AssociateId,
    Password: scenePassword,
  }),
  SetPasswordFromName: (_records, _roleId, { name: AssociateName }) => ({
    AssociateName,
    Password: scenePassword,
  }),
  SetGeneratedPassword: ofUser,
  SetGeneratedPasswordFromName: ofName,
  GenerateNewPasswordForExternalUser: async (records) => ({
    AssociateName: (await records.addExternalUser()).name,
  }),
  IsPasswordValid: candidate,
  IsPasswordValidWithReason: candidate,
  GetUserPresenceStatus: ofUser,
  SetUserPresenceStatus: async (records, _roleId, user) => {
    await records.giveCsUser(user);
    const UserPresenceStatus = { Status: 'StatusNotAvailable', Message: 'On holiday' };
    return { AssociateId: user.id, UserPresenceStatus };
  },
  CreateExternalUser: async (records) => ({
    PersonId: (await records.addUser()).personId,
    UserName: records.name('external'),
    Password: scenePassword,
    RoleId: 10,
    IsActive: true,
  }),
  SetExternalUserInfo: async (records) => ({
    AssociateId: (await records.addExternalUser()).id,
    IsActive: false,
    ExternalUserInfoModification: 'Active',
  }),
  DeleteExternalUser: async (records) => ({ AssociateId: (await records.addExternalUser()).id }),
  AddOwnerContact: async (records) => ({ ContactId: (await records.addContact()).id }),
  RemoveOwnerContact: async (records) => ({
    ContactId: (await records.addContact({ isOwnCompany: true })).id,
  }),
  IsUserNameValid: named,
  IsUserNameValidWithReason: named,
  GetValidUserName: () => ({ Type: 'InternalAssociate', UserName: 'anna' }),
  GetValidUserNameForNewUser: newUser,
  GetDefaultAssociateUserName: newUser,
  IsNickNameUnique: (records) => ({ NickName: records.name('nick') }),
  CreateDefaultUser: () => ({}),
  CreateDefaultUserFromUserType: () => ({ UserType: 'SystemAssociate' }),
  CreateDefaultUserFromUserTypeAndPersonId: (_records, _roleId, { personId: PersonId }) => ({
    UserType: 'ExternalAssociate',
    PersonId,
  }),
  ChangeUserType: (_records, _roleId, { id: AssociateId }) => ({
    User: { AssociateId },
    UserType: 'ExternalAssociate',
  }),
  ValidateUser: (_records, _roleId, { id: AssociateId }) => ({ User: { AssociateId } }),
  SaveUser: (_records, _roleId, { id: AssociateId }) => ({
    User: { AssociateId, Tooltip: 'saved' },
  }),
  SaveUserFromName: (_records, _roleId, { name: UserName }) => ({
    UserName,
    User: { Tooltip: 'saved by name' },
  }),
  ResolveUserFromInfo: (_records, _roleId, { contactId: ContactId, fullName: PersonName }) => ({
    ContactId,
    PersonName,
    UserType: 'InternalAssociate',
    Credential: { Type: { Type: 'CRM5/PASSWORD' }, Value: scenePassword },
  }),
  MakeRetired: async (records) => ({ AssociateId: (await records.addUser()).id, Retired: true }),
  DeleteUser: async (records) => ({ UserId: (await records.addUser()).id }),
  DeleteUserFromName: async (records) => ({ UserName: (await records.addUser()).name }),
  GetUser: (_records, _roleId, { id: UserId }) => ({ UserId }),
  GetUserFromName: (_records, _roleId, { name: UserName }) => ({ UserName }),
  GetUserFromPersonId: (_records, _roleId, { personId: PersonId }) => ({ PersonId }),
  GetUserFromEjUserId: async (records) => {
    const csUser = { id: 70, accessLevel: 1, status: 'normal' } as const;
    const known = await records.services.stores.associates.listOfCsUser(csUser.id);
    if (known.length === 0) await records.addUser({ csUser });
    return { EjUserId: csUser.id };
  },
  GetUserInfo: (_records, _roleId, { id: UserInfoId }) => ({ UserInfoId }),
  GetUserInfoList: (_records, _roleId, { id }) => ({ UserInfoIds: [id] }),
} satisfies Record<PerformedOperation, MakeRequest>;

/**
 * Returns a request that succeeds for permitted callers, with ids of existing records. Repeated
 * requests for the same operation get the same answer.
 *
 * @param roleId the role that the operation is about, if it is about one.
 * @param user the user that the operation is about, whose password is `scenePassword`. By default
 *   a new one.
 */
export async function requestOf(
  records: TenantRecords,
  operation: PerformedOperation,
  roleId: number,
  user?: Associate,
): Promise<object> {
  const whom = user ?? (await records.addUser({}, scenePassword));
  return requests[operation](records, roleId, whom);
}
