/** Users: the operations on them, for every protocol and the command line. */
import type { Authorised } from '../actor.ts';
import type { ChangeScope, TenantChanges, TenantScope } from '../changes.ts';
import { obtainOwnCompany } from '../contacts/contacts.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { assignLicences } from '../licences/assign-licences.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { NewPassword } from '../passwords/new-password.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { createPerson, type PersonProfile, splitFullName } from '../persons/person.ts';
import { addPerson, changePerson } from '../persons/persons.ts';
import { noUser, requireManaged, type UserReference } from './administered.ts';
import type { Associate, AssociateDetails, AssociateProfile } from './associate.ts';
import { describeUser, type FullUser, readFullUsers } from './full-user.ts';
import { type GivenUser, hasPassword } from './given-user.ts';
import { loginNamesOf } from './login-names.ts';
import { planSave } from './plan-save.ts';
import { type DescribedPerson, describedUser, findDescribed } from './resolve-user.ts';
import { reinstateUser, retireUser } from './retirement.ts';
import { applySave, requireValidSave } from './save-user.ts';
import { addUser, disableUser, enableUser, removeUser, updateUser } from './user-changes.ts';

export interface UsersOptions {
  readonly stores: TenantStores;
  readonly changes: TenantChanges;
  readonly passwords: Pick<Passwords, 'accept'>;
  readonly loginGuard: Pick<LoginGuard, 'unlock'>;
}

/**
 * Fields of the person that a user is. They change the user's person, or the one with the given id.
 * If there is no such person, one is added; by default with the name of the user, and for an
 * internal user at the own company.
 */
export interface GivenPerson extends Partial<PersonProfile> {
  readonly id?: number;
}

export interface NewUser extends AssociateProfile {
  readonly person?: GivenPerson;
  /** Those that are absent stay as they are. */
  readonly details?: Partial<AssociateDetails>;
}

/** A user who was found or made. */
export interface ResolvedUser {
  readonly user: FullUser;
  readonly isPersonAdded: boolean;
}

type Scope = ChangeScope<TenantStores>;
type Administrator = Authorised<'administer-users'>;
/** Administrators, and those who administer external users. */
type Maker = Authorised<'administer-external-users'>;

export class Users {
  readonly #options: UsersOptions;

  constructor(options: UsersOptions) {
    this.#options = options;
  }

