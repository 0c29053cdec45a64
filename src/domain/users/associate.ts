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

/** The fields of a user that an administrator sets. An id is 0 if there is none. */
export interface AssociateProfile {
  /** The user id. 1 to 239 characters. Unique, case-insensitive. */
  readonly name: string;
  /** A second login name. Up to 254 characters. Unique, case-insensitive. Empty for none. */
  readonly userName: string;
  /** The name in Customer Service. Up to 63 characters. Unique, case-insensitive. May be empty. */
  readonly nickName: string;
  /** A description. Up to 254 characters. */
  readonly tooltip: string;
  /** The position in lists. */
  readonly rank: number;
  readonly type: AssociateType;
  readonly roleId: number;
  /** The primary group. 0 for a user without one. */
  readonly groupId: number;
  /** A set, in ascending order. */
  readonly secondaryGroupIds: readonly number[];
  readonly personId: number;
  /** Whether somebody must approve the user before the first login. */
  readonly isWaitingForApproval: boolean;
  readonly csUser: CsUser | null;
}

/** What a user has from its person and the person's contact. An id is 0 if there is none. */
export interface PersonalFields {
  /** The name of the person. The name of the user if there is no person. */
  readonly fullName: string;
  readonly email: string | null;
  readonly isPersonRetired: boolean;
  readonly contactId: number;
  readonly contactOwnerId: number;
  /** The country of the contact. */
  readonly countryId: number;
  /** The country of the person, or else of the contact. */
  readonly homeCountryId: number;
  readonly businessId: number;
  readonly categoryId: number;
}

export interface Associate extends AssociateProfile, PersonalFields {
  readonly id: number;
  readonly createdAtMs: number;
  /** When the user was disabled. Null while the user is enabled. */
  readonly disabledAtMs: number | null;
  /** When the user was retired. Null while the user works here. */
  readonly retiredAtMs: number | null;
  /**
   * Incremented when the user is disabled or retired, waits for approval again, or gets a new
   * password or another type. A ticket carries the generation of its issue and is valid only in
   * that generation.
   */
  readonly generation: number;
}

/** Fields of a user that are rarely read. */
export interface AssociateDetails {
  /** The signature below answers to requests. Up to 100,000 characters. */
  readonly requestSignature: string;
  /** What others read while the user is not present. Up to 255 characters. */
  readonly absenceMessage: string;
  /** Ids of request categories. A set, in ascending order. */
  readonly ticketCategoryIds: readonly number[];
  /** Values that clients keep here, by key. The server does not read them. */
  readonly extraFields: FieldValues;
  readonly customFields: FieldValues;
}

/** Text by key, in the order in which it was given. */
export type FieldValues = ReadonlyMap<string, string>;

export const noDetails: AssociateDetails = {
  requestSignature: '',
  absenceMessage: '',
  ticketCategoryIds: [],
  extraFields: new Map(),
  customFields: new Map(),
};

/** When a user last logged in and out. Null for never. */
export interface LoginTimes {
  readonly lastLoginAtMs: number | null;
  readonly lastLogoutAtMs: number | null;
}

/** An associate without its person and its secondary groups. */
export type OwnAssociate = Omit<Associate, keyof PersonalFields | 'secondaryGroupIds'>;

/** What is stored of an associate and is rarely read. */
export interface AssociateState {
  readonly details: AssociateDetails;
  readonly times: LoginTimes;
  readonly hasPassword: boolean;
}

/** The state of an associate of whom nothing is stored. */
export const noState: AssociateState = {
  details: noDetails,
  times: { lastLoginAtMs: null, lastLogoutAtMs: null },
  hasPassword: false,
};

/** How a profile is updated. */
export interface AssociateUpdate {
  /** Starts a new generation, which ends tickets and sessions. */
  readonly endsSessions?: boolean;
  /** Whether the secondary groups are those that are stored already. */
  readonly keepsGroups?: boolean;
}

/** What remains of a user who was removed. */
export interface FormerAssociate {
  readonly id: number;
  readonly name: string;
  readonly type: AssociateType;
  readonly groupId: number;
  readonly personId: number;
  readonly contactId: number;
  /** The id of the user in Customer Service. 0 for none. */
  readonly csUserId: number;
  readonly firstName: string;
  readonly middleName: string;
  readonly lastName: string;
  readonly createdAtMs: number;
  readonly removedAtMs: number;
}

/** A licensed module that a user may use, with its owner. */
export interface GrantedLicence extends LicenceModule {
  readonly ownerName: string;
  readonly ownerDescription: string;
  /** When the owner's licences end. Null for never. */
  readonly expiresAtMs: number | null;
}

