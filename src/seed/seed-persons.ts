/** Looks up a tenant's contacts and persons for the entries of a seed. */
import type { Contact } from '../domain/contacts/contact.ts';
import type { TenantStores } from '../domain/installation.ts';
import { foldName } from '../domain/names.ts';
import {
  fullNameOf,
  type Person,
  type PersonProfile,
  splitFullName,
} from '../domain/persons/person.ts';
import type { Associate } from '../domain/users/associate.ts';
import type { GivenPerson } from '../domain/users/users.ts';
import { listAll } from './list-all.ts';
import type { Match } from './match-entries.ts';
import { changedFields } from './records.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedRun, TenantRun } from './seed-run.ts';
import type { SeedUser } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

export class ContactReferences {
  readonly #run: SeedRun;
  readonly #contacts: readonly Contact[];

  private constructor(run: SeedRun, contacts: readonly Contact[]) {
    this.#run = run;
    this.#contacts = contacts;
  }

  static async read(run: SeedRun, { contacts }: TenantStores): Promise<ContactReferences> {
    return new ContactReferences(
      run,
      await listAll((afterId, limit) => contacts.list(afterId, limit)),
    );
  }

  /** The id of the first own company. 0 if there is none. */
  get own(): number {
    return this.#contacts.find(({ isOwnCompany }) => isOwnCompany)?.id ?? 0;
  }

  /** Returns the id of the contact. Reports one that is missing, and returns 0 for it. */
  find(given: string | number | null | undefined, path: SeedPath): number | undefined {
    if (given === undefined) return undefined;
    if (given === null) return 0;
    const found = this.#contacts.filter(({ id, name }) =>
      typeof given === 'number' ? id === given : foldName(name) === foldName(given),
    );
    const names = () => this.#contacts.map(({ name }) => name);
    return onlyId(this.#run, path, 'contact', String(given), found, names);
  }
}

/** Reports the place if not exactly one record was found, and returns 0. */
function onlyId(
  run: SeedRun,
  path: SeedPath,
  what: string,
  given: string,
  found: readonly { readonly id: number }[],
  namesOf: () => readonly string[],
): number {
  const [only] = found;
  if (only && found.length === 1) return only.id;
  const ids = found.map(({ id }) => id).join(', ');
  const message = only
    ? `there are several of the name; expected one of the ids ${ids}`
    : unknownName(what, given, namesOf());
  run.report(path, message);
  return 0;
}

/** The persons that users of a seed are. */
export class SeedPersons {
  readonly #run: SeedRun;
  readonly #contacts: ContactReferences;
  readonly #persons: readonly Person[];
  readonly #byId: ReadonlyMap<number, Person>;

  private constructor(run: SeedRun, contacts: ContactReferences, persons: readonly Person[]) {
    this.#run = run;
    this.#contacts = contacts;
    this.#persons = persons;
    this.#byId = new Map(persons.map((person) => [person.id, person]));
  }

  static async read({ run, stores }: TenantRun): Promise<SeedPersons> {
    const persons = await listAll((afterId, limit) => stores.persons.list(afterId, limit));
    return new SeedPersons(run, await ContactReferences.read(run, stores), persons);
  }

  /**
   * Returns the person that an entry gives, and the names of the fields that differ from the person
   * of the present user. The person is undefined when the entry does not mention it.
   */
  ofUser({ entry, path, present }: Match<SeedUser, Associate>): {
    readonly person: GivenPerson | undefined;
    readonly changes: readonly string[];
  } {
    const { fullName, email, contact } = entry;
    const id = this.#idOf(entry.person, [...path, 'person']);
    const contactId = this.#contacts.find(contact, [...path, 'contact']);
    const names = fullName === undefined ? {} : splitFullName(fullName);
    const given: Partial<PersonProfile> = {
      ...names,
      ...(email !== undefined && { email }),
      ...(contactId !== undefined && { contactId }),
    };
    if (id === null) return { person: undefined, changes: [] };
    const before = this.#byId.get(id ?? present?.personId ?? 0);
    const differing = changedFields<Partial<PersonProfile>>(before ?? { email: null }, given);
    const isGiven = id !== undefined || (before ? Object.keys(given) : differing).length > 0;
    if (!isGiven) return { person: undefined, changes: [] };
    const changes = differing.map((field) => (field in names ? 'fullName' : field));
    const isOther = id !== undefined && id !== present?.personId;
    return {
      person: { ...given, ...(id !== undefined && { id }) },
      changes: [...new Set([...(isOther ? ['person'] : []), ...changes])],
    };
  }

  /** A person is added for an unknown id. Another that is unknown is reported. */
  #idOf(given: SeedUser['person'], path: SeedPath): number | null | undefined {
    if (typeof given !== 'string') return given;
    const key = foldName(given);
    const mailed = this.#persons.filter(({ email }) => foldName(email ?? '') === key);
    const found =
      mailed.length > 0
        ? mailed
        : this.#persons.filter((person) => foldName(fullNameOf(person)) === key);
    return onlyId(this.#run, path, 'person', given, found, () => this.#persons.map(fullNameOf));
  }
}
