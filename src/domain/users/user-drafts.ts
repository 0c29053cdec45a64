/** Users before they are saved: new ones with default values, other types, and checks. */
import type { Actor, Authorised } from '../actor.ts';
import { requireCredentialType } from '../credentials/credential-type.ts';
import { DomainError, type FieldProblems } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { Person } from '../persons/person.ts';
import { requireKnownPerson } from '../persons/persons.ts';
import { administersAll, administersExternal, refusal } from './administered.ts';
import type { AssociateType } from './associate-type.ts';
import { draftUser, withType } from './draft-user.ts';
import { describeUser, type FullUser } from './full-user.ts';
import type { GivenUser } from './given-user.ts';
import { planSave } from './plan-save.ts';
import { typeRules } from './profile.ts';
import { allProblems } from './save-user.ts';
import { personProblem } from './user-problems.ts';

type Administrator = Authorised<'administer-users'>;
/** Administrators, and those who administer external users. */
type Maker = Authorised<'administer-external-users'>;

export class UserDrafts {
  readonly #stores: TenantStores;

  constructor(stores: TenantStores) {
    this.#stores = stores;
  }

  /** Returns a new internal user without a person. @throws DomainError like `defaultName`. */
  async draft(_actor: Administrator): Promise<FullUser> {
    return describeUser(this.#stores, await draftUser(this.#stores, 'internal', null));
  }

  /**
   * Returns a new system user or anonymous user.
   *
   * @throws DomainError `conflict` for other types; like `defaultName`.
   */
  async draftOfType(_actor: Administrator, type: AssociateType): Promise<FullUser> {
    if (type !== 'system' && type !== 'anonymous') {
      const message = `Only users of the types system and anonymous are made without a person, and not of the type ${type}.`;
      const hint = 'Use CreateDefaultUserFromUserTypeAndPersonId.';
      throw new DomainError('conflict', `${message} ${hint}`);
    }
    return describeUser(this.#stores, await draftUser(this.#stores, type, null));
  }

  /**
   * Returns a new user for a person.
   *
   * @param personId 0 for a type without a person.
   * @throws DomainError `not-permitted`; `not-found` for the person; `conflict` if the person
   * cannot be such a user; `invalid-argument` for the type unknown; like `defaultName`.
   */
  async draftOfPerson(actor: Maker, type: AssociateType, personId: number): Promise<FullUser> {
    const [known = null] = await this.#stores.persons.findAll(personId === 0 ? [] : [personId]);
    const isExternal = type === 'external' && administersExternal(actor, known?.contactId ?? 0);
    if (!administersAll(actor) && !isExternal) throw refusal(actor, null);
    requireType(type);
    const person = personId === 0 ? null : await requireKnownPerson(this.#scope, personId);
    await this.#requireFit(actor, type, person);
    return describeUser(this.#stores, await draftUser(this.#stores, type, person));
  }

  /**
   * Would add a person for an identity in the directory of a type of credentials. The password,
   * which is the only type, has no directory.
   *
   * @throws DomainError `invalid-argument` for an unknown type of credentials, else `conflict`.
   */
  draftOfIdentity(_actor: Administrator, typeKey: string): never {
    const { key } = requireCredentialType(typeKey);
    const message = `Credentials of the type ${key} have no directory, from which a person could be made.`;
    const hint = 'Add the person, and use CreateDefaultUserFromUserTypeAndPersonId.';
    throw new DomainError('conflict', `${message} ${hint}`);
  }

  /**
   * Returns the given user with another type. See `withType`.
   *
   * @throws DomainError `not-permitted`, `not-found`, `invalid-argument` for the type unknown.
   */
  async converted(actor: Administrator, given: GivenUser, type: AssociateType): Promise<FullUser> {
    requireType(type);
    const { after } = await planSave(this.#stores, actor, given);
    const modules = await this.#stores.licences.listModules();
    return describeUser(this.#stores, await withType(this.#stores, after, type, modules));
  }

  /**
   * Returns what keeps the user from being saved, by field. Empty if nothing does.
   *
   * @throws DomainError like `planSave`.
   */
  async problemsOf(actor: Maker, given: GivenUser): Promise<FieldProblems> {
    return allProblems(this.#stores, actor, await planSave(this.#stores, actor, given));
  }

  get #scope() {
    return { stores: this.#stores };
  }

  async #requireFit(actor: Actor, type: AssociateType, person: Person | null): Promise<void> {
    const user = { type, personId: person?.id ?? 0 };
    const problem = await personProblem({ stores: this.#stores, actor, user, before: null });
    if (problem !== null) throw new DomainError('conflict', problem);
  }
}

function requireType(type: AssociateType): void {
  if (type !== 'unknown') return;
  const types = Object.keys(typeRules).filter((it) => it !== 'unknown');
  throw new DomainError('invalid-argument', `A user needs one of the types ${types.join(', ')}.`);
}
