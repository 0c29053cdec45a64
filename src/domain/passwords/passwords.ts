/** Passwords: the operations on them, for every protocol and the command line. */
import type { Actor, Authorised, UserActor } from '../actor.ts';
import type { TenantAudit } from '../audit/audit-trail.ts';
import type { TenantChanges } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { LoginGuard } from '../login/login-guard.ts';
import type { PasswordHasher } from '../login/password.ts';
import { networksOf } from '../network.ts';
import {
  administers,
  administersAll,
  isOneself,
  refusal,
  requireManaged,
  type UserReference,
} from '../users/administered.ts';
import type { Associate } from '../users/associate.ts';
import type { AssociateType } from '../users/associate-type.ts';
import { generatePassword } from './generate-password.ts';
import {
  acceptPassword,
  type NewPassword,
  OWN_NEEDS_OLD,
  policyInForce,
  requirePassword,
} from './new-password.ts';
import { type PasswordPolicy, passwordProblem, requirePasswordPolicy } from './password-policy.ts';
import { type StoredPassword, storePassword } from './store-password.ts';

type Stores = Pick<TenantStores, 'associates' | 'passwordPolicies'>;

export interface PasswordsOptions {
  readonly stores: Stores;
  readonly changes: TenantChanges;
  readonly hasher: PasswordHasher;
  readonly loginGuard: Pick<LoginGuard, 'attempt' | 'unlock'>;
  readonly audit: TenantAudit;
}

/** A change by a user who knows the old password. */
export interface PasswordChange {
  readonly oldPassword: string;
  readonly newPassword: string;
  /** The ticket of the caller's session. It stays valid if the caller's own password changes. */
  readonly ticketId: string;
}

type Caller = Authorised<'change-passwords'>;

export class Passwords {
  readonly #options: PasswordsOptions;

  constructor(options: PasswordsOptions) {
    this.#options = options;
  }

