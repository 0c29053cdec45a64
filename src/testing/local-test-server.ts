/** A test server in this process, as a test sees it. */
import type { SettingRecord } from '../console-api/settings.ts';
import { currentVersionOf } from '../contract/served-contract.ts';
import { DomainError } from '../domain/errors.ts';
import type { Listener } from '../listener.ts';
import { applySeed } from '../seed/apply-seed.ts';
import { CONTROL_PREFIX, type ControlMount } from './control/control-mount.ts';
import { expireTicket, issueAccessToken, issueTicket } from './issue-sessions.ts';
import { localClock } from './local-clock.ts';
import { localFaults } from './local-faults.ts';
import { localRequests, requireNoRefusals } from './local-requests.ts';
import { readTestSeed } from './read-test-seed.ts';
import { TestAddresses } from './test-addresses.ts';
import type { TestSurroundings } from './test-backend.ts';
import type { TestConsole } from './test-console.ts';
import type {
  AccessTokenUser,
  StartedTestServer,
  TestSeed,
  TestServerClock,
  TestServerFaults,
  TestServerRequests,
  UserPlace,
} from './test-server.ts';
import type { TestStates } from './test-states.ts';

export interface LocalTestServerOptions {
  readonly listener: Listener;
  readonly states: TestStates;
  readonly surroundings: TestSurroundings;
  readonly onRefused: 'ignore' | 'fail';
  readonly control: ControlMount;
  /** Null if the control API needs none. */
  readonly controlToken: string | null;
  /** Null if it is off. */
  readonly console: TestConsole | null;
}

/** Requests that still run when a test ends have been forgotten by it. */
const CLOSE_GRACE_MS = 500;

export class LocalTestServer extends TestAddresses implements StartedTestServer {
  readonly port: number;
  readonly controlUrl: string;
  readonly controlToken: string | null;
  readonly clock: TestServerClock;
  readonly faults: TestServerFaults;
  readonly requests: TestServerRequests;
  readonly #options: LocalTestServerOptions;
  readonly #closed = new AbortController();
  #closing: Promise<void> | null = null;
  #consoleUrl: string | null = null;

  constructor(options: LocalTestServerOptions) {
    const { listener, states, surroundings, controlToken } = options;
    const { address, port } = listener.address;
    super({
      url: `http://${hostOf(address)}:${port}`,
      isOnline: states.current.registry.installation.mode === 'online',
      newestVersion: currentVersionOf(surroundings.contract),
    });
    this.#options = options;
    this.port = port;
    this.controlUrl = `${this.url}${CONTROL_PREFIX}/`;
    this.controlToken = controlToken;
    this.clock = localClock(() => states.current.clock);
    this.faults = localFaults(surroundings.faults);
    this.requests = localRequests(surroundings.journal, this.#closed.signal);
  }

  get consoleUrl(): string | null {
    return this.#consoleUrl;
  }

  /**
   * Does nothing if the console is off.
   *
   * @throws Error with the address and the reason if it cannot listen.
   */
  async startConsole(settingRecords: readonly SettingRecord[]): Promise<void> {
    const { console, states, surroundings, controlToken: token } = this.#options;
    if (!console) return;
    this.#consoleUrl = await console.start({ states, surroundings, token, settingRecords });
  }

  async issueTicket(user: UserPlace): Promise<string> {
    return issueTicket(this.#options.states.current.registry, user);
  }

  async issueAccessToken(user: AccessTokenUser): Promise<string> {
    return issueAccessToken(this.#options.states.current.registry, user);
  }

  async expireTicket(ticket: string): Promise<void> {
    await expireTicket(this.#options.states.current.registry, ticket);
  }

  async applySeed(seed: TestSeed): Promise<void> {
    const { registry } = this.#options.states.current;
    const read = await readTestSeed(seed, this.isOnline);
    await applySeed(registry, read, { actor: { kind: 'system' } });
  }

  reset(): Promise<void> {
    return this.#options.states.reset();
  }

  saveState(name: string): Promise<void> {
    return this.#options.states.save(name);
  }

  restoreState(name: string): Promise<void> {
    return this.#options.states.restore(name);
  }

  async listStates(): Promise<readonly string[]> {
    return this.#options.states.names;
  }

  async removeState(name: string): Promise<void> {
    this.#options.states.remove(name);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { listener, states, surroundings, onRefused, control, console } = this.#options;
    this.#closed.abort(new DomainError('unavailable', 'The test server is closed.'));
    await console?.close();
    await states.beginClosing();
    await listener.close(CLOSE_GRACE_MS);
    await control.close();
    await surroundings.journal.settled();
    await states.close();
    surroundings.failures.close();
    if (onRefused === 'fail') await requireNoRefusals(surroundings.journal);
  }
}

/** The address at which this machine reaches the server. */
function hostOf(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}
