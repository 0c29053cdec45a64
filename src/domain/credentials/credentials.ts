/**
 * Credentials: the operations on what users log in with. The only type is the password.
 *
 * Clients can search the directories behind types such as Active Directory. The password has no
 * directory, so these searches find nobody.
 */
import { type Authorised, authorise } from '../actor.ts';
import type { TenantChanges } from '../changes.ts';
import type { TenantStores } from '../installation.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { removePassword } from '../passwords/remove-password.ts';
import { requireManaged } from '../users/administered.ts';
import type { AssociateType } from '../users/associate-type.ts';
import { type CredentialType, credentialTypes, requireCredentialType } from './credential-type.ts';

export interface CredentialsOptions {
  readonly stores: Pick<TenantStores, 'associates'>;
  readonly changes: TenantChanges;
  readonly passwords: Pick<Passwords, 'set'>;
}

type Administrator = Authorised<'administer-users'>;

/** A credential as a client sends it. */
export interface GivenCredential {
  /** The key of a type, case-insensitive. */
  readonly typeKey: string;
  /** The new password in plain text. */
  readonly value: string;
}

export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  listTypes(_actor: Authorised<'read-lists'>): readonly CredentialType[] {
    return credentialTypes;
  }

  listTypesOf(
    _actor: Authorised<'read-lists'>,
    userType: AssociateType,
  ): readonly CredentialType[] {
    return credentialTypes.filter(({ userTypes }) => userTypes.includes(userType));
  }

  /**
   * Adds a credential, or replaces the credential of the same type. It ends all sessions and tokens
   * of the user.
   *
   * @throws DomainError `invalid-argument` for an unknown type; else like `Passwords.set`.
   */
  async save(actor: Administrator, userId: number, given: GivenCredential): Promise<void> {
    requireCredentialType(given.typeKey);
    const { passwords } = this.#options;
    await passwords.set(authorise(actor, 'change-passwords'), { id: userId }, given.value);
  }

  /**
   * Removes a credential. It ends all sessions and tokens of the user.
   *
   * @returns whether the user had a credential of the type.
   * @throws DomainError `not-permitted`, `not-found`, `invalid-argument` for an unknown type,
   * `conflict` for oneself and for the last administrator.
   */
  remove(actor: Administrator, userId: number, typeKey: string): Promise<boolean> {
    requireCredentialType(typeKey);
    return this.#options.changes.run(actor, async (scope) => {
      const { associates } = scope.stores;
      const user = await requireManaged(associates, actor, { id: userId });
      if ((await associates.readPasswordHash(userId)) === null) return false;
      await removePassword(scope, actor, user);
      return true;
    });
  }

  /**
   * Returns the names of groups in the directory of a type. There is always one at least, because
   * clients show identities by group.
   *
   * @throws DomainError `invalid-argument` for an unknown type.
   */
  findGroupNames(_actor: Administrator, typeKey: string): readonly string[] {
    requireCredentialType(typeKey);
    return [''];
  }

  /** Finds identities in the directory of a type. @throws DomainError like `findGroupNames`. */
  findIdentities(_actor: Administrator, typeKey: string): readonly never[] {
    requireCredentialType(typeKey);
    return [];
  }
}