/** An associate with the records that it refers to. */
export type Principal = PrincipalOf<Associate>;

export interface PrincipalOf<A> {
  readonly associate: A;
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
   * @throws DomainError `conflict` if a name or the id is taken, `not-found` for role, groups or
   *   person.
   */
  add(
    profile: AssociateProfile,
    passwordHash: string | null,
    nowMs: number,
    id?: number,
  ): Promise<Associate>;
  /**
   * Changes the profile.
   *
   * @throws DomainError `conflict` if a name is taken, `not-found` for associate, role, groups or
   *   person.
   */
  update(id: number, profile: AssociateProfile, options?: AssociateUpdate): Promise<void>;
  /**
   * Also removes the tickets and CS sessions of the associate. A former associate remains.
   *
   * @throws DomainError `not-found`
   */
  remove(id: number, nowMs: number): Promise<void>;
  /** Lists former associates ordered by id, beginning after `afterId`. */
  listFormer(afterId: number, limit: number): Promise<readonly FormerAssociate[]>;
  find(id: number): Promise<Associate | null>;
  /** Returns the associates with these ids, ordered by id. Unknown ids are left out. */
  findAll(ids: readonly number[]): Promise<readonly OwnAssociate[]>;
  /** Finds an associate by name, case-insensitive. */
  findByName(name: string): Promise<Associate | null>;
  /** Finds an associate by user name, case-insensitive. */
  findByUserName(userName: string): Promise<Associate | null>;
  /** Finds an associate by nick name, case-insensitive. */
  findByNickName(nickName: string): Promise<Associate | null>;
  /** Finds associates by e-mail address, case-insensitive. Returns two at most. */
  listByEmail(email: string): Promise<readonly Associate[]>;
  /**
   * Returns, folded, which of the texts are names, user names or e-mail addresses of associates.
   *
   * @param exceptId of an associate whose own names do not count. 0 for none.
   */
  takenLoginNames(texts: readonly string[], exceptId: number): Promise<ReadonlySet<string>>;
  /** Lists the associates of a person, ordered by id. */
  listOfPerson(personId: number): Promise<readonly Associate[]>;
  /** Lists the associates with this user in Customer Service, ordered by id. */
  listOfCsUser(csUserId: number): Promise<readonly Associate[]>;
  /** Lists associates ordered by id, beginning after `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Associate[]>;
  /**
   * Returns role, rights and licences of the associate.
   *
   * @throws DomainError `not-found` for the role.
   */
  principal(associate: Associate): Promise<Principal>;
  /** Returns the principals of several associates, in the same order. */
  principals<A extends OwnAssociate>(associates: readonly A[]): Promise<readonly PrincipalOf<A>[]>;
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
  /**
   * Starts a new generation. Does nothing if the user is retired already.
   *
   * @throws DomainError `not-found`
   */
  retire(id: number, nowMs: number): Promise<void>;
  /** Ends the retirement. @throws DomainError `not-found` */
  reinstate(id: number): Promise<void>;
  /** Returns the details of these associates. Unknown ids are left out. */
  details(ids: readonly number[]): Promise<ReadonlyMap<number, AssociateDetails>>;
  /** Returns details, login times and whether there is a password. Unknown ids are left out. */
  states(ids: readonly number[]): Promise<ReadonlyMap<number, AssociateState>>;
  /** Replaces the details. @throws DomainError `not-found` */
  setDetails(id: number, details: AssociateDetails): Promise<void>;
  /** Records the last login or logout. @throws DomainError `not-found` */
  recordTimes(id: number, times: Partial<LoginTimes>): Promise<void>;
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
    userName: '',
    nickName: '',
    tooltip: '',
    rank: 0,
    type: 'internal',
    roleId,
    groupId,
    secondaryGroupIds: [],
    personId: 0,
    isWaitingForApproval: false,
    csUser: null,
    ...given,
  };
}

/** Returns the fields of the profile alone. */
export function profileOf(user: AssociateProfile): AssociateProfile {
  return {
    name: user.name,
    userName: user.userName,
    nickName: user.nickName,
    tooltip: user.tooltip,
    rank: user.rank,
    type: user.type,
    roleId: user.roleId,
    groupId: user.groupId,
    secondaryGroupIds: user.secondaryGroupIds,
    personId: user.personId,
    isWaitingForApproval: user.isWaitingForApproval,
    csUser: user.csUser,
  };
}
