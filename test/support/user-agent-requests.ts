/** A request for each operation of the User agent that is performed. */
import type { PerformedOperation } from './user-agent-permissions.ts';
import type { TenantRecords } from './user-agent-scene.ts';

type MakeRequest = (records: TenantRecords, roleId: number) => object | Promise<object>;

const role: MakeRequest = (_records, RoleId) => ({ RoleId });
const row: MakeRequest = (_records, RoleId) => ({ RoleId, TableName: 'sale' });

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
  GetAccessToken: () => ({ AppToken: '', IncludeCsSession: false }),
} satisfies Record<PerformedOperation, MakeRequest>;

/**
 * One that succeeds for whoever may call the operation, with ids of records that exist. Another one
 * for the same operation gets the same answer.
 *
 * @param roleId where the operation reads one role.
 */
export async function requestOf(
  records: TenantRecords,
  operation: PerformedOperation,
  roleId: number,
): Promise<object> {
  return requests[operation](records, roleId);
}
