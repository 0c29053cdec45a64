/** Applications and their system users: how operators administer them. */
import type { Authorised } from '../actor.ts';
import type { AuditDetail } from '../audit/audit.ts';
import { type ChangeScope, type Changes, changedFields } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../installation.ts';
import type { Tenant } from '../tenants/tenant.ts';
import {
  type Application,
  type ApplicationProfile,
  requireApplicationProfile,
} from './application.ts';

type Operator = Authorised<'administer-installation'>;
type Scope = ChangeScope<Stores>;

export class ApplicationAdministration {
  readonly #changes: Changes;

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  /**
   * Adds an enabled application with its first token.
   *
   * @param tokenHash see `hashApplicationToken`.
   * @throws DomainError `invalid-argument` for a field, `conflict` if client id, name or token is
   * taken, `not-found` for a tenant.
   */
  async add(actor: Operator, profile: ApplicationProfile, tokenHash: string): Promise<Application> {
    requireApplicationProfile(profile);
    return this.#changes.run(actor, async ({ stores, nowMs, record }) => {
      await requireUntaken(stores, profile, null);
      const added = await stores.applications.add(profile, tokenHash, nowMs);
      record({ action: 'application-added', application: added.name, detail: rightsOf(profile) });
      return added;
    });
  }

  /** @throws DomainError like `add`, and `not-found` for the application. */
  async change(actor: Operator, id: number, given: Partial<ApplicationProfile>): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      await changeApplication(scope, await requireApplication(scope, id), given);
    });
  }

  /**
   * Registers an address to which people return. Returns whether it is new.
   *
   * @throws DomainError `invalid-argument` for the address or its number, `not-found`.
   */
  addRedirectUri(actor: Operator, id: number, uri: string): Promise<boolean> {
    return this.#changes.run(actor, async (scope) => {
      const before = await requireApplication(scope, id);
      if (before.redirectUris.includes(uri)) return false;
      await changeApplication(scope, before, { redirectUris: [...before.redirectUris, uri] });
      return true;
    });
  }

  /** @throws DomainError `not-found` for the application or the address. */
  async removeRedirectUri(actor: Operator, id: number, uri: string): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const before = await requireApplication(scope, id);
      const redirectUris = before.redirectUris.filter((registered) => registered !== uri);
      if (redirectUris.length === before.redirectUris.length) {
        const message = `${before.name} has no such redirect URI. List them to see which it has.`;
        throw new DomainError('not-found', message);
      }
      await changeApplication(scope, before, { redirectUris });
    });
  }

  /**
   * Adds a token. Only the two newest tokens are valid.
   *
   * @throws DomainError `conflict` if another application has the token, `not-found`.
   */
  async addToken(actor: Operator, id: number, tokenHash: string): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { name } = await requireApplication(scope, id);
      await scope.stores.applications.addToken(id, tokenHash, scope.nowMs);
      scope.record({ action: 'application-token-added', application: name });
    });
  }

  /** Removes all tokens but the newest. Returns how many. @throws DomainError `not-found` */
  endOldTokens(actor: Operator, id: number): Promise<number> {
    return this.#changes.run(actor, async (scope) => {
      const { name } = await requireApplication(scope, id);
      const ended = await scope.stores.applications.removeOldTokens(id);
      scope.record({ action: 'application-token-ended', application: name, detail: { ended } });
      return ended;
    });
  }

  /** Does nothing if it is disabled already. @throws DomainError `not-found` */
  async disable(actor: Operator, id: number): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { name, disabledAtMs } = await requireApplication(scope, id);
      if (disabledAtMs !== null) return;
      await scope.stores.applications.disable(id, scope.nowMs);
      scope.record({ action: 'application-disabled', application: name });
    });
  }

  /** Does nothing if it is enabled already. @throws DomainError `not-found` */
  async enable(actor: Operator, id: number): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { name, disabledAtMs } = await requireApplication(scope, id);
      if (disabledAtMs === null) return;
      await scope.stores.applications.enable(id);
      scope.record({ action: 'application-enabled', application: name });
    });
  }

  /** @throws DomainError `not-found` */
  async remove(actor: Operator, id: number): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { name } = await requireApplication(scope, id);
      await scope.stores.applications.remove(id);
      scope.record({ action: 'application-removed', application: name });
    });
  }

  /**
   * Sets the user that an application works as at a tenant.
   *
   * @throws DomainError `not-found` for application or user, `conflict` if the user is the system
   * user of another application.
   */
  async setSystemUser(
    actor: Operator,
    tenant: Pick<Tenant, 'id' | 'contextIdentifier'>,
    applicationId: number,
    associateId: number,
  ): Promise<void> {
    await this.#changes.run(actor, async (scope) => {
      const { name } = await requireApplication(scope, applicationId);
      const { systemUsers, associates } = scope.stores.ofTenant(tenant.id);
      const user = (await associates.find(associateId))?.name ?? null;
      const holder = (await systemUsers.list()).find((it) => it.associateId === associateId);
      if (holder && holder.applicationId !== applicationId) {
        const other = await requireApplication(scope, holder.applicationId);
        const message = `${user} is the system user of ${other.name}. Choose another user.`;
        throw new DomainError('conflict', message);
      }
      await systemUsers.set(applicationId, associateId);
      const about = { tenant: tenant.contextIdentifier, user, application: name };
      scope.record({ action: 'system-user-set', ...about });
    });
  }

  /** Returns whether the application had a system user. @throws DomainError `not-found` */
  removeSystemUser(
    actor: Operator,
    tenant: Pick<Tenant, 'id' | 'contextIdentifier'>,
    applicationId: number,
  ): Promise<boolean> {
    return this.#changes.run(actor, async (scope) => {
      const { name } = await requireApplication(scope, applicationId);
      const removed = await scope.stores.ofTenant(tenant.id).systemUsers.remove(applicationId);
      const about = { tenant: tenant.contextIdentifier, application: name };
      if (removed) scope.record({ action: 'system-user-removed', ...about });
      return removed;
    });
  }
}

