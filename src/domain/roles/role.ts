/** Roles. Each user has one role, which defines what the user may do and see. */
import { nameProblem, rankProblem, requireNoProblem, textProblem } from '../names.ts';
import type { DataRightMatrix, DataRightRow, DataRightTableName } from './data-rights.ts';
import type { FunctionalRight } from './functional-right.ts';
import type { RoleType } from './role-type.ts';

/** The role "User level 0". Every tenant needs it for its administrators. */
export const administratorRoleId = 1;

/** The fields of a role that an administrator sets. */
export interface RoleProfile {
  /** 1 to 239 characters. Several roles may have the same name. */
  readonly name: string;
  /** 254 characters at most. */
  readonly tooltip: string;
  /** The position in lists, −32768 to 32767. */
  readonly rank: number;
  /** Whether the role's request categories replace those of its users. */
  readonly usesCategories: boolean;
}

export interface Role extends RoleProfile {
  readonly id: number;
  /** Never changes. */
  readonly type: RoleType;
  /** A deleted role is kept because historical records refer to it. No user has it. */
  readonly isDeleted: boolean;
  readonly createdAtMs: number;
  /** An associate id. 0 if no user created the role. */
  readonly createdBy: number;
  readonly updatedAtMs: number;
  readonly updatedBy: number;
}

/** A role to add. Without an id, it gets the next free one. */
export type NewRole = Omit<Role, 'id'> & { readonly id?: number | undefined };

/** A role to save. */
export interface RoleInput extends RoleProfile {
  /** 0 for a new role. */
  readonly id: number;
  /** Applies to a new role. The type of an existing role never changes. */
  readonly type: RoleType;
  readonly isDeleted: boolean;
  /** Cells that are absent stay as they are. */
  readonly dataRights: DataRightMatrix;
}

/** A role that every tenant starts with. */
export interface BuiltInRole {
  readonly id: number;
  readonly name: string;
  readonly tooltip: string;
  readonly type: RoleType;
  /** Code names of functional rights. */
  readonly functionalRights: readonly string[];
  readonly dataRights: DataRightMatrix;
}

/** The roles and rights of one tenant. */
export interface RoleStore {
  find(id: number): Promise<Role | null>;
  /** Lists all roles by rank, then by id, including deleted ones. */
  list(): Promise<readonly Role[]>;
  /** Adds the roles of a new tenant. Their ids must be free. */
  addBuiltIn(
    rights: readonly FunctionalRight[],
    roles: readonly BuiltInRole[],
    nowMs: number,
  ): Promise<void>;
  /** @throws DomainError `conflict` if the id is taken. */
  add(role: NewRole): Promise<Role>;
  /** Does not change the type. @throws DomainError `not-found` */
  update(role: Role): Promise<void>;
  /** Gives all users of one role another role. Returns how many users there were. */
  moveUsers(fromId: number, toId: number): Promise<number>;
  countUsers(id: number): Promise<number>;
  /**
   * Counts the users whose role has the functional right, and whom nothing bars from logging in.
   *
   * @param limit counts no further.
   */
  countEnabledUsersWith(rightName: string, limit: number): Promise<number>;

  /** Lists all functional rights, by id. */
  listRights(): Promise<readonly FunctionalRight[]>;
  /** @throws DomainError `conflict` if the id or name is taken. */
  addRight(right: Omit<FunctionalRight, 'id'> & { readonly id?: number }): Promise<FunctionalRight>;
  /** Returns the ids of each role's functional rights in ascending order, by role id. */
  rightIds(roleIds: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Replaces the rights of a role. @throws DomainError `not-found` for a role or right. */
  setRightIds(roleId: number, rightIds: readonly number[]): Promise<void>;

  /** Returns the matrix of each role, by role id. */
  dataRights(roleIds: readonly number[]): Promise<ReadonlyMap<number, DataRightMatrix>>;
  /** Replaces the given cells and keeps the others. @throws DomainError `not-found` */
  setDataRights(roleId: number, table: DataRightTableName, row: DataRightRow): Promise<void>;
}

const NAME_CHARACTERS_MAX = 239;
const TOOLTIP_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` with the field and its problem. */
export function requireRoleProfile({ name, tooltip, rank }: RoleProfile): void {
  requireNoProblem(
    nameProblem('role', name, NAME_CHARACTERS_MAX),
    textProblem('tooltip', tooltip, TOOLTIP_CHARACTERS_MAX),
    rankProblem(rank),
  );
}
