/** The consents of one tenant: giving, revoking, and comparing system tokens. */
import { timingSafeEqual } from 'node:crypto';
import type { Authorised } from '../actor.ts';
import type { Application } from '../applications/application.ts';
import type { TenantChanges, TenantScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import { secretNames } from '../keys/secret-names.ts';
import { requireNoProblem } from '../names.ts';
import type { Tenant } from '../tenants/tenant.ts';
import {
  type Consent,
  type ConsentState,
  consentStateOf,
  createSystemToken,
  systemTokenProblem,
} from './consent.ts';
import { endRefreshToken } from './end-grants.ts';

export interface ConsentsOptions {
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
  readonly stores: Pick<TenantStores, 'consents'>;
  readonly changes: TenantChanges;
  readonly masterKeys: MasterKeys;
}

type Administrator = Authorised<'administer-consents'>;

export class Consents {
  readonly #options: ConsentsOptions;

  constructor(options: ConsentsOptions) {
    this.#options = options;
  }

  /** Whether `give` with this system token would change nothing. */
  async isGivenWith(application: Application, systemToken: string | null): Promise<boolean> {
    const consent = await this.#find(application);
    if (!consent || consentStateOf(application, consent) !== 'given') return false;
    return systemToken === null || (await this.#open(consent)) === systemToken;
  }

  async stateOf(application: Application): Promise<ConsentState> {
    return consentStateOf(application, await this.#find(application));
  }

  /** Lists all consents, also revoked ones, ordered by application id. */
  list(_actor: Authorised<'read-installation'>): Promise<readonly Consent[]> {
    return this.#options.stores.consents.list();
  }

  /**
   * Consents to everything that the application is allowed now. After a revocation, the application
   * gets a new system token. Returns whether anything changed.
   *
   * @param systemToken one that was made elsewhere, for programs that have stored it.
   * @throws DomainError `conflict` if the application is not installed at the tenant, `not-found`,
   *   `invalid-argument` for the system token.
   */
  async give(
    actor: Administrator,
    application: Application,
    systemToken?: string,
  ): Promise<boolean> {
    this.#requireInstalled(application);
    requireNoProblem(systemToken === undefined ? null : systemTokenProblem(systemToken));
    return this.#options.changes.run(actor, async (scope) => {
      const { stores, nowMs, record } = scope;
      const before = await stores.consents.find(application.id);
      const inForce = before?.revokedAtMs === null ? before : null;
      const present = inForce && (await this.#open(inForce));
      const wanted = systemToken ?? present;
      const isNew = present === null || wanted !== present;
      if (!isNew && consentStateOf(application, inForce) === 'given') return false;
      const { id: applicationId, name, agents, serverToServer } = application;
      const sealed =
        inForce && !isNew
          ? inForce.sealed
          : await this.#seal(scope, applicationId, wanted ?? createSystemToken(name));
      const rights = { agents, serverToServer };
      const times = { givenAtMs: nowMs, revokedAtMs: null };
      await stores.consents.set({ applicationId, sealed, ...rights, ...times });
      const detail = { agents: agents.join(' '), serverToServer };
      record({ action: 'consent-given', application: name, detail });
      return true;
    });
  }

  /**
   * Ends the consent with its system token, and everything that it gave: authorization codes,
   * refresh tokens with their sessions, and the sessions of the application's system user. Returns
   * whether there was a consent to revoke.
   */
  revoke(actor: Administrator, application: Application): Promise<boolean> {
    return this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      const { id, name } = application;
      const consent = await stores.consents.find(id);
      if (consent?.revokedAtMs !== null) return false;
      await stores.consents.set({ ...consent, revokedAtMs: nowMs });
      await stores.authorizationCodes.removeOfApplication(id);
      const ended = await stores.refreshTokens.list(id);
      for (const token of ended) await endRefreshToken(stores, token);
      const systemUserId = await stores.systemUsers.find(id);
      if (systemUserId !== null) await stores.tickets.removeOfAssociate(systemUserId);
      const detail = { refreshTokensEnded: ended.length };
      record({ action: 'consent-revoked', application: name, detail });
      return true;
    });
  }

  /** Returns the system token for an operator or an administrator, or null if there is none. */
  async showSystemToken(actor: Administrator, application: Application): Promise<string | null> {
    const token = await this.systemTokenOf(application);
    if (token === null) return null;
    await this.#options.changes.run(actor, async ({ record }) => {
      record({ action: 'system-token-shown', application: application.name });
    });
    return token;
  }

  /**
   * Returns the system token for an id_token of the application. Null unless the consent is in
   * force and the application may work without a person.
   */
  async systemTokenOf(application: Application): Promise<string | null> {
    const consent = await this.#find(application);
    const isGiven = consentStateOf(application, consent) === 'given';
    return consent && isGiven && application.serverToServer ? this.#open(consent) : null;
  }

  /**
   * Compares a system token that an application sent, in constant time. Returns `wrong` if it is
   * not the token of this application and tenant, or if the application may not work without a
   * person, and else the state of the consent.
   */
  async checkSystemToken(
    application: Application,
    sent: string,
  ): Promise<Exclude<ConsentState, 'missing'> | 'wrong'> {
    const consent = await this.#find(application);
    if (!consent || !application.serverToServer) return 'wrong';
    const expected = Buffer.from(await this.#open(consent));
    const actual = Buffer.from(sent);
    const isEqual = actual.length === expected.length && timingSafeEqual(actual, expected);
    const state = consentStateOf(application, consent);
    return isEqual && state !== 'missing' ? state : 'wrong';
  }

  #find({ id }: Application): Promise<Consent | null> {
    return this.#options.stores.consents.find(id);
  }

  async #open({ applicationId, sealed }: Consent): Promise<string> {
    const { masterKeys, tenant } = this.#options;
    const name = secretNames.systemToken(tenant.id, applicationId);
    return (await masterKeys.open(sealed, name)).toString();
  }

  #seal({ stores }: TenantScope, applicationId: number, systemToken: string): Promise<Buffer> {
    const { masterKeys, tenant } = this.#options;
    const name = secretNames.systemToken(tenant.id, applicationId);
    return masterKeys.seal(stores.masterKey, Buffer.from(systemToken), name);
  }

  #requireInstalled({ name, tenantIds }: Application): void {
    const { id, contextIdentifier } = this.#options.tenant;
    if (tenantIds === 'all' || tenantIds.includes(id)) return;
    const message = `${name} is not installed at ${contextIdentifier}. Install it there first.`;
    throw new DomainError('conflict', message);
  }
}
