/** Untrusted credentials: the operations on them. `secret-access.ts` says who may. */
import { type ChangeScope, changedFields } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { secretNames } from '../keys/secret-names.ts';
import {
  mayReadSecretsOf,
  noUser,
  ownerOf,
  requireKeeper,
  requireMayChange,
  requireMayList,
  type SecretActor,
} from './secret-access.ts';
import {
  FOREVER_MS,
  requireCredential,
  requireCredentialType,
  type StoredUntrustedCredential,
  UNTRUSTED_CREDENTIALS_MAX,
  type UntrustedCredential,
  type UntrustedCredentialInput,
  type UntrustedCredentialKey,
} from './untrusted-credential.ts';
import type { UserSecretsOptions } from './user-secrets-options.ts';

type Scope = ChangeScope<TenantStores>;

/** In these methods, an `ownerId` of null stands for the caller. */
export class UntrustedCredentials {
  readonly #options: UserSecretsOptions;

  constructor(options: UserSecretsOptions) {
    this.#options = options;
  }

  /** Returns credentials with default values. Does not store them. */
  draft(actor: SecretActor): UntrustedCredential {
    requireKeeper(actor);
    const texts = { publicValue: '', secret: '', comment: '' };
    const times = { validFromMs: this.#options.clock.now(), validToMs: FOREVER_MS };
    return { ...texts, ...times, isActive: true };
  }

  /**
   * Lists credentials of a type by public value. The secrets are empty unless the caller is the
   * owner or a system user.
   *
   * @throws DomainError `not-found` for the owner, `not-permitted`, `invalid-argument`.
   */
  async list(
    actor: SecretActor,
    ownerId: number | null,
    type: string,
  ): Promise<readonly UntrustedCredential[]> {
    const id = ownerOf(actor, ownerId);
    const { stores } = this.#options;
    await requireMayList(stores.associates, actor, id);
    if (!(await stores.associates.find(id))) throw noUser(id);
    const stored = await stores.untrustedCredentials.list(id, requireCredentialType(type));
    const mayRead = mayReadSecretsOf(actor, id);
    return Promise.all(
      stored.map(async (credential) => {
        const { associateId: _id, type: _type, sealed: _sealed, ...fields } = credential;
        return { ...fields, secret: mayRead ? await this.#unseal(credential) : '' };
      }),
    );
  }

  /**
   * Adds credentials, or replaces those of the same type and public value.
   *
   * @throws DomainError `not-permitted`, `not-found` for the owner, `invalid-argument` for a field,
   * `conflict` if the owner has too many.
   */
  async save(
    actor: SecretActor,
    ownerId: number | null,
    type: string,
    input: UntrustedCredentialInput,
  ): Promise<void> {
    const key = await this.#keyFor(actor, ownerId, type, input.publicValue);
    const { secret, ...fields } = requireCredential(input, this.#options.clock.now());
    await this.#options.changes.run(actor, async (scope) => {
      const before = await scope.stores.untrustedCredentials.find(key);
      if (!before) await requireRoom(scope, key.associateId);
      const isKept = before !== null && secret === '';
      const sealed = isKept ? before.sealed : await this.#seal(scope, key, secret);
      const credential = { ...key, ...fields, sealed };
      const changed = before ? fieldsChanged(before, credential) : '';
      if (before && changed === '') return;
      await scope.stores.untrustedCredentials.set(credential);
      scope.record({
        action: before ? 'untrusted-credentials-changed' : 'untrusted-credentials-added',
        detail: { ...detailOf(key), ...(before && { fields: changed }) },
      });
    });
  }

  /** Does nothing if there are none. @throws DomainError `not-permitted`, `invalid-argument` */
  async remove(
    actor: SecretActor,
    ownerId: number | null,
    type: string,
    publicValue: string,
  ): Promise<void> {
    const key = await this.#keyFor(actor, ownerId, type, publicValue);
    await this.#options.changes.run(actor, async ({ stores, record }) => {
      if (!(await stores.untrustedCredentials.remove(key))) return;
      record({ action: 'untrusted-credentials-removed', detail: detailOf(key) });
    });
  }

  /** @throws DomainError `not-permitted`, `invalid-argument` */
  async #keyFor(
    actor: SecretActor,
    ownerId: number | null,
    type: string,
    publicValue: string,
  ): Promise<UntrustedCredentialKey> {
    const associateId = ownerOf(actor, ownerId);
    await requireMayChange(this.#options.stores.associates, actor, associateId);
    return { associateId, type: requireCredentialType(type), publicValue };
  }

  #seal({ stores }: Scope, key: UntrustedCredentialKey, secret: string): Promise<Uint8Array> {
    const { masterKeys } = this.#options;
    return masterKeys.seal(stores.masterKey, Buffer.from(secret), this.#nameOf(key));
  }

  async #unseal(credential: StoredUntrustedCredential): Promise<string> {
    const { masterKeys } = this.#options;
    return (await masterKeys.open(credential.sealed, this.#nameOf(credential))).toString();
  }

  #nameOf({ associateId, type, publicValue }: UntrustedCredentialKey) {
    const owner = { tenantId: this.#options.tenant.id, associateId };
    return secretNames.untrustedCredentials(owner, type, publicValue);
  }
}

async function requireRoom({ stores }: Scope, associateId: number): Promise<void> {
  if ((await stores.untrustedCredentials.count(associateId)) < UNTRUSTED_CREDENTIALS_MAX) return;
  const message = `The user ${associateId} has ${UNTRUSTED_CREDENTIALS_MAX} credentials for other systems, the most allowed.`;
  throw new DomainError('conflict', `${message} Remove some that are not needed.`);
}

/**
 * A secret that was given counts as changed, even if it is the same. Otherwise the audit trail
 * would tell an administrator who guesses it.
 */
function fieldsChanged(
  before: StoredUntrustedCredential,
  { sealed, ...given }: StoredUntrustedCredential,
): string {
  const secret = sealed === before.sealed ? [] : ['secret'];
  return [changedFields(before, given), ...secret].filter(Boolean).join(' ');
}

/** The public value is left out, because people put secrets into wrong fields. */
function detailOf({ associateId, type }: UntrustedCredentialKey) {
  return { userId: associateId, type };
}
