/** Associates: the users, and what the contract tells about them. */

export type AssociateType =
  | 'unknown'
  | 'internal'
  | 'resource'
  | 'external'
  | 'anonymous'
  | 'system';

export type RoleType = 'employee' | 'external' | 'anonymous' | 'system';

export type CsUserStatus =
  | 'none'
  | 'normal'
  | 'not-available'
  | 'deleted'
  | 'read-only'
  | 'spm'
  | 'system';

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

export interface Role {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: RoleType;
  /** A set: in alphabetical order, each once. */
  readonly functionRights: readonly string[];
}

/** A role to add; without an id it gets the next. */
export type NewRole = Omit<Role, 'id'> & { readonly id?: number | undefined };

export interface UserGroup {
  readonly id: number;
  readonly name: string;
}

/** A group to add; without an id it gets the next. */
export type NewUserGroup = Omit<UserGroup, 'id'> & { readonly id?: number | undefined };

/** A licensed module, granted to users one by one. */
export interface License {
  readonly moduleId: number;
  readonly ownerName: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
}

/** A licensed module to add; without an id it gets the next. */
export type NewLicense = Omit<License, 'moduleId'> & { readonly moduleId?: number | undefined };

/** An associate with everything that it refers to. */
export interface Principal {
  readonly associate: Associate;
  readonly role: Role;
  readonly licenses: readonly License[];
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
  /** Role and licences of the associate. @throws DomainError `not-found` */
  principal(associate: Associate): Promise<Principal>;
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

/**
 * What associates refer to. Names and ids are the tenant's own; what is added with an id that is
 * taken is a `conflict`, and no id is used twice.
 */
export interface DirectoryStore {
  /** Without regard to case. */
  findRoleByName(name: string): Promise<Role | null>;
  /** In the order of ids, as all lists here. */
  listRoles(): Promise<readonly Role[]>;
  /** @throws DomainError `conflict` when the name is taken. */
  addRole(role: NewRole): Promise<Role>;
  /** @throws DomainError `conflict` when the name is taken, `not-found`. */
  updateRole(role: Role): Promise<void>;
  /** @throws DomainError `conflict` while a user has it, `not-found`. */
  removeRole(id: number): Promise<void>;
  listGroups(): Promise<readonly UserGroup[]>;
  /** @throws DomainError `conflict` when the name is taken. */
  addGroup(group: NewUserGroup): Promise<UserGroup>;
  /** @throws DomainError `conflict` when the name is taken, `not-found`. */
  updateGroup(group: UserGroup): Promise<void>;
  /** @throws DomainError `conflict` while a user is in it, `not-found`. */
  removeGroup(id: number): Promise<void>;
  listLicenses(): Promise<readonly License[]>;
  /** @throws DomainError `conflict` when owner and name are taken. */
  addLicense(license: NewLicense): Promise<License>;
  /** @throws DomainError `conflict` when owner and name are taken, `not-found`. */
  updateLicense(license: License): Promise<void>;
  /** @throws DomainError `conflict` while a user has it, `not-found`. */
  removeLicense(moduleId: number): Promise<void>;
  /** Granting twice changes nothing. @throws DomainError `not-found` */
  grantLicense(associateId: number, moduleId: number): Promise<void>;
  /** Takes it from the user, who need not have it. */
  withdrawLicense(associateId: number, moduleId: number): Promise<void>;
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

const NAME_CHARACTERS_MAX = 100;

/** How names and e-mail addresses are compared: without regard to case or Unicode form. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * What is wrong with a user name, or null.
 *
 * A name must not look like a ticket or an access token, since those may stand in its place.
 */
export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'A user name must not be empty.';
  if (name.length > NAME_CHARACTERS_MAX) {
    return `A user name has at most ${NAME_CHARACTERS_MAX} characters.`;
  }
  if (name !== name.trim() || /\p{Cc}/u.test(name)) {
    return 'A user name has no control characters, and no spaces at its ends.';
  }
  if (/^[78][AT]:/i.test(name))
    return 'A user name must not begin like a ticket or an access token.';
  return null;
}

/**
 * The name with which the user signs in. Inferred: the original's `UserName` and its claim `upn`
 * are the e-mail address where there is one.
 */
export function signInNameOf({ name, email }: Pick<Associate, 'name' | 'email'>): string {
  return email ?? name;
}
