/** Logins to other servers: the operations on them. */
import { type ChangeScope, changedFields } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { secretNames } from '../keys/secret-names.ts';
import {
  mayChangeSecretsOf,
  mayReadSecretsOf,
  requireKeeper,
  requireMayChange,
  type SecretActor,
} from './secret-access.ts';
import {
  requireServiceAuth,
  SERVICE_AUTHS_MAX,
  type ServiceAuth,
  type StoredServiceAuth,
} from './service-auth.ts';
import type { UserSecretsOptions } from './user-secrets-options.ts';

type Scope = ChangeScope<TenantStores>;

export class ServiceAuths {
  readonly #options: UserSecretsOptions;

  constructor(options: UserSecretsOptions) {
    this.#options = options;
  }

  /** Returns a login with default values. Does not store it. */
  draft(actor: SecretActor): ServiceAuth {
    requireKeeper(actor);
    return { id: 0, server: '', port: 0, authType: '', userName: '', password: '' };
  }

  /**
   * Returns null for an unknown id, and for another user's login unless the caller may change it.
   * Administrators get an empty password, because they may not read it.
   *
   * @throws DomainError `not-permitted` for an anonymous user.
   */
  async find(actor: SecretActor, id: number): Promise<ServiceAuth | null> {
    requireKeeper(actor);
    const { serviceAuths, associates } = this.#options.stores;
    const stored = await serviceAuths.find(id);
    return stored && (await mayChangeSecretsOf(associates, actor, stored.associateId))
      ? this.#show(actor, stored)
      : null;
  }

  /**
   * Adds a login of the caller if the id is 0, else changes it.
   *
   * @throws DomainError `not-permitted`, `not-found`, `invalid-argument` for a field, `conflict` if
   * the caller has too many.
   */
  async save(actor: SecretActor, login: ServiceAuth): Promise<ServiceAuth> {
    const keeper = requireKeeper(actor);
    requireServiceAuth(login);
    const saved = await this.#options.changes.run(actor, (scope) =>
      login.id === 0 ? this.#add(scope, keeper.id, login) : this.#change(scope, actor, login),
    );
    return this.#show(actor, saved);
  }

  /**
   * @throws DomainError `not-found`. Users who may change only their own logins get
   *   `not-permitted`, also for an unknown id.
   */
  async remove(actor: SecretActor, id: number): Promise<void> {
    requireKeeper(actor);
    await this.#options.changes.run(actor, async (scope) => {
      const login = await requireExisting(scope, actor, id);
      await scope.stores.serviceAuths.remove(id);
      scope.record({ action: 'service-auth-removed', detail: detailOf(login) });
    });
  }

  async #add(scope: Scope, associateId: number, given: ServiceAuth): Promise<StoredServiceAuth> {
    const { serviceAuths } = scope.stores;
    if ((await serviceAuths.count(associateId)) >= SERVICE_AUTHS_MAX) {
      const message = `You have ${SERVICE_AUTHS_MAX} logins to servers, the most allowed.`;
      throw new DomainError('conflict', `${message} Delete some that are not needed.`);
    }
    const { password, ...fields } = given;
    const identity = { id: await serviceAuths.takeId(), associateId };
    const sealed = await this.#seal(scope, identity, password);
    const added = { ...fields, ...identity, sealed };
    await serviceAuths.add(added);
    scope.record({ action: 'service-auth-added', detail: detailOf(added) });
    return added;
  }

  /** Writes nothing if nothing changes. A password that was given counts as changed. */
  async #change(scope: Scope, actor: SecretActor, given: ServiceAuth): Promise<StoredServiceAuth> {
    const before = await requireExisting(scope, actor, given.id);
    const { password, ...fields } = given;
    const changed = changedFields(before, fields);
    if (changed !== '' && password === '' && !mayReadSecretsOf(actor, before.associateId)) {
      // Else the password would be sent to a server that an administrator has chosen.
      const message = 'Password is missing. Only the owner can keep it when another field changes.';
      throw new DomainError('invalid-argument', message);
    }
    const sealed = password === '' ? before.sealed : await this.#seal(scope, before, password);
    const names = [changed, password === '' ? '' : 'password'].filter(Boolean).join(' ');
    if (names === '') return before;
    const after = { ...before, ...fields, sealed };
    await scope.stores.serviceAuths.update(after);
    const detail = { ...detailOf(before), fields: names };
    scope.record({ action: 'service-auth-changed', detail });
    return after;
  }

  async #show(actor: SecretActor, stored: StoredServiceAuth): Promise<ServiceAuth> {
    const { associateId, sealed, ...fields } = stored;
    if (!mayReadSecretsOf(actor, associateId)) return { ...fields, password: '' };
    const password = await this.#options.masterKeys.open(sealed, this.#nameOf(stored));
    return { ...fields, password: password.toString() };
  }

  #seal({ stores }: Scope, identity: Identity, password: string): Promise<Uint8Array> {
    const { masterKeys } = this.#options;
    return masterKeys.seal(stores.masterKey, Buffer.from(password), this.#nameOf(identity));
  }

  #nameOf({ id, associateId }: Identity) {
    return secretNames.serviceAuth({ tenantId: this.#options.tenant.id, associateId }, id);
  }
}

type Identity = Pick<StoredServiceAuth, 'id' | 'associateId'>;

async function requireExisting(
  { stores }: Scope,
  actor: SecretActor,
  id: number,
): Promise<StoredServiceAuth> {
  const login = await stores.serviceAuths.find(id);
  await requireMayChange(stores.associates, actor, login?.associateId ?? null);
  if (login) return login;
  throw new DomainError('not-found', `There is no login to a server with the id ${id}.`);
}

function detailOf({ id, associateId }: Identity) {
  return { serviceAuthId: id, userId: associateId };
}
