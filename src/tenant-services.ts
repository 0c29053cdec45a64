/**
 * Wires the domain to a database. `TenantServices` holds the services of one tenant, which see no
 * other tenant. `TenantRegistry` holds the services of all tenants. The server and the commands
 * use both.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { ApplicationAdministration } from './domain/applications/application-administration.ts';
import { Applications } from './domain/applications/applications.ts';
import { AuditTrail, TenantAudit } from './domain/audit/audit-trail.ts';
import type { ChangeFeed } from './domain/change-feed.ts';
import { Changes, TenantChanges } from './domain/changes.ts';
import { type Clock, systemTiming, type Timing } from './domain/clock.ts';
import { type ConsentServices, createConsentServices } from './domain/consents/consent-services.ts';
import { FederationKeys } from './domain/federation/federation-keys.ts';
import {
  createFederationServices,
  type FederationServices,
} from './domain/federation/federation-services.ts';
import type { Installation, Stores, TenantStores } from './domain/installation.ts';
import { MasterKeyRotation } from './domain/keys/master-key-rotation.ts';
import type { MasterKeys } from './domain/keys/master-keys.ts';
import { secretNames } from './domain/keys/secret-names.ts';
import { SigningKeys } from './domain/keys/signing-keys.ts';
import { TokenKeys } from './domain/keys/token-keys.ts';
import { AccessTokenAuthenticator } from './domain/login/access-token-authenticator.ts';
import { AssertionAuthenticator } from './domain/login/assertion-authenticator.ts';
import { ClientGuard } from './domain/login/client-guard.ts';
import { LastLogins } from './domain/login/last-logins.ts';
import { LoginGuard } from './domain/login/login-guard.ts';
import { LoginWriter } from './domain/login/login-writer.ts';
import { Logins } from './domain/login/logins.ts';
import { type HashCost, PasswordHasher } from './domain/login/password.ts';
import { PasswordAuthenticator } from './domain/login/password-authenticator.ts';
import { RecentTrades } from './domain/login/recent-trades.ts';
import { recordLock } from './domain/login/record-lock.ts';
import { RefusalCauses } from './domain/login/refusal-causes.ts';
import { TicketAuthenticator } from './domain/login/ticket-authenticator.ts';
import { type ConsoleAccess, createConsoleAccess } from './domain/operators/console-access.ts';
import { type MailDelivery, PasswordResets } from './domain/passwords/password-resets.ts';
import { RateLimit } from './domain/rate-limit.ts';
import { AccessTokenCodec } from './domain/sessions/access-token.ts';
import { AccessTokens } from './domain/sessions/access-tokens.ts';
import { Admission } from './domain/sessions/admission.ts';
import { CsSessions } from './domain/sessions/cs-sessions.ts';
import { JwtAccessTokens } from './domain/sessions/jwt-access-tokens.ts';
import { SessionAdministration } from './domain/sessions/session-administration.ts';
import { SessionViews } from './domain/sessions/session-views.ts';
import { Sessions } from './domain/sessions/sessions.ts';
import { TokenInspector } from './domain/sessions/token-inspector.ts';
import type { Tenant } from './domain/tenants/tenant.ts';
import { Tenants } from './domain/tenants/tenants.ts';
import { createUseCases, type UseCases } from './domain/use-cases.ts';
import { createUserSecrets, type UserSecrets } from './domain/user-secrets/user-secrets.ts';

export interface Lifetimes {
  /** Of a ticket, from its last use to its expiry. */
  readonly ticketLifetimeMs: number;
  /** Of an access token, from its issue to its expiry. */
  readonly accessTokenLifetimeMs: number;
  /** Of a CS session, from its last use to its end. */
  readonly csSessionIdleMs: number;
}

