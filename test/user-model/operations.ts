/** The operations of the User agent in the model, and the requests for them. */
import type { UserOperation } from '../support/user-agent-calls.ts';
import { byId, type Module, type World } from './world.ts';

/** The fields of a user that are saved. Absent ones stay as they are. */
export interface Given {
  readonly name?: string;
  readonly type?: 'internal' | 'external';
  readonly roleId?: number;
  readonly groupId?: number;
  readonly personId?: number;
  readonly licences?: readonly number[];
  readonly password?: string;
  readonly isRetired?: boolean;
}

export type Operation =
  /** The id is 0 for a new user. */
  | { readonly kind: 'save'; readonly userId: number; readonly given: Given }
  | { readonly kind: 'retire'; readonly userId: number; readonly isRetired: boolean }
  | { readonly kind: 'delete'; readonly userId: number }
  | { readonly kind: 'take licences'; readonly userId: number }
  | { readonly kind: 'set password'; readonly userId: number; readonly password: string }
  | { readonly kind: 'change own password'; readonly old: string; readonly password: string }
  | { readonly kind: 'set rights'; readonly roleId: number; readonly rights: readonly string[] }
  | { readonly kind: 'delete group'; readonly groupId: number; readonly moveTo: number };

interface Request {
  readonly operation: UserOperation;
  readonly json: object;
}

const typeNames = { internal: 'InternalAssociate', external: 'ExternalAssociate' } as const;

/** @param rightIds of functional rights by their names. */
export function requestOf(
  world: World,
  given: Operation,
  rightIds: ReadonlyMap<string, number>,
): Request {
  switch (given.kind) {
    case 'save':
      return { operation: 'SaveUser', json: { User: carrierOf(world, given) } };
    case 'retire': {
      const json = { AssociateId: given.userId, Retired: given.isRetired };
      return { operation: 'MakeRetired', json };
    }
    case 'delete':
      return { operation: 'DeleteUser', json: { UserId: given.userId } };
    case 'take licences':
      return { operation: 'RemoveLicenses', json: { AssociateId: given.userId } };
    case 'set password': {
      const json = { AssociateId: given.userId, Password: given.password };
      return { operation: 'SetPassword', json };
    }
    case 'change own password': {
      const json = { OldPassword: given.old, NewPassword: given.password };
      return { operation: 'ChangeOwnPassword', json };
    }
    case 'set rights': {
      const FunctionalRightIds = given.rights.map((name) => rightIds.get(name));
      const json = { RoleId: given.roleId, FunctionalRightIds };
      return { operation: 'SetFunctionalRights', json };
    }
    case 'delete group': {
      const json = { UserGroupToDelete: given.groupId, UserGroupToMoveTo: given.moveTo };
      return { operation: 'DeleteUserGroup', json };
    }
  }
}

function carrierOf(
  { modules }: World,
  { userId, given }: Extract<Operation, { readonly kind: 'save' }>,
) {
  const { name, type, roleId, groupId, personId, licences, password, isRetired } = given;
  const ids = licences?.filter((id) => !byId(modules, id)) ?? [];
  const links = [...modules.map(({ id }) => id), ...ids].map((id) => ({
    ModuleLicenseId: id,
    Assigned: licences?.includes(id) ?? false,
  }));
  const Type = { Type: 'CRM5/PASSWORD' };
  return {
    AssociateId: userId,
    ...(name !== undefined && { Name: name }),
    ...(type && { Type: typeNames[type] }),
    ...(roleId !== undefined && { Role: { Id: roleId } }),
    ...(groupId !== undefined && { UserGroup: { Id: groupId } }),
    ...(personId !== undefined && { Person: { PersonId: personId } }),
    ...(licences && { LicenseOwners: [ownerOf(links)] }),
    ...(password !== undefined && { Credentials: [{ Type, Value: password }] }),
    ...(isRetired !== undefined && { Deleted: isRetired }),
  };
}

function ownerOf(links: readonly object[]) {
  return { Name: 'SUPEROFFICE', RestrictedModuleLicenses: links };
}

/** The full names of licences, sorted, as `UserInfo` tells them. */
export function licenceNames(modules: readonly Module[], ids: readonly number[]): string {
  const names = ids.map((id) => `superoffice.${byId(modules, id)?.name}`);
  return names.sort().join(' ');
}
