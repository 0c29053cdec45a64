/**
 * Runs the command line on a temporary installation. It records all output and all secrets of the
 * installation, and fails at the end if the output contains a secret.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { reportOf } from '../../src/cli/cli-error.ts';
import { createProgram } from '../../src/cli/program.ts';
import { findTenantServices } from '../../src/cli/tenant-option.ts';
import { hashApplicationToken } from '../../src/domain/applications/application.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import { openKeyRing } from '../../src/domain/keys/key-ring.ts';
import { AccessTokenCodec } from '../../src/domain/sessions/access-token.ts';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import { addTenant, onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { lifetimesOf, settingsSchema } from '../../src/settings.ts';
import { createInstallation, openInstallation } from '../../src/storage/data-directory.ts';
import { TenantRegistry, type TenantServices } from '../../src/tenant-services.ts';
import { writeEmptyDatabase } from './empty-database.ts';
import { MAIN } from './program.ts';
import { type TestTerminalOptions, testTerminal } from './test-terminal.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LoggedIn {
  readonly ticketText: string;
  readonly ticketId: string;
  readonly accessToken: string;
}

export const HOUR_MS = 3_600_000;
const USER = { address: '192.0.2.1', userAgent: 'test' };

export interface CommandLineOptions {
  /** On-site by default. */
  readonly mode?: InstallationMode;
  /** Context identifiers of the tenants that an Online installation starts with. */
  readonly tenants?: readonly string[];
}

export async function createCommandLine({
  mode = 'onsite',
  tenants = [],
}: CommandLineOptions = {}): Promise<CommandLine> {
  const data = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const tenant = mode === 'onsite' ? onsiteTenant('Fjord Shipping AS') : null;
  const now = systemClock.now();
  const made = { tenant, durability: 'temporary' } as const;
  await writeEmptyDatabase(join(data, 'ticketoffice.db'));
  const { stores } = await createInstallation(data, made, now);
  for (const contextIdentifier of tenants) {
    const companyName = `Company of ${contextIdentifier}`;
    const named = { contextIdentifier, companyName };
    await stores.transaction((inside) => addTenant(inside, named, now));
  }
  await stores.close();
  return new CommandLine(data);
}

export interface TenantServicesOptions {
  readonly clock?: Clock;
  /** The tenant in an Online installation. */
  readonly tenant?: string | undefined;
}

export interface LogInOptions extends TenantServicesOptions {
  readonly includeCsSession?: boolean;
  /** The application on whose behalf the access token is issued. */
  readonly application?: string;
}

export class CommandLine {
  readonly data: string;
  readonly #told: string[] = [];
  readonly #secrets = new Set<string>();

  constructor(data: string) {
    this.data = data;
  }

  /** Adds texts that must never be printed. */
  keepSecret(...secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  /** Adds output that was written outside the command line. */
  tell(...texts: readonly string[]): void {
    this.#told.push(...texts);
  }

  /** Runs a command on the installation, in this process. */
  run(args: readonly string[], input: TestTerminalOptions = {}): Promise<CommandResult> {
    return this.runElsewhere([...args, '--data', this.data], input);
  }

  /** Runs a command with exactly these arguments, in this process. */
  async runElsewhere(
    args: readonly string[],
    input: TestTerminalOptions = {},
  ): Promise<CommandResult> {
    return this.#remember(await this.#run(args, input));
  }

  async #run(args: readonly string[], input: TestTerminalOptions = {}): Promise<CommandResult> {
    const terminal = testTerminal(input);
    let exitCode = 0;
    try {
      const program = await createProgram(terminal, args);
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      const report = reportOf(error);
      if (report.message !== null) terminal.note(`error: ${report.message}`);
      exitCode = report.exitCode;
    }
    return { exitCode, stdout: terminal.stdout(), stderr: terminal.notes() };
  }

  /**
   * Runs a command with exactly these arguments, in a separate process whose standard input is
   * not a terminal.
   */
  async spawn(
    args: readonly string[],
    { stdin = '', environment = {} }: TestTerminalOptions = {},
  ): Promise<CommandResult> {
    const flags = ['--disable-warning=ExperimentalWarning', MAIN];
    const child = spawn(process.execPath, [...flags, ...args], {
      cwd: this.data,
      env: { ...process.env, ...environment },
    });
    // A command that fails early does not read its input.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return this.#remember({ exitCode: (await exited) ?? -1, stdout, stderr });
  }

