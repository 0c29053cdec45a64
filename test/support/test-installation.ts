/**
 * An installation in a temporary directory, with any number of servers, each on its own free
 * port.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Logger, pino } from 'pino';
import {
  type Application,
  type ApplicationProfile,
  createApplicationToken,
  createClientId,
  hashApplicationToken,
  plainApplication,
} from '../../src/domain/applications/application.ts';
import { type Clock, systemClock, systemTiming } from '../../src/domain/clock.ts';
import { createContact } from '../../src/domain/contacts/contact.ts';
import type { InstallationMode, TenantStores } from '../../src/domain/installation.ts';
import type { MailDelivery } from '../../src/domain/passwords/password-resets.ts';
import {
  createPerson,
  type PersonProfile,
  splitFullName,
} from '../../src/domain/persons/person.ts';
import { addTenant, onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import {
  type Associate,
  type AssociateProfile,
  createProfile,
} from '../../src/domain/users/associate.ts';
import { typeRules } from '../../src/domain/users/profile.ts';
import type { TlsOptions } from '../../src/http/node-server.ts';
import { openRegistry } from '../../src/open-registry.ts';
import { type RunningServer, type ServerAdditions, startServer } from '../../src/server.ts';
import { lifetimesOf, type Settings, settingsSchema } from '../../src/settings.ts';
import { createInstallation, openInstallation } from '../../src/storage/data-directory.ts';
import type { PostgresPlace } from '../../src/storage/database-place.ts';
import type { TenantRegistry, TenantServices } from '../../src/tenant-services.ts';
import { cheapHash } from './cheap-hash.ts';
import { writeEmptyDatabase } from './empty-database.ts';

/** The client of tickets that a test creates without a request. */
const testCaller = { address: '192.0.2.1', userAgent: 'test' };

const KEPT_MAX = 100;

/** "User level 3". It has no right to administer. */
export const plainRoleId = 4;
/** "User level 0". It has the right `admin-all`. */
export const administratorRoleId = 1;
export const firstGroupId = 1;

/** An application with its token, which is stored nowhere else. */
export interface RegisteredApplication extends Application {
  readonly token: string;
}

export class TestInstallation {
  readonly registry: TenantRegistry;
  readonly directory: string;
  readonly #postgres: PostgresPlace | null;
  readonly #servers: RunningServer[] = [];
  readonly #others: TenantRegistry[] = [];

  private constructor(registry: TenantRegistry, directory: string, postgres: PostgresPlace | null) {
    this.registry = registry;
    this.directory = directory;
    this.#postgres = postgres;
  }

  /** An on-site installation has its tenant, and an Online one has none. */
  static async create(
    mode: InstallationMode,
    clock: Clock = systemClock,
    {
      pause = systemTiming.pause,
      postgresUrl = null,
      ...settings
    }: Pick<Partial<Settings>, 'applicationRequestsPerSecondMax'> & {
      readonly mailDelivery?: MailDelivery;
      readonly pause?: (ms: number) => Promise<unknown>;
      /** Of an empty database. Null for a file of SQLite. */
      readonly postgresUrl?: string | null;
    } = {},
  ) {
    const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
    const tenant = mode === 'onsite' ? onsiteTenant('Fjord Shipping AS') : null;
    const postgres =
      postgresUrl === null
        ? null
        : ({ url: postgresUrl, connectionsMax: 4, patience: 'server' } as const);
    const made = { tenant, postgres, durability: 'temporary' } as const;
    if (!postgres) await writeEmptyDatabase(join(directory, 'ticketoffice.db'));
    const opened = await createInstallation(directory, made, clock.now());
    const lifetimes = lifetimesOf(settingsSchema.parse({}));
    const registry = await openRegistry(opened, {
      ...settings,
      timing: { ...systemTiming, pause },
      lifetimes,
      cachedRecordsMax: KEPT_MAX,
      cachedTicketsMax: KEPT_MAX,
      clock,
    });
    return new TestInstallation(registry, directory, postgres);
  }

  /** Starts a server. Returns the URL before the path, such as `http://127.0.0.1:40123`. */
  async serve(
    overrides: Partial<Settings> = {},
    tls: TlsOptions | null = null,
    log: Logger = pino({ level: 'silent' }),
    registry: TenantRegistry = this.registry,
    additions: ServerAdditions = {},
  ): Promise<string> {
    const settings = settingsSchema.parse({ port: 0, ...overrides });
    const server = await startServer(registry, settings, tls, log, additions);
    this.#servers.push(server);
    const { address, port } = server.address;
    return `${tls === null ? 'http' : 'https'}://${address}:${port}`;
  }