  /**
   * Adds an enabled user.
   *
   * @param password null for a user who cannot log in by password.
   * @param id of a user who has an id elsewhere. By default, the next free id.
   * @param licenceIds the licences to assign.
   * @throws ValidationError with all problems of the user; DomainError `conflict` if the id is
   * taken; for the person, like `Persons.add`; for licences, like `Licences.assign`.
   */
  add(
    actor: Administrator,
    given: NewUser,
    password: NewPassword | null,
    id?: number,
    licenceIds: readonly number[] = [],
  ): Promise<Associate> {
    return this.#options.changes.run(actor, async (scope) => {
      const { details = {}, ...profile } = await withPerson(scope, actor, given, null);
      const hash = password?.hash ?? null;
      const user = await addUser(scope, actor, profile, hash, id, { details });
      if (licenceIds.length > 0) await assignLicences(scope, user.id, { wanted: licenceIds });
      return user;
    });
  }

  /**
   * Changes the given fields. Another type and a new wait for approval end the user's sessions and
   * tokens; with other changes they stay valid.
   *
   * @param licenceIds replaces the user's licences. If absent, they stay as they are.
   * @throws ValidationError with all problems of the user; DomainError `not-found`; `conflict` if
   * no administrator would be left; `not-permitted` if the actor does not administer the user; for
   * the person, like `Persons.change`; for licences, like `Licences.assign`.
   */
  change(
    actor: Administrator,
    id: number,
    given: Partial<NewUser>,
    licenceIds?: readonly number[],
  ): Promise<Associate> {
    return this.#options.changes.run(actor, async (scope) => {
      const before = await requireManaged(scope.stores.associates, actor, { id });
      const after = await changeProfile(scope, actor, before, given);
      if (licenceIds) await assignLicences(scope, id, { wanted: licenceIds });
      return after;
    });
  }

  /**
   * Adds or changes a user as a client sends it. Nothing is written if nothing changes. A new
   * password, another type and a new wait for approval end the user's sessions and tokens.
   *
   * @param whom the user to change. By default, the one with the given id.
   * @returns the user as it is stored.
   * @throws ValidationError with all problems; DomainError `not-permitted`, `not-found`, `busy`,
   * `no-licence` if no seat is free, `conflict` for what is refused for oneself and for the last
   * administrator, `invalid-argument` if `whom` is another user than the given id.
   */
  async save(actor: Maker, given: GivenUser, whom?: UserReference): Promise<FullUser> {
    const { stores, changes, passwords, loginGuard } = this.#options;
    // Only a password that will be stored is worth the time to hash it.
    const first = hasPassword(given) ? await planSave(stores, actor, given, whom) : null;
    if (first) await requireValidSave(stores, actor, first);
    const accepted = first?.password ? await passwords.accept(first.password, actor) : null;
    return changes.run(actor, async (scope) => {
      const plan = await planSave(scope.stores, actor, given, whom);
      const { state, facts } = await applySave(scope, actor, plan, accepted, loginGuard);
      return describeUser(scope.stores, state, facts);
    });
  }

  /**
   * Finds the user of a described person. Adds the person if it is missing, and the user with the
   * credential.
   *
   * @returns the user, and whether the person was added.
   * @throws like `save`; DomainError `not-found` for the contact, `invalid-argument`.
   */
  async resolve(actor: Administrator, described: DescribedPerson): Promise<ResolvedUser> {
    const { stores, changes, passwords, loginGuard } = this.#options;
    const { user } = await findDescribed(stores, described);
    const accepted = user ? null : await passwords.accept(described.credential.value, actor);
    return changes.run(actor, async (scope) => {
      const found = await findDescribed(scope.stores, described);
      if (found.user) {
        const [user] = await readFullUsers(scope.stores, [found.user]);
        if (user) return { user, isPersonAdded: false };
      }
      if (!accepted) {
        throw new DomainError('conflict', 'The user was removed meanwhile. Ask again.');
      }
      const given = await describedUser(scope, described, found.person);
      const plan = await planSave(scope.stores, actor, given);
      const { state, facts } = await applySave(scope, actor, plan, accepted, loginGuard);
      const isPersonAdded = found.person === null;
      return { user: await describeUser(scope.stores, state, facts), isPersonAdded };
    });
  }

  /**
   * Retires a user, or reinstates a retired one. Retiring takes all licences, ends sessions and
   * tokens, and marks the person too. Reinstating does not give the licences back. Does nothing if
   * the user is in that state already.
   *
   * @throws DomainError like `remove`.
   */
  async setRetired(actor: Administrator, id: number, isRetired: boolean): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const user = await requireManaged(scope.stores.associates, actor, { id });
      await (isRetired ? retireUser(scope, actor, user) : reinstateUser(scope, user));
    });
  }

  /**
   * Also removes tickets and CS sessions. The person stays.
   *
   * @throws DomainError `not-found`; `conflict` for oneself, and if no administrator would be left;
   * `not-permitted` if the actor does not administer the user.
   */
  async remove(actor: Administrator | Maker, whom: number | UserReference): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const reference = typeof whom === 'number' ? { id: whom } : whom;
      const user = await requireManaged(scope.stores.associates, actor, reference);
      await removeUser(scope, actor, user);
    });
  }

  /** Removes all failed logins of the user, which ends locks. @throws DomainError `not-found` */
  async unlock(actor: Administrator, id: number): Promise<void> {
    const { changes, loginGuard } = this.#options;
    await changes.run(actor, async (scope) => {
      const user = await requireManaged(scope.stores.associates, actor, { id });
      await loginGuard.unlock(loginNamesOf(user), scope.stores.failedLogins);
      scope.record({ action: 'user-unlocked', user: user.name, detail: { userId: id } });
    });
  }

  /**
   * Ends all sessions and tokens of the user. Does nothing if the user is disabled already.
   *
   * @throws DomainError like `remove`.
   */
  async disable(actor: Administrator, id: number): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      const user = await requireManaged(scope.stores.associates, actor, { id });
      await disableUser(scope, actor, user);
    });
  }

  /** Does nothing if the user is enabled already. @throws DomainError like `setPassword`. */
  async enable(actor: Administrator, id: number): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      await enableUser(scope, await requireManaged(scope.stores.associates, actor, { id }));
    });
  }
}

async function changeProfile(
  scope: TenantScope,
  actor: Administrator,
  before: Associate,
  given: Partial<NewUser>,
): Promise<Associate> {
  const { details = {}, ...profile } = await withPerson(scope, actor, given, before);
  await updateUser(scope, actor, before, profile, { details });
  return requireUser(scope, before.id);
}

/** Saves the person that is given with a user. Returns the fields of the user with its id. */
async function withPerson<G extends Partial<NewUser>>(
  scope: TenantScope,
  actor: Administrator,
  given: G,
  before: Associate | null,
): Promise<Omit<G, 'person'>> {
  const { person, ...fields } = given;
  if (!person) return fields;
  const personId = await savePerson(scope, actor, person, {
    name: fields.name ?? before?.name ?? '',
    type: fields.type ?? before?.type ?? 'internal',
    personId: fields.personId ?? before?.personId ?? 0,
  });
  return { ...fields, personId };
}

/** Changes the person of a user. Adds the person if there is none. Returns its id. */
async function savePerson(
  scope: TenantScope,
  actor: Administrator,
  { id, ...given }: GivenPerson,
  user: Pick<AssociateProfile, 'name' | 'type' | 'personId'>,
): Promise<number> {
  const wanted = id ?? user.personId;
  const [known] = wanted === 0 ? [] : await scope.stores.persons.findAll([wanted]);
  if (known) return (await changePerson(scope, actor, known.id, given)).id;
  const ours = given.contactId === undefined && user.type === 'internal';
  const person = createPerson({
    ...splitFullName(user.name),
    ...(ours && { contactId: (await obtainOwnCompany(scope)).id }),
    ...given,
  });
  return (await addPerson(scope, person, wanted === 0 ? undefined : wanted)).id;
}

async function requireUser({ stores }: Scope, id: number): Promise<Associate> {
  const user = await stores.associates.find(id);
  if (user) return user;
  throw noUser({ id });
}