  /** Runs a command and parses the JSON that it printed. */
  async json(args: readonly string[], input: TestTerminalOptions = {}): Promise<unknown> {
    const { stdout, stderr } = await this.run([...args, '--json'], input);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout);
  }

  /**
   * Runs a command that shows a new application token once, in its result. Afterwards, the token
   * counts as a secret.
   */
  async issueToken(args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const result = await this.#run([...args, '--json', '--data', this.data]);
    assert.equal(result.exitCode, 0, result.stderr);
    const record = JSON.parse(result.stdout) as Readonly<Record<string, unknown>>;
    const applicationToken = String(record['applicationToken']);
    this.keepSecret(applicationToken, hashApplicationToken(applicationToken));
    this.#remember({ ...result, stdout: result.stdout.replace(applicationToken, '') });
    return record;
  }

  async addUser(name: string, ...options: readonly string[]): Promise<void> {
    const password = `password of ${name}`;
    this.keepSecret(password);
    const args = ['user', 'add', name, ...options, '--password-stdin'];
    const { exitCode, stderr } = await this.run(args, { stdin: password });
    assert.equal(exitCode, 0, stderr);
  }

  /** Changes the installation without the command line. */
  atTenants<T>(
    work: (registry: TenantRegistry) => Promise<T>,
    { clock = systemClock }: TenantServicesOptions = {},
  ): Promise<T> {
    return this.#open(clock, work);
  }

  /** The same at one tenant. */
  atTenant<T>(
    work: (services: TenantServices, registry: TenantRegistry) => Promise<T>,
    { clock = systemClock, tenant }: TenantServicesOptions = {},
  ): Promise<T> {
    return this.#open(clock, async (registry) =>
      work(await findTenantServices(registry, tenant), registry),
    );
  }

  async #open<T>(clock: Clock, work: (registry: TenantRegistry) => Promise<T>): Promise<T> {
    const opened = await openInstallation(this.data);
    try {
      const lifetimes = lifetimesOf(settingsSchema.parse({}));
      return await work(await TenantRegistry.open({ ...opened, clock, lifetimes }));
    } finally {
      await opened.stores.close();
    }
  }

  /** Starts a session like a login, and issues an access token. */
  logIn(name: string, options: LogInOptions = {}): Promise<LoggedIn> {
    const { includeCsSession = false } = options;
    return this.atTenant(async (services, { stores }) => {
      const associate = await services.stores.associates.findByName(name);
      assert.ok(associate);
      const session = await services.sessions.start(associate, USER);
      const application = await stores.applications.findByName(options.application ?? '');
      assert.equal(application?.name, options.application);
      const request = { application, includeCsSession, origin: 'soap' } as const;
      const accessToken = await services.accessTokens.issue(session, request, USER);
      const { ticketText } = session;
      this.keepSecret(ticketText, parseTicket(ticketText)?.secret ?? '', accessToken);
      return { ticketText, ticketId: session.ticket.id, accessToken };
    }, options);
  }

  /** Trades an access token for a ticket. Returns null if the token is not valid. */
  tryTrade(accessToken: string): Promise<string | null> {
    const [, tenant] = /^8A:([^.]+)\./.exec(accessToken) ?? [];
    return this.atTenant(
      async ({ logins }) => {
        const login = await logins.authenticate({ kind: 'access-token', accessToken }, USER);
        if (login) this.keepSecret(login.ticketText);
        return login?.ticketText ?? null;
      },
      { tenant },
    );
  }

  async trade(accessToken: string): Promise<string> {
    const ticketText = await this.tryTrade(accessToken);
    assert.ok(ticketText);
    return ticketText;
  }

  passwordOpens(
    userName: string,
    password: string,
    options: TenantServicesOptions = {},
  ): Promise<boolean> {
    return this.atTenant(async ({ logins }) => {
      const login = await logins.authenticate({ kind: 'password', userName, password }, USER);
      if (login) this.keepSecret(login.ticketText);
      return login !== null;
    }, options);
  }

  ticketOpens(ticket: string): Promise<boolean> {
    const tenant = parseTicket(ticket)?.contextIdentifier || undefined;
    return this.atTenant(
      async ({ logins }) => (await logins.authenticate({ kind: 'ticket', ticket }, USER)) !== null,
      { tenant },
    );
  }

  /** Removes the installation. @throws AssertionError if a command has printed a secret. */
  async close(): Promise<void> {
    await this.#collectStoredSecrets();
    await rm(this.data, { recursive: true, force: true });
    const told = this.#told.join('\n');
    assert.notEqual(told, '');
    for (const secret of this.#secrets) {
      assert.notEqual(secret, '');
      assert.ok(!told.includes(secret), `a command printed the secret ${secret}`);
    }
  }

  /** Removes the installation without checks, even if it is broken. */
  async remove(): Promise<void> {
    await rm(this.data, { recursive: true, force: true });
  }

  async #collectStoredSecrets(): Promise<void> {
    this.keepSecret((await readFile(join(this.data, 'master.key'), 'utf8')).trim());
    const { stores, masterKeys } = await openInstallation(this.data);
    const keys = await stores.keys.list();
    const standing = keys.filter(({ retiredAtMs }) => retiredAtMs === null);
    for (const { sealed } of standing) this.keepSecret(Buffer.from(sealed).toString('base64'));
    for (const tenant of await stores.tenants.list(0, 1000)) {
      const { associates } = stores.ofTenant(tenant.id);
      for (const { id } of await associates.list(0, 1000)) {
        this.keepSecret((await associates.readPasswordHash(id)) ?? 'a user has a password');
      }
    }
    const codec = new AccessTokenCodec(await openKeyRing(keys, masterKeys));
    for (const secret of [...this.#secrets]) {
      const claims = codec.open(secret);
      if (typeof claims === 'object' && claims.csSession) {
        this.keepSecret(claims.csSession.sessionKey);
      }
    }
    await stores.close();
  }

  #remember(result: CommandResult): CommandResult {
    this.#told.push(result.stdout, result.stderr);
    return result;
  }
}