/** Locks the application against other changes until the transaction ends. */
async function requireApplication({ stores }: Scope, id: number): Promise<Application> {
  await stores.applications.lock(id);
  const application = await stores.applications.find(id);
  if (application) return application;
  const message = `There is no application ${id}. List applications to see which there are.`;
  throw new DomainError('not-found', message);
}

async function changeApplication(
  { stores, record }: Scope,
  before: Application,
  given: Partial<ApplicationProfile>,
): Promise<void> {
  const profile = { ...before, ...given };
  requireApplicationProfile(profile);
  await requireUntaken(stores, profile, before.id);
  await stores.applications.update(before.id, profile);
  const detail = { fields: changedFields(before, given), ...rightsOf(profile) };
  record({ action: 'application-changed', application: profile.name, detail });
}

/** The store refuses duplicates too. This check tells which of the two is taken. */
async function requireUntaken(
  { applications }: Stores,
  { name, clientId }: ApplicationProfile,
  ownId: number | null,
): Promise<void> {
  const named = await applications.findByName(name);
  if (named && named.id !== ownId) {
    const message = `There is an application named ${name} already. Choose another name.`;
    throw new DomainError('conflict', message);
  }
  const client = await applications.findByClientId(clientId);
  if (client && client.id !== ownId) {
    const message = `The application ${client.name} has this client id. Choose another client id.`;
    throw new DomainError('conflict', message);
  }
}

/** What the application is allowed to do, for the audit trail. */
function rightsOf(profile: ApplicationProfile): AuditDetail {
  const { clientId, agents, tenantIds, publicKeys, native, serverToServer } = profile;
  return {
    clientId,
    agents: agents.join(' '),
    tenantIds: tenantIds === 'all' ? 'all' : tenantIds.join(' '),
    publicKeys: publicKeys.map(({ keyId }) => keyId).join(' '),
    redirectUris: profile.redirectUris.join(' '),
    native,
    serverToServer,
  };
}
