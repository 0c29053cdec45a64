/** Finds the user of a person whom a client describes, or makes both. */
import type { TenantScope } from '../changes.ts';
import { requireCredentialType } from '../credentials/credential-type.ts';
import type { GivenCredential } from '../credentials/credentials.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { foldName } from '../names.ts';
import { createPerson, fullNameOf, type Person, splitFullName } from '../persons/person.ts';
import { addPerson } from '../persons/persons.ts';
import type { Associate } from './associate.ts';
import type { AssociateType } from './associate-type.ts';
import type { GivenUser } from './given-user.ts';
import { typeRules } from './profile.ts';

export interface DescribedPerson {
  readonly contactId: number;
  readonly fullName: string;
  readonly phoneNumbers: readonly string[];
  readonly emails: readonly string[];
  /** The type of the user. */
  readonly type: AssociateType;
  /** What a user who is made gets. A user who is found keeps the credentials. */
  readonly credential: GivenCredential;
}

export interface FoundPerson {
  /** Null if the person is not known. */
  readonly person: Person | null;
  /** Null if the person is no user of the type. */
  readonly user: Associate | null;
}

const PAGE = 1000;
const VALUES_MAX = 100;

/** @throws DomainError `invalid-argument`, `not-found` for the contact. */
export async function findDescribed(
  stores: Pick<TenantStores, 'associates' | 'contacts' | 'persons'>,
  described: DescribedPerson,
): Promise<FoundPerson> {
  const { contactId, type } = described;
  requireDescription(described);
  if (!(await stores.contacts.find(contactId))) {
    const message = `There is no contact ${contactId}. List contacts to see which there are.`;
    throw new DomainError('not-found', message);
  }
  const person = await findPerson(stores, described);
  const users = person ? await stores.associates.listOfPerson(person.id) : [];
  return { person, user: users.find((user) => user.type === type) ?? null };
}

/** Adds the person if there is none, and returns the user to save. */
export async function describedUser(
  scope: TenantScope,
  { contactId, fullName, emails, phoneNumbers, type, credential }: DescribedPerson,
  known: Person | null,
): Promise<GivenUser> {
  const person =
    known ??
    (await addPerson(
      scope,
      createPerson({
        ...splitFullName(fullName),
        contactId,
        email: emails[0] ?? null,
        directPhone: phoneNumbers[0] ?? '',
      }),
    ));
  const profile = { type, personId: person.id };
  return { id: 0, profile, details: {}, credentials: [credential] };
}

function requireDescription({ type, credential, phoneNumbers, emails }: DescribedPerson): void {
  requireCredentialType(credential.typeKey);
  if (typeRules[type].person === 'none') {
    const message = `A user of the type ${type} is no person. Ask for an internal or external user.`;
    throw new DomainError('invalid-argument', message);
  }
  const most = Math.max(phoneNumbers.length, emails.length);
  if (most <= VALUES_MAX) return;
  const message = `${most} numbers or addresses are given. Give ${VALUES_MAX} at most.`;
  throw new DomainError('invalid-argument', message);
}

/** By e-mail address, else by phone number, else by full name. Of several, the lowest id wins. */
async function findPerson(
  { persons }: Pick<TenantStores, 'persons'>,
  { contactId, fullName, phoneNumbers, emails }: DescribedPerson,
): Promise<Person | null> {
  const folded = emails.map(foldName);
  const digits = phoneNumbers.map(digitsOf).filter((number) => number !== '');
  const criteria: readonly ((person: Person) => boolean)[] = [
    ({ email }) => email !== null && folded.includes(foldName(email)),
    ({ directPhone, mobilePhone }) =>
      [directPhone, mobilePhone].some((phone) => digits.includes(digitsOf(phone))),
    (person) => foldName(fullNameOf(person)) === foldName(fullName.trim()),
  ];
  const found: (Person | undefined)[] = criteria.map(() => undefined);
  for (let afterId = 0; ; ) {
    const page = await persons.listOfContact(contactId, afterId, PAGE);
    for (const [index, fits] of criteria.entries()) found[index] ??= page.find(fits);
    const last = page.at(-1);
    if (found[0] || page.length < PAGE || !last) return found.find(Boolean) ?? null;
    afterId = last.id;
  }
}

function digitsOf(phone: string): string {
  return phone.replace(/[^\d+]/g, '');
}
