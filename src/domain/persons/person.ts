/** Persons: the people behind users. The register holds what users need. */
import { recordIdProblem } from '../contacts/contact.ts';
import { lineProblem, rankProblem, requireNoProblem, textProblem } from '../names.ts';

export interface PersonProfile {
  /** The company that the person belongs to. 0 for none. */
  readonly contactId: number;
  /** The first, middle or last name is not empty. Together 239 characters at most. */
  readonly firstName: string;
  readonly middleName: string;
  readonly lastName: string;
  /** The form of address, such as `Ms`. */
  readonly mrMrs: string;
  /** Such as `Sales manager`. */
  readonly title: string;
  readonly position: string;
  readonly email: string | null;
  readonly directPhone: string;
  readonly mobilePhone: string;
  readonly description: string;
  /** Id of the country, elsewhere in the CRM. 0 for that of the contact. */
  readonly countryId: number;
  /** The position in lists. */
  readonly rank: number;
  /** Whether the person has left. */
  readonly isRetired: boolean;
}

export interface Person extends PersonProfile {
  readonly id: number;
}

export interface PersonStore {
  /**
   * @param id of a person who has an id elsewhere. By default, the next free id. Ids are never
   *   reused.
   * @throws DomainError `conflict` if the id is taken, `not-found` for the contact.
   */
  add(person: PersonProfile, id?: number): Promise<Person>;
  /** @throws DomainError `not-found` for the person or the contact. */
  update(person: Person): Promise<void>;
  /** @throws DomainError `not-found`, `conflict` while a user is the person. */
  remove(id: number): Promise<void>;
  /** Returns the persons with these ids, in no order. Unknown ids are left out. */
  findAll(ids: readonly number[]): Promise<readonly Person[]>;
  /** Lists persons ordered by id, beginning after `afterId`. */
  list(afterId: number, limit: number): Promise<readonly Person[]>;
  /** Like `list`, for the persons of one contact. */
  listOfContact(contactId: number, afterId: number, limit: number): Promise<readonly Person[]>;
}

const TEXT_CHARACTERS_MAX = 239;
const DESCRIPTION_CHARACTERS_MAX = 3999;
const EMAIL_CHARACTERS_MAX = 254;

/** Makes a profile from the given fields, with empty values for the rest. */
export function createPerson(given: Partial<PersonProfile>): PersonProfile {
  return {
    contactId: 0,
    firstName: '',
    middleName: '',
    lastName: '',
    mrMrs: '',
    title: '',
    position: '',
    email: null,
    directPhone: '',
    mobilePhone: '',
    description: '',
    countryId: 0,
    rank: 0,
    isRetired: false,
    ...given,
  };
}

type Names = Pick<PersonProfile, 'firstName' | 'middleName' | 'lastName'>;

/** First, middle and last name, with blanks between. */
export function fullNameOf({ firstName, middleName, lastName }: Names): string {
  return [firstName, middleName, lastName].filter((part) => part !== '').join(' ');
}

/** Splits a full name at its last blank. A name without a blank is a first name. */
export function splitFullName(fullName: string): Names {
  const text = fullName.trim();
  const blank = text.lastIndexOf(' ');
  const [first, last] = blank < 0 ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1)];
  return { firstName: first.trim(), middleName: '', lastName: last };
}

/** Returns the first problem with a person, or null. */
export function personProblem(person: PersonProfile): string | null {
  const problems = [
    fullNameOf(person).trim() === '' ? 'The full name must not be empty.' : null,
    lineProblem('full name', fullNameOf(person), TEXT_CHARACTERS_MAX),
    lineProblem('form of address', person.mrMrs, TEXT_CHARACTERS_MAX),
    lineProblem('title', person.title, TEXT_CHARACTERS_MAX),
    lineProblem('position', person.position, TEXT_CHARACTERS_MAX),
    lineProblem('direct phone number', person.directPhone, TEXT_CHARACTERS_MAX),
    lineProblem('mobile phone number', person.mobilePhone, TEXT_CHARACTERS_MAX),
    textProblem('description', person.description, DESCRIPTION_CHARACTERS_MAX),
    emailProblem(person.email),
    recordIdProblem('contact', person.contactId),
    recordIdProblem('country', person.countryId),
    rankProblem(person.rank),
  ];
  return problems.find((problem) => problem !== null) ?? null;
}

/** @throws DomainError `invalid-argument` with the first problem. */
export function requirePerson(person: PersonProfile): void {
  requireNoProblem(personProblem(person));
}

/** Returns what is wrong with a full name that is given as one text, or null. */
export function fullNameProblem(fullName: string): string | null {
  return personProblem(createPerson(splitFullName(fullName)));
}

/**
 * Returns what is wrong with an e-mail address, or null. Does not check that mail arrives there.
 */
export function emailProblem(email: string | null): string | null {
  if (email === null) return null;
  if (!/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email)) {
    return `"${email.slice(0, EMAIL_CHARACTERS_MAX)}" is no e-mail address such as anna@example.com.`;
  }
  return textProblem('e-mail address', email, EMAIL_CHARACTERS_MAX);
}