/** The services of one tenant. */
export interface TenantServices extends UseCases, UserSecrets, ConsentServices, FederationServices {
  /** The fields of the tenant that never change. */
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
  readonly stores: TenantStores;
  readonly clock: Clock;
  readonly passwordHasher: PasswordHasher;
  readonly passwordResets: PasswordResets;
  readonly sessions: Sessions;
  readonly csSessions: CsSessions;
  readonly sessionAdministration: SessionAdministration;
  readonly sessionViews: SessionViews;
  readonly applications: Applications;
  readonly accessTokens: AccessTokens;
  readonly jwtAccessTokens: JwtAccessTokens;
  readonly admission: Admission;
  readonly logins: Logins;
  readonly loginGuard: LoginGuard;
  readonly refusalCauses: RefusalCauses;
  readonly clientGuard: ClientGuard;
  readonly audit: TenantAudit;
}

/** The services for logging in. */
type LoginParts = Pick<
  TenantServices,
  | 'tenant'
  | 'audit'
  | 'stores'
  | 'passwordHasher'
  | 'sessions'
  | 'applications'
  | 'accessTokens'
  | 'refusalCauses'
>;

/** The options that all tenants of an installation share. */
export interface TenantRegistryOptions {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  readonly lifetimes: Lifetimes;
  /** How mails are sent. By default none are. */
  readonly mailDelivery?: MailDelivery | null;
  /** 0 for no limit, which is the default. */
  readonly applicationRequestsPerSecondMax?: number;
  /** By default the machine's. */
  readonly timing?: Timing;
  /** The cost of hashing new passwords. Only tests lower it. */
  readonly passwordHashCost?: HashCost;
  readonly cacheLookups?: CacheLookupCounts;
  /** The feed of changes by other nodes. By default, there are no other nodes. */
  readonly feed?: ChangeFeed;
}

/** The services that change keys, tenants and applications. */
interface SharedParts {
  readonly audit: AuditTrail;
  readonly changes: Changes;
  readonly tokenKeys: TokenKeys;
  readonly failedLoginKey: KeyObject;
}

/** Hits and misses of the caches, by kind of record. */
export type CacheLookupCounts = ReadonlyMap<
  string,
  { readonly hits: number; readonly misses: number }
>;

/** The most tenants whose services are cached. They cost a few small objects per tenant. */
const CACHED_TENANTS_MAX = 1000;

export class TenantRegistry {
  readonly installation: Installation;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly passwordHasher: PasswordHasher;
  readonly accessTokenCodec: AccessTokenCodec;
  readonly tokenKeys: TokenKeys;
  readonly signingKeys: SigningKeys;
  readonly federationKeys: FederationKeys;
  readonly audit: AuditTrail;
  readonly changes: Changes;
  readonly tenants: Tenants;
  readonly applicationAdministration: ApplicationAdministration;
  readonly masterKeyRotation: MasterKeyRotation;
  /** Who uses the console. */
  readonly console: ConsoleAccess;
  readonly tokenInspector: TokenInspector;
  readonly masterKeys: MasterKeys;
  readonly #nameKey: KeyObject;
  readonly #applicationRate: RateLimit;
  readonly #recentTrades = new RecentTrades();
  readonly loginWriter: LoginWriter;
  readonly cacheLookups: CacheLookupCounts;
  readonly #lifetimes: Lifetimes;
  readonly #mailDelivery: MailDelivery | null;
  readonly #cached = new Map<number, TenantServices>();

