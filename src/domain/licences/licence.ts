/** Licences: the modules that an owner licenses, and the users who have them. */
import type { AssociateType } from '../users/associate-type.ts';

export const licenceKinds = ['site', 'satellite', 'user'] as const;
/** `site`: for all users. `satellite`: for one database. `user`: assigned to single users. */
export type LicenceKind = (typeof licenceKinds)[number];

export interface LicenceOwner {
  readonly id: number;
  /** Such as `SUPEROFFICE`. Unique in a tenant, case-insensitive. */
  readonly name: string;
  readonly description: string;
  /** When the owner's licences end. Null for never. */
  readonly expiresAtMs: number | null;
}

export interface LicenceModule {
  readonly id: number;
  readonly ownerId: number;
  /** Without the owner, such as `user`. The combination of owner, name and version is unique. */
  readonly name: string;
  readonly description: string;
  readonly tooltip: string;
  readonly version: string;
  readonly kind: LicenceKind;
  /** Whether the number of seats is unlimited. */
  readonly isUnrestricted: boolean;
  /** How many users can have the module. */
  readonly seats: number;
  /** 1 for a user plan; a user has at most one. 2 for a marker of plans. Otherwise 0. */
  readonly extraFlags: number;
  /** The types of associates that can have the module. Empty for all. */
  readonly allowedTypes: readonly AssociateType[];
  /** For a user plan, the modules that it assigns, such as `set=user,web`. */
  readonly extraInfo: string;
  /** The position in lists. */
  readonly sortOrder: number;
  /** Whether it is hidden and cannot be assigned by hand. The licence checks still apply to it. */
  readonly isHidden: boolean;
  /** The name of a module that the user must have first. Null if there is none. */
  readonly prerequisite: string | null;
}

export type NewLicenceOwner = Omit<LicenceOwner, 'id'> & { readonly id?: number | undefined };
export type NewLicenceModule = Omit<LicenceModule, 'id'> & { readonly id?: number | undefined };

/** A module and its number of users. */
export interface LicenceUsage {
  readonly module: LicenceModule;
  /** The number of users who have it. */
  readonly inUse: number;
}

/** The licences of one tenant. */
export interface LicenceStore {
  /** Adds the licences of a new tenant. Their ids must be free. */
  addBuiltIn(owner: LicenceOwner, modules: readonly LicenceModule[]): Promise<void>;
  /** Lists owners by id. */
  listOwners(): Promise<readonly LicenceOwner[]>;
  /** @throws DomainError `conflict` if the name or the id is taken. */
  addOwner(owner: NewLicenceOwner): Promise<LicenceOwner>;
  /** @throws DomainError `conflict` if the name is taken, `not-found`. */
  updateOwner(owner: LicenceOwner): Promise<void>;
  /** Lists modules by owner, sort order and id. */
  listModules(): Promise<readonly LicenceModule[]>;
  /** @throws DomainError `conflict` if the id, or owner, name and version, are taken. */
  addModule(module: NewLicenceModule): Promise<LicenceModule>;
  /** @throws DomainError `conflict` if owner, name and version are taken, `not-found`. */
  updateModule(module: LicenceModule): Promise<void>;
  /** @throws DomainError `conflict` if a user has it, `not-found`. */
  removeModule(id: number): Promise<void>;
  /**
   * Returns how many users have each module, by module id. Includes every module that a user has.
   */
  countAssigned(): Promise<ReadonlyMap<number, number>>;
  /** Returns the ids of each user's modules in ascending order, by user id. */
  assignedTo(associateIds: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Modules that the user has already are skipped. @throws DomainError `not-found` */
  assign(associateId: number, ...moduleIds: readonly number[]): Promise<void>;
  /** Takes modules from a user. Modules that the user does not have are skipped. */
  withdraw(associateId: number, moduleIds: readonly number[]): Promise<void>;
}

/** Returns the modules that a user plan assigns in addition to itself. */
export function modulesOfPlan({ extraInfo }: Pick<LicenceModule, 'extraInfo'>): readonly string[] {
  const [, set = ''] = /(?:^|;)set=([^;]*)/.exec(extraInfo) ?? [];
  return set.split(',').filter((name) => name !== '');
}
