/** Roles: each user has one, and it says what the user may do and see. */
import { nameProblem, rankProblem, requireNoProblem, textProblem } from '../names.ts';
import type { DataRightMatrix, DataRightRow, DataRightTableName } from './data-rights.ts';
import type { FunctionalRight } from './functional-right.ts';
import type { RoleType } from './role-type.ts';

/** The role "User level 0", which every tenant needs to be administered. */
export const administratorRoleId = 1;

/** What an administrator says of a role. */
export interface RoleProfile {
  /** 1 to 239 characters. Several roles may have the same name. */
  readonly name: string;
  /** 254 characters at most. */
  readonly tooltip: string;
  /** The order in lists, −32768 to 32767. */
  readonly rank: number;
  /** Whether the role's request categories replace those of its users. */
  readonly usesCategories: boolean;
}

export interface Role extends RoleProfile {
  readonly id: number;
  /** Never changes. */
  readonly type: RoleType;
  /** A deleted role stays, because history refers to it, and no user has it. */
  readonly isDeleted: boolean;
  readonly createdAtMs: number;
  /** An associate's id; 0 for a role that no user made. */
  readonly createdBy: number;
  readonly updatedAtMs: number;
  readonly updatedBy: number;
}

/** A role to add; without an id it gets the next. */
export type NewRole = Omit<Role, 'id'> & { readonly id?: number | undefined };

/** A role that every tenant starts with. */
export interface BuiltInRole {
  readonly id: number;
  readonly name: string;
  readonly tooltip: string;
  readonly type: RoleType;
  /** Code names. */
  readonly functionalRights: readonly string[];
  readonly dataRights: DataRightMatrix;
}

/** A tenant's roles with their rights. */
export interface RoleStore {
  find(id: number): Promise<Role | null>;
  /** By rank, then by id; deleted ones too. */
  list(): Promise<readonly Role[]>;
  /** Adds what a new tenant starts with, whose ids are free. */
  addBuiltIn(
    rights: readonly FunctionalRight[],
    roles: readonly BuiltInRole[],
    nowMs: number,
  ): Promise<void>;
  /** @throws DomainError `conflict` when the id is taken. */
  add(role: NewRole): Promise<Role>;
  /** Its type stays what it was. @throws DomainError `not-found` */
  update(role: Role): Promise<void>;
  /** Gives the users of one role another, and answers how many users that were. */
  moveUsers(fromId: number, toId: number): Promise<number>;
  countUsers(id: number): Promise<number>;
  /**
   * Enabled users whose role has the functional right. In a transaction, others who count the same
   * wait until that ends.
   */
  countEnabledUsersWith(rightName: string): Promise<number>;

  /** The catalogue, by id. */
  listRights(): Promise<readonly FunctionalRight[]>;
  /** @throws DomainError `conflict` when id or name are taken. */
  addRight(right: Omit<FunctionalRight, 'id'> & { readonly id?: number }): Promise<FunctionalRight>;
  /** The ids of the rights of each role, by the role's id, in ascending order. */
  rightIds(roleIds: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Replaces them. @throws DomainError `not-found` for a role or right. */
  setRightIds(roleId: number, rightIds: readonly number[]): Promise<void>;

  /** The matrix of each role, by the role's id. */
  dataRights(roleIds: readonly number[]): Promise<ReadonlyMap<number, DataRightMatrix>>;
  /** Replaces the cells that are given, and leaves the others. @throws DomainError `not-found` */
  setDataRights(roleId: number, table: DataRightTableName, row: DataRightRow): Promise<void>;
}

const NAME_CHARACTERS_MAX = 239;
const TOOLTIP_CHARACTERS_MAX = 254;

/** @throws DomainError `invalid-argument` saying what is wrong with which field. */
export function requireRoleProfile({ name, tooltip, rank }: RoleProfile): void {
  requireNoProblem(
    nameProblem('role', name, NAME_CHARACTERS_MAX),
    textProblem('tooltip', tooltip, TOOLTIP_CHARACTERS_MAX),
    rankProblem(rank),
  );
}