  private constructor(options: TenantRegistryOptions, shared: SharedParts) {
    const { installation, stores, masterKeys, clock, lifetimes } = options;
    this.installation = installation;
    this.stores = stores;
    this.clock = clock;
    this.timing = options.timing ?? systemTiming;
    this.passwordHasher = new PasswordHasher(options.passwordHashCost);
    this.tokenKeys = shared.tokenKeys;
    this.accessTokenCodec = new AccessTokenCodec(shared.tokenKeys);
    this.audit = shared.audit;
    this.changes = shared.changes;
    this.loginWriter = new LoginWriter({ stores, trail: shared.audit });
    this.tenants = new Tenants(shared.changes);
    this.applicationAdministration = new ApplicationAdministration(shared.changes);
    this.signingKeys = new SigningKeys({
      store: stores.signingKeys,
      changes: shared.changes,
      masterKeys,
      clock,
      feed: options.feed ?? null,
    });
    this.federationKeys = new FederationKeys(this.signingKeys);
    this.masterKeyRotation = new MasterKeyRotation({ stores, changes: shared.changes, masterKeys });
    this.console = createConsoleAccess({
      stores,
      changes: shared.changes,
      trail: shared.audit,
      hasher: this.passwordHasher,
      nameKey: shared.failedLoginKey,
      clock,
      timing: this.timing,
    });
    this.tokenInspector = new TokenInspector({
      stores,
      accessTokenCodec: this.accessTokenCodec,
      signingKeys: this.signingKeys,
      clock,
      servicesOf: (tenant) => this.of(tenant),
    });
    this.masterKeys = masterKeys;
    this.#nameKey = shared.failedLoginKey;
    this.cacheLookups = options.cacheLookups ?? new Map();
    this.#applicationRate = new RateLimit(options.applicationRequestsPerSecondMax ?? 0, () =>
      this.timing.elapsedMs(),
    );
    this.#lifetimes = lifetimes;
    this.#mailDelivery = options.mailDelivery ?? null;
  }

  /** @throws DomainError `unavailable` if the master key of this database is unknown. */
  static async open(options: TenantRegistryOptions): Promise<TenantRegistry> {
    const { stores, masterKeys, clock, feed = null } = options;
    const audit = new AuditTrail({ store: stores.audit, clock });
    const changes = new Changes({ stores, trail: audit, clock });
    const keys = { store: stores.keys, changes, masterKeys, clock, feed };
    const sealed = await stores.masterKey.readFailedLoginKey();
    const failedLoginKey = await masterKeys.open(sealed, secretNames.failedLoginKey());
    return new TenantRegistry(options, {
      audit,
      changes,
      tokenKeys: await TokenKeys.open(keys),
      failedLoginKey: createSecretKey(failedLoginKey),
    });
  }

  /** The time from the last use of a CS session to its end. */
  get csSessionIdleMs(): number {
    return this.#lifetimes.csSessionIdleMs;
  }

  /** Returns the services of a tenant, even if it is suspended. */
  of(tenant: Tenant): TenantServices {
    const cached = this.#cached.get(tenant.id) ?? this.#wire(tenant);
    // Moves the tenant to the end of the map, where the most recently used one is.
    this.#cached.delete(tenant.id);
    this.#cached.set(tenant.id, cached);
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > CACHED_TENANTS_MAX && oldest !== undefined) this.#cached.delete(oldest);
    return cached;
  }

  #wire({ id, contextIdentifier }: Tenant): TenantServices {
    const tenant = { id, contextIdentifier };
    const { clock, passwordHasher, tokenKeys, accessTokenCodec: codec } = this;
    const { ticketLifetimeMs, accessTokenLifetimeMs, csSessionIdleMs } = this.#lifetimes;
    const stores = this.stores.ofTenant(id);
    const audit = new TenantAudit(this.audit, contextIdentifier);
    const { associates, tickets } = stores;
    const sessions = new Sessions({
      contextIdentifier,
      tickets,
      associates,
      clock,
      ticketLifetimeMs,
    });
    const csSessions = new CsSessions({
      csSessions: stores.csSessions,
      clock,
      csSessionIdleMs,
    });
    const applications = new Applications({
      applications: this.stores.applications,
      mode: this.installation.mode,
      tenant,
    });
    const accessTokens = new AccessTokens({
      contextIdentifier,
      codec,
      tokenKeys,
      sessions,
      csSessions,
      applications,
      tickets,
      revokedTokens: this.stores.revokedTokens,
      clock,
      audit,
      accessTokenLifetimeMs,
    });
    const jwtAccessTokens = new JwtAccessTokens({
      contextIdentifier,
      signingKeys: this.signingKeys,
      sessions,
      applications,
      tickets,
      revokedTokens: this.stores.revokedTokens,
      clock,
      accessTokenLifetimeMs,
    });
    const base = { tenant, stores, clock, audit, passwordHasher };
    const refusalCauses = new RefusalCauses({
      contextIdentifier,
      sessions,
      accessTokens,
      jwtAccessTokens,
      audit: this.stores.audit,
      clock,
    });
    const parts = { ...base, sessions, applications, accessTokens, refusalCauses };
    const changes = new TenantChanges(this.changes, tenant);
    const logins = this.#wireLogins(parts);
    return {
      ...parts,
      csSessions,
      sessionAdministration: new SessionAdministration({ changes: this.changes, tenant, stores }),
      sessionViews: new SessionViews({ stores, csSessions, clock, audit }),
      jwtAccessTokens,
      ...logins,
      ...createUseCases({ ...base, changes, loginGuard: logins.loginGuard }),
      ...createUserSecrets({ ...base, changes, masterKeys: this.masterKeys }),
      ...this.#wireFederation({ ...parts, ...logins }, tenant, changes),
      passwordResets: this.#wireResets(parts, contextIdentifier, changes, logins.loginGuard),
    };
  }

  #wireFederation(
    parts: LoginParts & Pick<TenantServices, 'admission'>,
    tenant: TenantServices['tenant'],
    changes: TenantChanges,
  ): ConsentServices & FederationServices {
    const { applications, tenants } = this.stores;
    const base = { ...parts, tenant, clock: this.clock };
    const { masterKeys } = this;
    const consenting = createConsentServices({ ...base, applications, changes, masterKeys });
    const { consents } = consenting;
    const installationId = this.installation.id;
    const keys = this.federationKeys;
    const federation = { ...base, keys, installationId, tenants, consents };
    return { ...consenting, ...createFederationServices(federation) };
  }

  #wireResets(
    { stores }: LoginParts,
    contextIdentifier: string,
    changes: TenantChanges,
    loginGuard: LoginGuard,
  ): PasswordResets {
    return new PasswordResets({
      stores,
      changes,
      hasher: this.passwordHasher,
      loginGuard,
      clock: this.clock,
      contextIdentifier,
      companyName: async () =>
        (await this.stores.tenants.find(contextIdentifier))?.companyName ?? '',
      delivery: this.#mailDelivery,
    });
  }

  #wireLogins(parts: LoginParts) {
    const { audit, stores, passwordHasher, sessions, applications, accessTokens } = parts;
    const { refusalCauses } = parts;
    const { associates, failedLogins } = stores;
    const guard = new LoginGuard({
      failedLogins,
      nameKey: this.#nameKey,
      clock: this.clock,
      pause: (ms) => this.timing.pause(ms),
      onLock: (lock) => recordLock(audit, associates, lock),
    });
    const passwords = passwordHasher;
    const byPassword = new PasswordAuthenticator({ associates, sessions, passwords, guard });
    const authenticators = [
      // The most frequent kinds of credentials come first.
      new AccessTokenAuthenticator({ accessTokens, sessions, recentTrades: this.#recentTrades }),
      new TicketAuthenticator(sessions),
      byPassword,
      new AssertionAuthenticator({ associates, sessions }),
    ];
    const recorder = {
      tenantId: parts.tenant.id,
      associates,
      audit,
      writer: this.loginWriter,
      lastLogins: new LastLogins({ associates, clock: this.clock }),
    };
    return {
      logins: new Logins({ authenticators, refusalCauses, ...recorder }),
      loginGuard: guard,
      clientGuard: new ClientGuard(guard),
      admission: new Admission({
        mode: this.installation.mode,
        applications,
        sessions,
        accessTokens,
        passwords: byPassword,
        applicationRate: this.#applicationRate,
        refusalCauses,
        ...recorder,
      }),
    };
  }
}
