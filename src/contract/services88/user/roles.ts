/** Roles. Each user has one role, which decides what the user may do. */
import { xsInt, xsString } from '../../../xsd/built-in.ts';
import { operation } from '../../service.ts';
import { services88 } from '../namespace.ts';
import { MDOListItem, SelectableMDOListItem } from '../types/lists.ts';
import { Role, RoleEntity, RoleType } from '../types/roles.ts';

export const roleOperations = {
  CreateDefaultRoleEntity: operation({
    summary: 'Returns a new employee role with default values. Does not store it.',
    request: {},
    response: { Response: RoleEntity },
  }),
  CreateDefaultRoleEntityFromType: operation({
    summary: 'Returns a new role of the given type without rights. Does not store it.',
    request: { Type: RoleType },
    response: { Response: RoleEntity },
  }),
  GetRole: operation({
    summary: 'Gets the name of a role.',
    request: { RoleId: xsInt },
    response: { Response: Role },
  }),
  GetRoleEntity: operation({
    summary: 'Gets a role with its matrix of data rights.',
    request: { RoleEntityId: xsInt },
    response: { Response: RoleEntity },
  }),
  SaveRoleEntity: operation({
    summary: 'Adds a role, or changes the role with the given id, except its type.',
    request: { RoleEntity },
    response: { Response: RoleEntity },
  }),
  DeleteRole: operation({
    summary: 'Gives the users of a role another role, then marks the role as deleted.',
    request: { RoleIdToDelete: xsInt, ReplacingRoleId: xsInt },
    response: {},
  }),
  GetAllRoles: operation({
    summary: 'Lists the roles of a type.',
    request: { RoleType },
    response: { Response: services88.arrayOf(SelectableMDOListItem) },
  }),
  FindRolesWithFunctionalRight: operation({
    summary: 'Lists the roles that have a functional right.',
    request: { FunctionalRightName: xsString },
    response: { Response: services88.arrayOf(MDOListItem) },
  }),
  FindRolesWithFunctionalRights: operation({
    summary: 'Lists the ids of roles that have at least one of the functional rights.',
    request: { FunctionalRightNames: services88.arrayOf(xsString) },
    response: { Response: services88.arrayOf(xsInt) },
  }),
  FindRolesWithoutFunctionalRights: operation({
    summary: 'Lists the ids of roles that have none of the functional rights.',
    request: { FunctionalRightNames: services88.arrayOf(xsString) },
    response: { Response: services88.arrayOf(xsInt) },
  }),
} as const;
