/** A request for each operation of the User agent that is performed. */
import type { PerformedOperation } from './user-agent-permissions.ts';
import type { UserAgentScene } from './user-agent-scene.ts';

type MakeRequest = (scene: UserAgentScene, roleId: number) => object | Promise<object>;

const role: MakeRequest = (_scene, RoleId) => ({ RoleId });
const row: MakeRequest = (_scene, RoleId) => ({ RoleId, TableName: 'sale' });

const requests = {
  CreateDefaultRoleEntity: () => ({}),
  CreateDefaultRoleEntityFromType: () => ({ Type: 'ExternalUser' }),
  GetRole: role,
  GetRoleEntity: (_scene, RoleEntityId) => ({ RoleEntityId }),
  SaveRoleEntity: (scene) => ({ RoleEntity: { Name: scene.name('Saved') } }),
  DeleteRole: async (scene) => ({ RoleIdToDelete: (await scene.addRole()).id }),
  GetAllRoles: () => ({ RoleType: 'System' }),
  FindRolesWithFunctionalRight: () => ({ FunctionalRightName: 'admin-all' }),
  FindRolesWithFunctionalRights: () => ({ FunctionalRightNames: ['admin-all'] }),
  FindRolesWithoutFunctionalRights: () => ({ FunctionalRightNames: ['admin-all'] }),
  GetAllFunctionalRights: () => ({ RoleType: 'Employee' }),
  GetFunctionalRights: role,
  SetFunctionalRights: async (scene) => ({
    RoleId: (await scene.addRole()).id,
    FunctionalRightIds: [1],
  }),
  GetDataRight: (_scene, RoleId) => ({
    RoleId,
    TableName: 'sale',
    RelationToOwner: 'OtherAssociates',
  }),
  GetDataRights: row,
  SetDataRight: async (scene) => ({
    RoleId: (await scene.addRole()).id,
    TableName: 'sale',
    DataRightValue: 'R',
  }),
  GetUserGroup: () => ({ UserGroupId: 1 }),
  GetUserGroupList: () => ({ UserGroupIds: [1, 2] }),
  GetAllUserGroups: () => ({ IncludeDeleted: true }),
  CreateUserGroup: () => ({}),
  SaveUserGroup: (scene) => ({ UserGroup: { Value: scene.name('Saved') } }),
  DeleteUserGroup: async (scene) => ({ UserGroupToDelete: (await scene.addGroup()).id }),
  RemoveLicenses: async (scene) => ({ AssociateId: (await scene.addUser()).id }),
  GetAccessToken: () => ({ AppToken: '', IncludeCsSession: false }),
} satisfies Record<PerformedOperation, MakeRequest>;

/**
 * One that succeeds for whoever may call the operation, with ids of records that exist.
 *
 * @param roleId where the operation reads one role.
 */
export async function requestOf(
  scene: UserAgentScene,
  operation: PerformedOperation,
  roleId: number,
): Promise<object> {
  return requests[operation](scene, roleId);
}
