/**
 * External users: persons of other companies who may log in. Employees and external persons with
 * the licence `admin-extern-user` administer them too; external persons only those of their
 * company.
 *
 * An external user is active while it is enabled.
 */
import type { Actor, Authorised } from '../actor.ts';
import type { TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { storePassword } from '../passwords/store-password.ts';
import {
  administers,
  administersAll,
  administersExternal,
  noUser,
  refusal,
} from './administered.ts';
import { type Associate, createProfile } from './associate.ts';
import { defaultName } from './propose-name.ts';
import {
  addUser,
  disableUser,
  enableUser,
  removeUser,
  requireNotOneself,
  updateUser,
} from './user-changes.ts';

type Stores = Pick<TenantStores, 'associates' | 'persons'>;
type Administrator = Authorised<'administer-external-users'>;

export interface ExternalUsersOptions {
  readonly stores: Stores;
  readonly changes: TenantChanges;
  readonly passwords: Pick<Passwords, 'accept'>;
  readonly loginGuard: Pick<LoginGuard, 'unlock'>;
}

export interface ExternalUserFields {
  /** When a user is added, an empty name stands for the default name. */
  readonly name: string;
  readonly password: string;
  readonly roleId: number;
  readonly isActive: boolean;
}

export class ExternalUsers {
  readonly #options: ExternalUsersOptions;

  constructor(options: ExternalUsersOptions) {
    this.#options = options;
  }

  /**
   * Adds an external user for a person.
   *
   * @throws ValidationError, also for the password; DomainError `not-permitted`, `busy`, `conflict`
   * if no default name is free.
   */
  async add(actor: Administrator, personId: number, given: ExternalUserFields): Promise<Associate> {
    const { stores, changes, passwords } = this.#options;
    await findPersonToAdd(stores, actor, personId);
    const { hash } = await passwords.accept(given.password, actor);
    return changes.run(actor, async (scope) => {
      // Rights may have changed while the password was hashed.
      const person = await findPersonToAdd(scope.stores, actor, personId);
      const named = { id: 0, type: 'external', person } as const;
      const name = given.name === '' ? await defaultName(scope.stores, named) : given.name;
      const profile = createProfile(name, given.roleId, 0, { type: 'external', personId });
      const user = await addUser(scope, actor, profile, hash);
      if (!given.isActive) await disableUser(scope, actor, user);
      return user;
    });
  }

  /**
   * Changes the given fields. A new password and deactivating end all sessions and tokens.
   *
   * @throws ValidationError, also for the password; DomainError `not-permitted`, `not-found`,
   * `busy`, `conflict` for a user of another type, and for oneself unless only the name changes.
   */
  async change(
    actor: Administrator,
    id: number,
    { password, isActive, ...profile }: Partial<ExternalUserFields>,
  ): Promise<void> {
    const { stores, changes, passwords, loginGuard } = this.#options;
    const found = await requireExternal(stores, actor, id);
    if (password !== undefined) requireNotOneself(actor, found);
    const accepted = password === undefined ? null : await passwords.accept(password, actor);
    await changes.run(actor, async (scope) => {
      const user = await requireExternal(scope.stores, actor, id);
      if (accepted) {
        const stored = { password: accepted, how: 'administration', keptTicketId: null } as const;
        await storePassword(scope, loginGuard, user, stored);
      }
      if (isActive === true) await enableUser(scope, user);
      if (isActive === false) await disableUser(scope, actor, user);
      await updateUser(scope, actor, user, profile);
    });
  }

  /**
   * Removes an external user. The person stays.
   *
   * @throws DomainError `not-permitted`, `not-found`, `conflict` for a user of another type and for
   * oneself.
   */
  async remove(actor: Administrator, id: number): Promise<void> {
    await this.#options.changes.run(actor, async (scope) => {
      await removeUser(scope, actor, await requireExternal(scope.stores, actor, id));
    });
  }
}

/** Returns null for an unknown person, which the check of the user reports. */
async function findPersonToAdd({ persons }: Stores, actor: Actor, personId: number) {
  const [person = null] = await persons.findAll([personId]);
  if (!administersExternal(actor, person?.contactId ?? 0)) throw externalRefusal();
  return person;
}

async function requireExternal({ associates }: Stores, actor: Actor, id: number) {
  const user = await associates.find(id);
  if (!user && administersAll(actor)) throw noUser({ id });
  const target = user && (await associates.principal(user));
  if (!target || !administers(actor, target)) {
    throw administersAll(actor) ? refusal(actor, target) : externalRefusal();
  }
  const { name, type } = target.associate;
  if (type === 'external') return target.associate;
  const message = `The user ${name} is of the type ${type}, and not external.`;
  throw new DomainError('conflict', `${message} Use the operations for all users.`);
}

function externalRefusal(): DomainError {
  const message =
    'You are not permitted to do this. It needs one of the functional rights admin-all, admin-users, ' +
    'or the licence admin-extern-user, with which external persons administer users of their own ' +
    'company. Ask an administrator.';
  return new DomainError('not-permitted', message);
}
