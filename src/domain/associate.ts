/** Associates: the users, and what the contract tells about them. */
import type { LicenceModule } from './licences/licence.ts';
import type { Role } from './roles/role.ts';

export const associateTypes = [
  'unknown',
  'internal',
  'resource',
  'external',
  'anonymous',
  'system',
] as const;
export type AssociateType = (typeof associateTypes)[number];

export const csUserStatuses = [
  'none',
  'normal',
  'not-available',
  'deleted',
  'read-only',
  'spm',
  'system',
] as const;
export type CsUserStatus = (typeof csUserStatuses)[number];

/** The user's other self in Customer Service. */
export interface CsUser {
  readonly id: number;
  readonly accessLevel: number;
  readonly status: CsUserStatus;
}

/**
 * What an administrator says of a user. Ids of records elsewhere in the CRM are 0 where there is
 * none.
 */
export interface AssociateProfile {
  /** Unique without regard to case; 1 to 100 characters. */
  readonly name: string;
  readonly fullName: string;
  readonly email: string | null;
  readonly type: AssociateType;
  readonly roleId: number;
  /** The primary group; 0 for users who are in none. */
  readonly groupId: number;
  /** A set: in ascending order, each once. */
  readonly secondaryGroupIds: readonly number[];
  readonly personId: number;
  readonly contactId: number;
  readonly contactOwnerId: number;
  readonly countryId: number;
  readonly homeCountryId: number;
  readonly businessId: number;
  readonly categoryId: number;
  readonly csUser: CsUser | null;
}

export interface Associate extends AssociateProfile {
  readonly id: number;
  readonly createdAtMs: number;
  /** When the user was disabled; null while enabled. */
  readonly disabledAtMs: number | null;
  /**
   * Counts what ends everything that the user holds: disabling and new passwords. Tickets carry
   * the generation of their issue and are void in any other.
   */
  readonly generation: number;
}

/** A licensed module that a user may use, with its owner. */
export interface GrantedLicence extends LicenceModule {
  readonly ownerName: string;
  readonly ownerDescription: string;
  /** When the owner's licences end; null for never. */
  readonly expiresAtMs: number | null;
}

/** An associate with everything that it refers to. */
export interface Principal {
  readonly associate: Associate;
  readonly role: Role;
  /** Code names of the role's rights that count, sorted by code units, each once. */
  readonly functionalRights: readonly string[];
  /** Site licences and those assigned to the user, by the module's id. */
  readonly licences: readonly GrantedLicence[];
}

export interface AssociateStore {
  /**
   * Adds an enabled associate in generation 1.
   *
   * @param id for a user who has one elsewhere; else it gets the next. No id is used twice.
   * @throws DomainError `conflict` when name or id is taken, `not-found` for role or groups.
   */
  add(
    profile: AssociateProfile,
    passwordHash: string | null,
    nowMs: number,
    id?: number,
  ): Promise<Associate>;
  /**
   * Ends nothing that the user holds.
   *
   * @throws DomainError `conflict` when the name is taken, `not-found` for associate, role or
   * groups.
   */
  update(id: number, profile: AssociateProfile): Promise<void>;
  /** With tickets and CS sessions. @throws DomainError `not-found` */
  remove(id: number): Promise<void>;
  find(id: number): Promise<Associate | null>;
  /** Without regard to case. */
  findByName(name: string): Promise<Associate | null>;
  /** Without regard to case; null when several associates have it. */
  findByEmail(email: string): Promise<Associate | null>;
  /** In the order of ids, from the first id greater than `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Associate[]>;
  /** Role, rights and licences of the associate. @throws DomainError `not-found` for the role. */
  principal(associate: Associate): Promise<Principal>;
  /** The same of many, in their order. */
  principals(associates: readonly Associate[]): Promise<readonly Principal[]>;
  /** In PHC string format; null for a user who cannot log in by password. */
  readPasswordHash(id: number): Promise<string | null>;
  /** Starts a new generation. @throws DomainError `not-found` */
  setPasswordHash(id: number, passwordHash: string): Promise<void>;
  /**
   * Starts a new generation; does nothing to one already disabled. @throws DomainError `not-found`
   */
  disable(id: number, nowMs: number): Promise<void>;
  /** @throws DomainError `not-found` */
  enable(id: number): Promise<void>;
}

/** The name wins over the e-mail address. Both are looked for, whoever has them or not. */
export async function findByNameOrEmail(
  associates: AssociateStore,
  nameOrEmail: string,
): Promise<Associate | null> {
  const named = await associates.findByName(nameOrEmail);
  const mailed = await associates.findByEmail(nameOrEmail);
  return named ?? mailed;
}

/** What a user may be called at a login. */
export function loginNamesOf({ name, email }: Pick<Associate, 'name' | 'email'>) {
  return email === null ? [name] : [name, email];
}

/** A profile with what every user must have, and for the rest what is given or nothing. */
export function createProfile(
  name: string,
  roleId: number,
  groupId: number,
  given: Partial<AssociateProfile> = {},
): AssociateProfile {
  return {
    name,
    fullName: name,
    email: null,
    type: 'internal',
    roleId,
    groupId,
    secondaryGroupIds: [],
    personId: 0,
    contactId: 0,
    contactOwnerId: 0,
    countryId: 0,
    homeCountryId: 0,
    businessId: 0,
    categoryId: 0,
    csUser: null,
    ...given,
  };
}

/**
 * The name with which the user signs in. Inferred: the original's `UserName` and its claim `upn`
 * are the e-mail address where there is one.
 */
export function signInNameOf({ name, email }: Pick<Associate, 'name' | 'email'>): string {
  return email ?? name;
}
