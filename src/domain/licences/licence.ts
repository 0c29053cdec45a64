/** Licences: modules that an owner has licensed, and the users to whom they are assigned. */
import type { AssociateType } from '../users/associate-type.ts';

export const licenceKinds = ['site', 'satellite', 'user'] as const;
/** `site`: for all users. `satellite`: for one database. `user`: assigned one by one. */
export type LicenceKind = (typeof licenceKinds)[number];

export interface LicenceOwner {
  readonly id: number;
  /** Unique in a tenant without regard to case, such as `SUPEROFFICE`. */
  readonly name: string;
  readonly description: string;
  /** When its licences end; null for never. */
  readonly expiresAtMs: number | null;
}

export interface LicenceModule {
  readonly id: number;
  readonly ownerId: number;
  /** Without the owner, such as `user`. Owner, name and version are unique together. */
  readonly name: string;
  readonly description: string;
  readonly tooltip: string;
  readonly version: string;
  readonly kind: LicenceKind;
  /** Its seats are not counted. */
  readonly isUnrestricted: boolean;
  /** How many users may have it. */
  readonly seats: number;
  /** 1 for a user plan, of which a user has one at most; 2 for a marker of plans; else 0. */
  readonly extraFlags: number;
  /** The types of associates that may have it; empty for all. */
  readonly allowedTypes: readonly AssociateType[];
  /** Of a user plan: the modules that it assigns, such as `set=user,web`. */
  readonly extraInfo: string;
  /** The order in lists. */
  readonly sortOrder: number;
  /** Not shown, and not assigned by hand; checked all the same. */
  readonly isHidden: boolean;
  /** The name of a module that a user must have first; null for none. */
  readonly prerequisite: string | null;
}

export type NewLicenceOwner = Omit<LicenceOwner, 'id'> & { readonly id?: number | undefined };
export type NewLicenceModule = Omit<LicenceModule, 'id'> & { readonly id?: number | undefined };

/** A module with how it is used. */
export interface LicenceUsage {
  readonly module: LicenceModule;
  /** Users to whom it is assigned. */
  readonly inUse: number;
}

/** A tenant's licences. */
export interface LicenceStore {
  /** Adds what a new tenant starts with, whose ids are free. */
  addBuiltIn(owner: LicenceOwner, modules: readonly LicenceModule[]): Promise<void>;
  /** By id. */
  listOwners(): Promise<readonly LicenceOwner[]>;
  /** @throws DomainError `conflict` when the name or the id is taken. */
  addOwner(owner: NewLicenceOwner): Promise<LicenceOwner>;
  /** @throws DomainError `conflict` when the name is taken, `not-found`. */
  updateOwner(owner: LicenceOwner): Promise<void>;
  /** By owner, sort order and id. */
  listModules(): Promise<readonly LicenceModule[]>;
  /** @throws DomainError `conflict` when owner, name and version are taken, or the id. */
  addModule(module: NewLicenceModule): Promise<LicenceModule>;
  /** @throws DomainError `conflict` when owner, name and version are taken, `not-found`. */
  updateModule(module: LicenceModule): Promise<void>;
  /** @throws DomainError `conflict` while a user has it, `not-found`. */
  removeModule(id: number): Promise<void>;
  /** How many users have each module, by the module's id; none is left out that has one. */
  countAssigned(): Promise<ReadonlyMap<number, number>>;
  /** The ids of the modules of each user, by the user's id, in ascending order. */
  assignedTo(associateIds: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>>;
  /** Assigning twice changes nothing. @throws DomainError `not-found` */
  assign(associateId: number, moduleId: number): Promise<void>;
  /** Takes them from the user, who need not have them. */
  withdraw(associateId: number, moduleIds: readonly number[]): Promise<void>;
}

/** The modules that a user plan assigns beside itself. */
export function modulesOfPlan({ extraInfo }: Pick<LicenceModule, 'extraInfo'>): readonly string[] {
  const [, set = ''] = /(?:^|;)set=([^;]*)/.exec(extraInfo) ?? [];
  return set.split(',').filter((name) => name !== '');
}
