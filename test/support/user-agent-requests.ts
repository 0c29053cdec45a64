/** A request for each operation of the User agent that is implemented. */
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
  GetAccessToken: () => ({ AppToken: '', IncludeCsSession: false }),
} satisfies Record<PerformedOperation, MakeRequest>;

/**
 * Returns a request that succeeds for permitted callers, with ids of existing records. Repeated
 * requests for the same operation get the same answer.
 *
 * @param roleId the role that the operation reads, if it reads one.
 */
export async function requestOf(
  records: TenantRecords,
  operation: PerformedOperation,
  roleId: number,
): Promise<object> {
  return requests[operation](records, roleId);
}
