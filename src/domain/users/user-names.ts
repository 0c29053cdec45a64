/** Names of users: checks and proposals, for every protocol. */
import type { Authorised } from '../actor.ts';
import type { TenantStores } from '../installation.ts';
import { requireNoProblem } from '../names.ts';
import { requireKnownPerson } from '../persons/persons.ts';
import { takenNameProblem } from './login-names.ts';
import { nickNameProblem, userNameProblem } from './profile.ts';
import { defaultName, defaultUserName, freeName, type NamedUser } from './propose-name.ts';

/** Names tell which users exist, so that only administrators may ask about them. */
type Administrator = Authorised<'administer-users'>;

/** A user for whom a name is asked. */
export interface AskedUser extends NamedUser {
  /** The id of a person in the register, who replaces `person`. 0 for none. */
  readonly personId: number;
}

export class UserNames {
  readonly #stores: TenantStores;

  constructor(stores: TenantStores) {
    this.#stores = stores;
  }

  /**
   * Returns why a user cannot have the name, or null.
   *
   * @param userId of the user who gets it. 0 for a new user.
   */
  async problemOf(_actor: Administrator, userId: number, name: string): Promise<string | null> {
    return userNameProblem(name) ?? takenNameProblem(this.#stores, name, userId);
  }

  /**
   * Returns a name that the user can have and that is the candidate or begins with it.
   *
   * @param candidate empty for the default name.
   * @throws DomainError like `freeName`; `not-found` for the person, if there is no candidate.
   */
  async validName(_actor: Administrator, user: AskedUser, candidate: string): Promise<string> {
    return candidate === ''
      ? defaultName(this.#stores, await this.#named(user))
      : freeName(this.#stores, candidate, user.id);
  }

  /**
   * Returns a default for the second name to log in with.
   *
   * @throws DomainError `not-found` for the person; like `freeName`.
   */
  async defaultUserName(_actor: Administrator, user: AskedUser): Promise<string> {
    return defaultUserName(this.#stores, await this.#named(user));
  }

  /**
   * Whether no other user has the nick name. True for an empty one.
   *
   * @throws DomainError `invalid-argument`
   */
  async isNickNameUnique(
    _actor: Administrator,
    userId: number,
    nickName: string,
  ): Promise<boolean> {
    requireNoProblem(nickNameProblem(nickName));
    if (nickName === '') return true;
    const other = await this.#stores.associates.findByNickName(nickName);
    return other === null || other.id === userId;
  }

  async #named({ personId, ...user }: AskedUser): Promise<NamedUser> {
    if (personId === 0) return user;
    return { ...user, person: await requireKnownPerson({ stores: this.#stores }, personId) };
  }
}
