/** Associates: the users, as the contract describes them. */

import type { LicenceModule } from '../licences/licence.ts';
import type { Role } from '../roles/role.ts';
import type { AssociateType } from './associate-type.ts';

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

/** The user's account in Customer Service. */
export interface CsUser {
  readonly id: number;
  readonly accessLevel: number;
  readonly status: CsUserStatus;
}

/**
 * The fields of a user that an administrator sets. An id of a record elsewhere in the CRM is 0 if
 * there is none.
 */
export interface AssociateProfile {
  /** 1 to 100 characters. Unique, case-insensitive. */
  readonly name: string;
  readonly fullName: string;
  readonly email: string | null;
  readonly type: AssociateType;
  readonly roleId: number;
  /** The primary group. 0 for a user without one. */
  readonly groupId: number;
  /** A set, in ascending order. */
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
  /** When the user was disabled. Null while the user is enabled. */
  readonly disabledAtMs: number | null;
  /**
   * Incremented when the user is disabled or gets a new password. A ticket carries the generation
   * of its issue and is valid only in that generation.
   */
  readonly generation: number;
}

/** A licensed module that a user may use, with its owner. */
export interface GrantedLicence extends LicenceModule {
  readonly ownerName: string;
  readonly ownerDescription: string;
  /** When the owner's licences end. Null for never. */
  readonly expiresAtMs: number | null;
}

/** An associate with the records that it refers to. */
export interface Principal {
  readonly associate: Associate;
  readonly role: Role;
  /**
   * Code names of the role's rights that are in force, sorted by code units, without duplicates.
   */
  readonly functionalRights: readonly string[];
  /** Site licences and the user's own licences, ordered by module id. */
  readonly licences: readonly GrantedLicence[];
}

export interface AssociateStore {
  /**
   * Adds an enabled associate in generation 1.
   *
   * @param id of a user who has an id elsewhere. By default, the next free id. Ids are never
   *   reused.
   * @throws DomainError `conflict` if name or id is taken, `not-found` for role or groups.
   */
  add(
    profile: AssociateProfile,
    passwordHash: string | null,
    nowMs: number,
    id?: number,
  ): Promise<Associate>;
  /**
   * Changes the profile. Tickets and sessions of the user stay valid.
   *
   * @throws DomainError `conflict` if the name is taken, `not-found` for associate, role or groups.
   */
  update(id: number, profile: AssociateProfile): Promise<void>;
  /** Also removes the tickets and CS sessions of the associate. @throws DomainError `not-found` */
  remove(id: number): Promise<void>;
  find(id: number): Promise<Associate | null>;
  /** Finds an associate by name, case-insensitive. */
  findByName(name: string): Promise<Associate | null>;
  /** Finds an associate by e-mail address, case-insensitive. Null if several have the address. */
  findByEmail(email: string): Promise<Associate | null>;
  /** Lists associates ordered by id, beginning after `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Associate[]>;
  /**
   * Returns role, rights and licences of the associate.
   *
   * @throws DomainError `not-found` for the role.
   */
  principal(associate: Associate): Promise<Principal>;
  /** Returns the principals of several associates, in the same order. */
  principals(associates: readonly Associate[]): Promise<readonly Principal[]>;
  /** Returns the hash in PHC string format. Null for a user who cannot log in by password. */
  readPasswordHash(id: number): Promise<string | null>;
  /**
   * Starts a new generation. With null, the user can no longer log in by password.
   *
   * @throws DomainError `not-found`
   */
  setPasswordHash(id: number, passwordHash: string | null): Promise<void>;
  /**
   * Starts a new generation. Does nothing if the user is disabled already.
   *
   * @throws DomainError `not-found`
   */
  disable(id: number, nowMs: number): Promise<void>;
  /** @throws DomainError `not-found` */
  enable(id: number): Promise<void>;
}

/**
 * A name takes precedence over an e-mail address. Always queries both, so that the time does not
 * reveal whether a user exists.
 */
export async function findByNameOrEmail(
  associates: AssociateStore,
  nameOrEmail: string,
): Promise<Associate | null> {
  const named = await associates.findByName(nameOrEmail);
  const mailed = await associates.findByEmail(nameOrEmail);
  return named ?? mailed;
}

/** The names that a user can log in with. */
export function loginNamesOf({ name, email }: Pick<Associate, 'name' | 'email'>) {
  return email === null ? [name] : [name, email];
}

/** Makes a profile from the given fields, with empty values for the rest. */
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
 * Returns the name that the user signs in with. Inferred: the original's `UserName` and its claim
 * `upn` are the e-mail address if there is one.
 */
export function signInNameOf({ name, email }: Pick<Associate, 'name' | 'email'>): string {
  return email ?? name;
}
