/** Persons: the operations on them, for every protocol and the command line. */
import type { Authorised } from '../actor.ts';
import { type ChangeScope, changedFields, type TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { requireNoProblem } from '../names.ts';
import { requireManaged } from '../users/administered.ts';
import { emailLoginProblem } from '../users/login-names.ts';
import { fullNameOf, type Person, type PersonProfile, requirePerson } from './person.ts';

type Administrator = Authorised<'administer-users'>;
type Scope = ChangeScope<TenantStores>;

export class Persons {
  readonly #changes: TenantChanges;

  constructor(changes: TenantChanges) {
    this.#changes = changes;
  }

  /**
   * @param id of a person who has an id elsewhere. By default, the next free id.
   * @throws DomainError `invalid-argument` for a field, `conflict` if the id is taken, `not-found`
   * for the contact.
   */
  add(actor: Administrator, profile: PersonProfile, id?: number): Promise<Person> {
    return this.#changes.run(actor, (scope) => addPerson(scope, profile, id));
  }

  /** Changes the given fields. @throws DomainError like `changePerson`. */
  change(actor: Administrator, id: number, given: Partial<PersonProfile>): Promise<Person> {
    return this.#changes.run(actor, (scope) => changePerson(scope, actor, id, given));
  }

  /** @throws DomainError `not-found`, `conflict` while a user is the person. */
  async remove(actor: Administrator, id: number): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const person = await requireKnownPerson(scope, id);
      await scope.stores.persons.remove(id);
      const detail = { personId: id, name: fullNameOf(person) };
      scope.record({ action: 'person-removed', detail });
    });
  }
}

/** Adds a person in the transaction of a change. @throws DomainError like `Persons.add`. */
export async function addPerson(
  scope: Scope,
  profile: PersonProfile,
  id?: number,
): Promise<Person> {
  requirePerson(profile);
  const person = await scope.stores.persons.add(profile, id);
  const detail = { personId: person.id, name: fullNameOf(person) };
  scope.record({ action: 'person-added', detail });
  return person;
}

/**
 * Changes the given fields in the transaction of a change.
 *
 * @throws DomainError `not-found` for the person or contact; `invalid-argument` for a field, for an
 * e-mail address that `emailLoginProblem` refuses, and for a contact that the person's users
 * cannot belong to; `not-permitted` if the actor may not change a user of the person.
 */
export async function changePerson(
  scope: Scope,
  actor: Administrator,
  id: number,
  given: Partial<PersonProfile>,
): Promise<Person> {
  const before = await requireKnownPerson(scope, id);
  const after = { ...before, ...given };
  requirePerson(after);
  const fields = changedFields<PersonProfile>(before, given);
  if (fields === '') return before;
  const { associates, contacts, persons } = scope.stores;
  const users = await associates.listOfPerson(id);
  for (const user of users) await requireManaged(associates, actor, { id: user.id });
  const isMoved = before.contactId !== after.contactId;
  const contact = isMoved ? await contacts.find(after.contactId) : null;
  const mustBeOurs = isMoved && users.some(({ type }) => type === 'internal');
  requireNoProblem(
    mustBeOurs && !contact?.isOwnCompany
      ? `The contact ${after.contactId} is no own company, and an internal user is the person.`
      : null,
    before.email === after.email || users.length === 0
      ? null
      : await emailLoginProblem(
          scope.stores,
          actor,
          after.email,
          users.map((user) => user.id),
        ),
  );
  await persons.update(after);
  scope.record({ action: 'person-changed', detail: { personId: id, fields } });
  return after;
}

/** @throws DomainError `not-found` */
export async function requireKnownPerson(
  { stores }: Pick<Scope, 'stores'>,
  id: number,
): Promise<Person> {
  const [person] = await stores.persons.findAll([id]);
  if (person) return person;
  const message = `There is no person ${id}. List persons to see which there are.`;
  throw new DomainError('not-found', message);
}
