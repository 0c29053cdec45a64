/** Contacts: the companies that persons belong to. The register holds what users need. */
import { lineProblem, requireNoProblem, textProblem } from '../names.ts';

export interface ContactProfile {
  /** 1 to 219 characters. Not unique. */
  readonly name: string;
  readonly department: string;
  readonly orgNumber: string;
  readonly phone: string;
  /** Ids of records elsewhere in the CRM. 0 for none. */
  readonly countryId: number;
  readonly businessId: number;
  readonly categoryId: number;
  /** The user who looks after the contact. 0 for none. The user need not exist any more. */
  readonly ownerAssociateId: number;
  /** Whether it is one of our companies (an owner contact). Internal users belong to those only. */
  readonly isOwnCompany: boolean;
}

export interface Contact extends ContactProfile {
  readonly id: number;
}

export interface ContactStore {
  /**
   * @param id of a contact that has an id elsewhere. By default, the next free id. Ids are never
   *   reused.
   * @throws DomainError `conflict` if the id is taken.
   */
  add(contact: ContactProfile, id?: number): Promise<Contact>;
  /** @throws DomainError `not-found` */
  update(contact: Contact): Promise<void>;
  /** @throws DomainError `not-found`, `conflict` while persons belong to it. */
  remove(id: number): Promise<void>;
  find(id: number): Promise<Contact | null>;
  /** Returns the contacts with these ids, in no order. Unknown ids are left out. */
  findAll(ids: readonly number[]): Promise<readonly Contact[]>;
  /** Returns the own company with the lowest id, other than the given one. */
  findOwnCompany(exceptId?: number): Promise<Contact | null>;
  /** Lists contacts ordered by id, beginning after `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Contact[]>;
  /** Counts the internal users whose persons belong to the contact. */
  countInternalUsers(id: number): Promise<number>;
}

const NAME_CHARACTERS_MAX = 219;
const TEXT_CHARACTERS_MAX = 219;
export const ID_MAX = 2 ** 31 - 1;

/** Makes a profile from the given fields, with empty values for the rest. */
export function createContact(name: string, given: Partial<ContactProfile> = {}): ContactProfile {
  return {
    name,
    department: '',
    orgNumber: '',
    phone: '',
    countryId: 0,
    businessId: 0,
    categoryId: 0,
    ownerAssociateId: 0,
    isOwnCompany: false,
    ...given,
  };
}

/** Returns what is wrong with the name of a contact, or null. */
export function contactNameProblem(name: string): string | null {
  if (name.trim() === '') return 'The name of a contact must not be empty.';
  return lineProblem('name of a contact', name, NAME_CHARACTERS_MAX);
}

/** @throws DomainError `invalid-argument` with the first problem. */
export function requireContact(contact: ContactProfile): void {
  requireNoProblem(
    contactNameProblem(contact.name),
    textProblem('department', contact.department, TEXT_CHARACTERS_MAX),
    textProblem('organisation number', contact.orgNumber, TEXT_CHARACTERS_MAX),
    textProblem('phone number', contact.phone, TEXT_CHARACTERS_MAX),
    recordIdProblem('country', contact.countryId),
    recordIdProblem('business', contact.businessId),
    recordIdProblem('category', contact.categoryId),
    recordIdProblem('owner', contact.ownerAssociateId),
  );
}

/** Returns what is wrong with the id of a record elsewhere in the CRM, or null. 0 is for none. */
export function recordIdProblem(what: string, id: number): string | null {
  return Number.isInteger(id) && id >= 0 && id <= ID_MAX
    ? null
    : `The id ${id} of the ${what} is not a whole number from 0 to ${ID_MAX}.`;
}
