/**
 * The command line over an installation that goes with the test. It remembers everything that was
 * printed and every secret that there was, and fails in the end when they meet.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { reportOf } from '../../src/cli/cli-error.ts';
import { createProgram } from '../../src/cli/program.ts';
import { AccessTokenCodec } from '../../src/domain/access-token.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import { openKeyRing } from '../../src/domain/key-ring.ts';
import { parseTicket } from '../../src/domain/ticket.ts';
import { createOffice, type Office } from '../../src/office.ts';
import { createInstallation, openInstallation } from '../../src/storage/data-directory.ts';
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
export const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const USER = { address: '192.0.2.1', userAgent: 'test' };

export async function createCommandLine(): Promise<CommandLine> {
  const data = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const company = { companyName: 'Fjord Shipping AS', demo: false };
  const { stores } = await createInstallation(data, company, systemClock.now());
  await stores.close();
  return new CommandLine(data);
}

export class CommandLine {
  readonly data: string;
  readonly #told: string[] = [];
  readonly #secrets = new Set<string>();

  constructor(data: string) {
    this.data = data;
  }

  /** Names texts that must never be printed. */
  keepSecret(...secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  /** Runs a command on the installation, in this process. */
  run(args: readonly string[], input: TestTerminalOptions = {}): Promise<CommandResult> {
    return this.runElsewhere([...args, '--data', this.data], input);
  }

  /** Runs a command as it stands, in this process. */
  async runElsewhere(
    args: readonly string[],
    input: TestTerminalOptions = {},
  ): Promise<CommandResult> {
    const terminal = testTerminal(input);
    let exitCode = 0;
    try {
      await createProgram(terminal).parseAsync(args, { from: 'user' });
    } catch (error) {
      const report = reportOf(error);
      if (report.message !== null) terminal.note(`error: ${report.message}`);
      exitCode = report.exitCode;
    }
    return this.#remember({ exitCode, stdout: terminal.stdout(), stderr: terminal.notes() });
  }

  /** Runs a command as it stands, in a process of its own whose standard input is no terminal. */
  async spawn(
    args: readonly string[],
    { stdin = '', environment = {} }: TestTerminalOptions = {},
  ): Promise<CommandResult> {
    const flags = ['--disable-warning=ExperimentalWarning', MAIN];
    const child = spawn(process.execPath, [...flags, ...args], {
      cwd: this.data,
      env: { ...process.env, ...environment },
    });
    // A command that fails early does not read it.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return this.#remember({ exitCode: (await exited) ?? -1, stdout, stderr });
  }

  /** The JSON that a command printed. */
  async json(args: readonly string[], input: TestTerminalOptions = {}): Promise<unknown> {
    const { stdout, stderr } = await this.run([...args, '--json'], input);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout);
  }

  async addUser(name: string, ...options: readonly string[]): Promise<void> {
    const password = `password of ${name}`;
    this.keepSecret(password);
    const args = ['user', 'add', name, ...options, '--password-stdin'];
    const { exitCode, stderr } = await this.run(args, { stdin: password });
    assert.equal(exitCode, 0, stderr);
  }

  /** Works on the installation past the command line. */
  async atOffice<T>(work: (office: Office) => Promise<T>, clock: Clock = systemClock): Promise<T> {
    const opened = await openInstallation(this.data);
    try {
      const lifetimes = { ticketLifetimeMs: 6 * HOUR_MS, accessTokenLifetimeMs: HOUR_MS };
      return await work(await createOffice(opened, clock, lifetimes));
    } finally {
      await opened.stores.close();
    }
  }

  /** Starts a session as a login does, and issues an access token. */
  logIn(name: string, { clock = systemClock, includeCsSession = false } = {}): Promise<LoggedIn> {
    return this.atOffice(async (office) => {
      const associate = await office.stores.associates.findByName(name);
      assert.ok(associate);
      const session = await office.sessions.start(associate, USER);
      const accessToken = await office.accessTokens.issue(session, includeCsSession, USER);
      const { ticketText } = session;
      this.keepSecret(ticketText, parseTicket(ticketText)?.secret ?? '', accessToken);
      return { ticketText, ticketId: session.ticket.id, accessToken };
    }, clock);
  }

  /** Trades an access token for a ticket. */
  trade(accessToken: string): Promise<string> {
    return this.atOffice(async ({ logins }) => {
      const login = await logins.authenticate({ kind: 'access-token', accessToken }, USER);
      assert.ok(login);
      this.keepSecret(login.ticketText);
      return login.ticketText;
    });
  }

  passwordOpens(userName: string, password: string): Promise<boolean> {
    return this.atOffice(async ({ logins }) => {
      const login = await logins.authenticate({ kind: 'password', userName, password }, USER);
      if (login) this.keepSecret(login.ticketText);
      return login !== null;
    });
  }

  ticketOpens(ticket: string): Promise<boolean> {
    return this.atOffice(
      async ({ logins }) => (await logins.authenticate({ kind: 'ticket', ticket }, USER)) !== null,
    );
  }

  /** Removes the installation. @throws AssertionError when a command has printed a secret. */
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

  async #collectStoredSecrets(): Promise<void> {
    this.keepSecret((await readFile(join(this.data, 'master.key'), 'utf8')).trim());
    const { stores, masterKey } = await openInstallation(this.data);
    const keys = await stores.keys.list();
    for (const { sealed } of keys) this.keepSecret(Buffer.from(sealed).toString('base64'));
    for (const { id } of await stores.associates.list(0, 1000)) {
      this.keepSecret((await stores.associates.readPasswordHash(id)) ?? 'a user has a password');
    }
    const codec = new AccessTokenCodec(openKeyRing(keys, masterKey));
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
