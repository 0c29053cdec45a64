/** Proposes names for users: default names, and free names that begin with a given one. */
import { DomainError } from '../errors.ts';
import { foldName, requireNoProblem } from '../names.ts';
import type { PersonProfile } from '../persons/person.ts';
import type { AssociateStore } from './associate.ts';
import type { AssociateType } from './associate-type.ts';
import { NAME_CHARACTERS_MAX, userNameProblem } from './profile.ts';

/** What a default name is made of. */
export interface NamedUser {
  /** 0 for a new user. */
  readonly id: number;
  readonly type: AssociateType;
  /** Null for a user who is no person. */
  readonly person: Pick<PersonProfile, 'firstName' | 'middleName' | 'lastName' | 'email'> | null;
}

interface Names {
  readonly associates: Pick<AssociateStore, 'takenLoginNames'>;
}

/** The highest number that is appended to a name. */
const NUMBER_MAX = 1000;
const NUMBERED_CHARACTERS_MAX = NAME_CHARACTERS_MAX - String(NUMBER_MAX).length;
/** The names of users who are no persons. */
const fixedNames: Partial<Record<AssociateType, string>> = {
  resource: 'Resource',
  anonymous: 'Anonymous',
  system: 'System',
};
/** For persons without a letter in their names. */
const NAMELESS = 'User';

/**
 * Returns a free default name: of an external user the e-mail address, else first, middle and last
 * name with dots between; of other users the name of their type.
 *
 * @throws DomainError like `freeName`.
 */
export async function defaultName(stores: Names, user: NamedUser): Promise<string> {
  return freeName(stores, defaultBase(user), user.id);
}

/**
 * Returns a free default user name, which is the second name to log in with: the e-mail address,
 * if it is free, else the default name.
 *
 * @throws DomainError like `freeName`.
 */
export async function defaultUserName(stores: Names, user: NamedUser): Promise<string> {
  const email = fixedNames[user.type] === undefined ? possibleEmail(user) : null;
  if (email === null) return defaultName(stores, user);
  const taken = await stores.associates.takenLoginNames([email], user.id);
  return taken.size === 0 ? email : defaultName(stores, user);
}

/**
 * Returns the name if it is free, else the name with the lowest free number from 1 to 1000.
 * Executes two statements at most.
 *
 * @param id of the user whose own names count as free. 0 for a new user.
 * @throws DomainError `invalid-argument` if nobody can have the name, `conflict` if all are taken.
 */
export async function freeName({ associates }: Names, name: string, id: number): Promise<string> {
  requireNoProblem(userNameProblem(name));
  if ((await associates.takenLoginNames([name], id)).size === 0) return name;
  // The end may be half of a character.
  const base = name.slice(0, NUMBERED_CHARACTERS_MAX).replace(/\p{Cs}$/u, '');
  const numbered = Array.from({ length: NUMBER_MAX }, (_, index) => `${base}${index + 1}`);
  const taken = await associates.takenLoginNames(numbered, id);
  const free = numbered.find((candidate) => !taken.has(foldName(candidate)));
  if (free !== undefined) return free;
  const message = `The names ${name} and ${base}1 to ${base}${NUMBER_MAX} are taken.`;
  throw new DomainError('conflict', `${message} Propose another name.`);
}

function defaultBase(user: NamedUser): string {
  const fixed = fixedNames[user.type];
  if (fixed !== undefined) return fixed;
  const email = user.type === 'external' ? possibleEmail(user) : null;
  return email ?? dottedName(user);
}

/** Returns the e-mail address of the person if a user can have it as a name. */
function possibleEmail({ person }: NamedUser): string | null {
  const email = person?.email ?? null;
  return email !== null && userNameProblem(email) === null ? email : null;
}

/** Only letters, digits, hyphens, apostrophes and underscores of each name are kept. */
function dottedName({ person }: NamedUser): string {
  const names = person ? [person.firstName, person.middleName, person.lastName] : [];
  const kept = names.map((name) => name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}'’_-]/gu, ''));
  return kept.filter((name) => name !== '').join('.') || NAMELESS;
}