  /** Opens the same database again, like another node or a restarted process. */
  async openAgain(): Promise<TenantRegistry> {
    const opened = await openInstallation(this.directory, undefined, this.#postgres);
    const { clock } = this.registry;
    const lifetimes = lifetimesOf(settingsSchema.parse({}));
    const limits = { cachedRecordsMax: KEPT_MAX, cachedTicketsMax: KEPT_MAX };
    const other = await openRegistry(opened, { lifetimes, ...limits, clock });
    this.#others.push(other);
    return other;
  }

  /** Returns the metrics of the server that was started last. */
  async metrics(): Promise<string> {
    const response = await fetch(this.#servers.at(-1)?.metricsUrl ?? '');
    assert.equal(response.status, 200);
    return response.text();
  }

  /** @param index the server, in the order in which they were started. */
  async stopServer(index: number): Promise<void> {
    await this.#servers.splice(index, 1)[0]?.close();
  }

  /** Replaces the certificates of the server that was started last. */
  replaceCertificates(tls: TlsOptions): void {
    this.#servers.at(-1)?.replaceCertificates(tls);
  }

  /** Adds a tenant. Its company has the name of the identifier. */
  async addTenant(contextIdentifier: string): Promise<TenantServices> {
    const { stores, clock } = this.registry;
    const companyName = `Company of ${contextIdentifier}`;
    const tenant = { contextIdentifier, companyName };
    return this.registry.of(
      await stores.transaction((inside) => addTenant(inside, tenant, clock.now())),
    );
  }

  /** Returns the services of the named tenant, or of the on-site tenant. */
  async servicesOf(contextIdentifier = ''): Promise<TenantServices> {
    const tenant = await this.registry.stores.tenants.find(contextIdentifier);
    assert.ok(tenant, `there is no tenant "${contextIdentifier}"`);
    return this.registry.of(tenant);
  }

  /**
   * Adds an enabled application. By default, all tenants have installed it, and it was granted no
   * agents.
   */
  async addApplication(
    name: string,
    profile: Partial<Omit<ApplicationProfile, 'name'>> = {},
  ): Promise<RegisteredApplication> {
    const token = createApplicationToken();
    const { stores, clock } = this.registry;
    const full = {
      ...plainApplication,
      clientId: createClientId(),
      name,
      tenantIds: 'all',
      ...profile,
    } as const;
    const hash = hashApplicationToken(token);
    return { ...(await stores.applications.add(full, hash, clock.now())), token };
  }

  /** Returns the bytes of the database and of its write-ahead log. */
  async readDatabase(): Promise<Buffer> {
    const file = join(this.directory, 'ticketoffice.db');
    return Buffer.concat([await readFile(file), await readFile(`${file}-wal`)]);
  }

  /** Opens a separate connection. The caller must close it. */
  openDatabase(): DatabaseSync {
    return new DatabaseSync(join(this.directory, 'ticketoffice.db'));
  }

  /** Counts the stored rows, including ended sessions. */
  countCsSessions(): number {
    const file = join(this.directory, 'ticketoffice.db');
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(database.prepare('select count(*) as rows from cs_sessions').get()?.['rows']);
    } finally {
      database.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    for (const { stores } of [...this.#others, this.registry]) await stores.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Fields of a user, and of the person that an internal or external user is. */
export interface TestUser extends AssociateProfile {
  readonly fullName: string;
  readonly email: string | null;
  /** Of the person. By default the own company. */
  readonly contactId: number;
}

/**
 * @param password null for a user who cannot log in by password.
 * @param hash by default one that is very cheap to verify.
 */
export async function addUser(
  services: TenantServices,
  name: string,
  password: string | null,
  { fullName = name, email = null, contactId, ...profile }: Partial<TestUser> = {},
  hash: (password: string) => string | Promise<string> = cheapHash,
): Promise<Associate> {
  const { associates } = services.stores;
  const passwordHash = password === null ? null : await hash(password);
  const { type = 'internal' } = profile;
  const person =
    typeRules[type].person === 'none' || profile.personId !== undefined
      ? {}
      : { personId: await addPerson(services.stores, fullName, email, contactId) };
  const full = createProfile(name, plainRoleId, firstGroupId, { ...profile, ...person });
  return associates.add(full, passwordHash, services.clock.now());
}

/** Adds a person, by default at the own company. Returns the id. */
export async function addPerson(
  { contacts, persons }: Pick<TenantStores, 'contacts' | 'persons'>,
  fullName: string,
  email: string | null = null,
  contactId?: number,
): Promise<number> {
  const obtainOwnCompany = async () =>
    (await contacts.findOwnCompany()) ??
    contacts.add(createContact('Fjord Shipping AS', { isOwnCompany: true }));
  const company = contactId ?? (await obtainOwnCompany()).id;
  const person = createPerson({ ...splitFullName(fullName), email, contactId: company });
  return (await persons.add(person)).id;
}

/** Changes a person in the stores, past the rules of the domain. */
export async function changePerson(
  { persons }: Pick<TenantStores, 'persons'>,
  id: number,
  change: Partial<PersonProfile>,
): Promise<void> {
  const [person] = await persons.findAll([id]);
  if (!person) throw new Error(`There is no person ${id}.`);
  await persons.update({ ...person, ...change });
}

/** Starts a session without a login. Returns its ticket. */
export async function startSession(
  services: TenantServices,
  associate: Associate,
): Promise<string> {
  return (await services.sessions.start(associate, testCaller)).ticketText;
}