  /** Returns the policy in force. */
  policy(_actor: Authorised<'read-lists'>): Promise<PasswordPolicy> {
    return policyInForce(this.#options.stores.passwordPolicies);
  }

  /**
   * Stored passwords stay valid.
   *
   * @param policy null for the default policy.
   * @throws DomainError `invalid-argument`
   */
  async setPolicy(
    actor: Authorised<'administer-installation'>,
    policy: PasswordPolicy | null,
  ): Promise<void> {
    if (policy) requirePasswordPolicy(policy);
    await this.#options.changes.run(actor, async ({ stores, record }) => {
      await stores.passwordPolicies.set(policy);
      record({ action: 'password-policy-set', detail: { ...(policy ?? { isDefault: true }) } });
    });
  }

  /** Whether the actor may change the password of the user. False for an unknown user. */
  async canChange(actor: Caller, userId: number): Promise<boolean> {
    const { associates } = this.#options.stores;
    if (isOneself(actor, userId)) return true;
    const user = await associates.find(userId);
    return user !== null && administers(actor, await associates.principal(user));
  }

  /**
   * Returns what is wrong with a new password, or null. Does not look at stored passwords.
   *
   * @param userId 0 for a user who does not exist yet.
   * @throws DomainError `not-permitted`
   */
  async problemOf(actor: Caller, userId: number, candidate: string): Promise<string | null> {
    if (!administersAll(actor) && !(await this.canChange(actor, userId))) {
      throw refusal(actor, null);
    }
    return passwordProblem(await policyInForce(this.#options.stores.passwordPolicies), candidate);
  }

  /**
   * Checks and hashes a password, for a user who is to be added or changed.
   *
   * @param actor attempts from the actor's network wait for each other. Absent for a command.
   * @throws DomainError `validation`, `busy`.
   */
  async accept(candidate: string, actor?: Actor): Promise<NewPassword> {
    const { hasher, stores } = this.#options;
    const policy = await policyInForce(stores.passwordPolicies);
    return acceptPassword(hasher, policy, candidate, actor && networksFor(actor));
  }

  /**
   * Changes the actor's own password. The other sessions and tokens of the user end. Returns false
   * if the old password is wrong, which counts as a failed login, or while the user is locked.
   *
   * @throws DomainError `not-permitted` for users who are no persons, `validation`, `busy`.
   */
  async changeOwn(actor: Caller, change: PasswordChange): Promise<boolean> {
    if (actor.kind !== 'user' || !isPerson(actor)) {
      const message =
        'You are not permitted to do this. Only employees and external persons have a password of their own.';
      throw new DomainError('not-permitted', message);
    }
    return this.#changeKnown(actor, actor.principal.associate, change);
  }

  /**
   * Changes the password of a user. An administrator may leave the old password of somebody else
   * empty. Otherwise like `changeOwn`.
   *
   * @throws DomainError `not-permitted`, `not-found`, `validation`, `busy`.
   */
  async change(actor: Caller, whom: UserReference, change: PasswordChange): Promise<boolean> {
    const user = await this.#requireManaged(actor, whom);
    if (change.oldPassword === '' && !isOneself(actor, user.id)) {
      await this.#replace(actor, user, change.newPassword, 'NewPassword');
      return true;
    }
    return this.#changeKnown(actor, user, change);
  }

  /**
   * Sets the password of another user.
   *
   * @throws DomainError `not-permitted`, `not-found`, `conflict` for oneself, `validation`, `busy`.
   */
  async set(actor: Caller, whom: UserReference, password: string): Promise<void> {
    const user = await this.#requireOther(actor, whom);
    await this.#replace(actor, user, password, 'Password');
  }

  /** Like `set`, for a password that is checked and hashed already. */
  async setAccepted(actor: Caller, id: number, password: NewPassword): Promise<void> {
    const user = await this.#requireOther(actor, { id });
    await this.#store(actor, user, { password, how: 'administration', keptTicketId: null });
  }

  /**
   * Sets a random password of another user, and returns it.
   *
   * @param type the type that the user must have. Absent for any.
   * @throws DomainError `not-permitted`, `not-found`, `conflict` for oneself or for a user of
   * another type, `busy`.
   */
  async setGenerated(actor: Caller, whom: UserReference, type?: AssociateType): Promise<string> {
    const user = await this.#requireOther(actor, whom);
    if (type !== undefined && user.type !== type) {
      const message = `The user ${user.name} is of the type ${user.type}, and not ${type}.`;
      throw new DomainError('conflict', `${message} Use SetGeneratedPassword.`);
    }
    const { hasher, stores } = this.#options;
    const policy = await policyInForce(stores.passwordPolicies);
    const text = generatePassword(policy);
    const password = await acceptPassword(hasher, policy, text, networksFor(actor));
    await this.#store(actor, user, { password, how: 'generated', keptTicketId: null });
    return text;
  }

  async #replace(actor: Caller, user: Associate, text: string, field: string): Promise<void> {
    const password = await this.#accept(actor, text, field);
    await this.#store(actor, user, { password, how: 'administration', keptTicketId: null });
  }

  async #changeKnown(actor: Caller, user: Associate, change: PasswordChange): Promise<boolean> {
    const { stores, audit } = this.#options;
    if (actor.kind !== 'user') throw refusal(actor, null);
    const { oldPassword, newPassword, ticketId } = change;
    const policy = await policyInForce(stores.passwordPolicies);
    requirePassword(policy, newPassword, 'NewPassword');
    const proven = await this.#prove(actor, user, oldPassword);
    if (proven === null) {
      const refused = { action: 'user-password-set', outcome: 'refused' } as const;
      const detail = { by: actor.principal.associate.name, userId: user.id, how: 'old-password' };
      await audit.record(actor.caller, { ...refused, user: user.name, detail });
      return false;
    }
    const password = await this.#accept(actor, newPassword, 'NewPassword');
    const keptTicketId = isOneself(actor, user.id) ? ticketId : null;
    return this.#store(actor, user, { password, how: 'old-password', keptTicketId }, proven);
  }

  /** Returns the hash that the old password matches. Null if it is wrong. */
  #prove(actor: UserActor, { id, name }: Associate, oldPassword: string): Promise<string | null> {
    const { stores, hasher, loginGuard } = this.#options;
    const { address } = actor.caller;
    return loginGuard.attempt({ kind: 'user', name, address }, async () => {
      const stored = await stores.associates.readPasswordHash(id);
      return (await hasher.verify(oldPassword, stored, networksOf(address))) ? stored : null;
    });
  }

  /**
   * Returns false if the old password was changed meanwhile.
   *
   * @param provenHash the hash that the old password matched.
   */
  #store(
    actor: Caller,
    { id }: Associate,
    stored: StoredPassword,
    provenHash?: string,
  ): Promise<boolean> {
    const { changes, loginGuard } = this.#options;
    return changes.run(actor, async (scope) => {
      const { associates } = scope.stores;
      // Rights may have changed while the password was hashed.
      const user = await requireManaged(associates, actor, { id });
      if (provenHash !== undefined && (await associates.readPasswordHash(id)) !== provenHash) {
        return false;
      }
      await storePassword(scope, loginGuard, user, stored);
      return true;
    });
  }

  async #accept(actor: Actor, candidate: string, field: string): Promise<NewPassword> {
    const { hasher, stores } = this.#options;
    const policy = await policyInForce(stores.passwordPolicies);
    return acceptPassword(hasher, policy, candidate, { field, ...networksFor(actor) });
  }

  /** @throws DomainError `conflict` for oneself, else like `#requireManaged`. */
  async #requireOther(actor: Caller, whom: UserReference): Promise<Associate> {
    const user = await this.#requireManaged(actor, whom);
    if (isOneself(actor, user.id)) throw new DomainError('conflict', OWN_NEEDS_OLD);
    return user;
  }

  #requireManaged(actor: Caller, whom: UserReference): Promise<Associate> {
    return requireManaged(this.#options.stores.associates, actor, whom);
  }
}

function isPerson({ principal: { role } }: UserActor): boolean {
  return role.type === 'employee' || role.type === 'external';
}

/** The networks whose attempts wait for each other. Commands wait only for commands. */
function networksFor(actor: Actor): { readonly networks?: readonly string[] } {
  return actor.kind === 'user' ? { networks: networksOf(actor.caller.address) } : {};
}
