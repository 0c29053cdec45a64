/** A test server in this process, as a test sees it. */
import { currentVersionOf, servedContract } from '../contract/served-contract.ts';
import type { Listener } from '../listener.ts';
import { applySeed } from '../seed/apply-seed.ts';
import { durationMsOf } from './duration.ts';
import { expireTicket, issueAccessToken, issueTicket } from './issue-sessions.ts';
import { localFaults } from './local-faults.ts';
import { readTestSeed } from './read-test-seed.ts';
import { TestAddresses } from './test-addresses.ts';
import { type Snapshot, TestBackend, type TestSurroundings } from './test-backend.ts';
import type { TestClock } from './test-clock.ts';
import type {
  AccessTokenUser,
  Duration,
  ServicePlace,
  TestSeed,
  TestServer,
  TestServerClock,
  TestServerFaults,
  UserPlace,
} from './test-server.ts';
import { unwiredRequests } from './unwired.ts';

export interface LocalTestServerOptions {
  readonly listener: Listener;
  readonly surroundings: TestSurroundings;
  /** The state after the start. */
  readonly start: Snapshot;
  /** The backend that the listener has. */
  readonly first: TestBackend;
}

const STATES_MAX = 100;
const STATE_NAME_CHARACTERS_MAX = 100;
/** Requests that still run when a test ends have been forgotten by it. */
const CLOSE_GRACE_MS = 500;
/** The last second of the year 9999. */
const TIME_MS_MAX = Date.UTC(10_000, 0) - 1000;

export class LocalTestServer implements TestServer {
  readonly url: string;
  readonly port: number;
  readonly controlUrl: string;
  readonly clock: TestServerClock;
  readonly faults: TestServerFaults;
  readonly requests = unwiredRequests;
  readonly #options: LocalTestServerOptions;
  readonly #addresses: TestAddresses;
  readonly #states = new Map<string, Snapshot>();
  #current: TestBackend;
  /** Settles when the last change of the backend has. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Earlier backends that still answer requests. */
  readonly #retiring = new Set<Promise<void>>();
  #closing: Promise<void> | null = null;

  constructor(options: LocalTestServerOptions) {
    const { listener, first, surroundings } = options;
    const { servicesVersions, services88Edition } = surroundings.settings;
    this.#options = options;
    this.#current = first;
    this.port = listener.address.port;
    this.url = `http://${hostOf(listener.address.address)}:${this.port}`;
    this.controlUrl = `${this.url}/__ticketoffice/`;
    this.#addresses = new TestAddresses({
      url: this.url,
      isOnline: first.registry.installation.mode === 'online',
      newestVersion: currentVersionOf(servedContract(servicesVersions, services88Edition)),
    });
    this.faults = localFaults(surroundings.faults);
    this.clock = clockOf(() => this.#open().clock);
  }

  soapUrl(service: string, at?: ServicePlace): string {
    return this.#addresses.soapUrl(service, at);
  }

  wsdlUrl(service: string, at?: ServicePlace): string {
    return this.#addresses.wsdlUrl(service, at);
  }

  oauthIssuer(tenant?: string): string {
    return this.#addresses.oauthIssuer(tenant);
  }

  async issueTicket(user: UserPlace): Promise<string> {
    return issueTicket(this.#open().registry, user);
  }

  async issueAccessToken(user: AccessTokenUser): Promise<string> {
    return issueAccessToken(this.#open().registry, user);
  }

  async expireTicket(ticket: string): Promise<void> {
    await expireTicket(this.#open().registry, ticket);
  }

  async applySeed(seed: TestSeed): Promise<void> {
    const { registry } = this.#open();
    const read = await readTestSeed(seed, registry.installation.mode === 'online');
    await applySeed(registry, read, { actor: { kind: 'system' } });
  }

  async reset(): Promise<void> {
    await this.#return(() => this.#options.start);
    this.#options.surroundings.faults.reset();
    this.#states.clear();
  }

  async saveState(name: string): Promise<void> {
    if (name === '' || name.length > STATE_NAME_CHARACTERS_MAX) {
      const limits = `from 1 to ${STATE_NAME_CHARACTERS_MAX} characters`;
      throw new RangeError(`The name of a state has ${limits}.`);
    }
    if (!this.#states.has(name) && this.#states.size >= STATES_MAX) {
      throw new RangeError(`There are ${STATES_MAX} states already. Reset the server first.`);
    }
    this.#states.set(name, await this.#open().takeSnapshot());
  }

  async restoreState(name: string): Promise<void> {
    await this.#return(() => this.#requireState(name));
  }

  async listStates(): Promise<readonly string[]> {
    return [...this.#states.keys()];
  }

  async removeState(name: string): Promise<void> {
    this.#requireState(name);
    this.#states.delete(name);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #requireState(name: string): Snapshot {
    const state = this.#states.get(name);
    if (state) return state;
    const kept = [...this.#states.keys()].join(', ') || 'none';
    throw new Error(`There is no state ${JSON.stringify(name)}. Kept: ${kept}.`);
  }

  #open(): TestBackend {
    if (this.#closing !== null) throw new Error('The test server is closed.');
    return this.#current;
  }

  /** New requests see the state at once. Requests that run end in the previous state. */
  #return(find: () => Snapshot): Promise<void> {
    const turn = this.#turn.then(async () => {
      this.#open();
      const next = await TestBackend.start(find(), this.#options.surroundings);
      const previous = this.#current;
      this.#current = next;
      const unused = this.#options.listener.replaceBackend(next.backend);
      this.#retire(previous, unused);
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  #retire(previous: TestBackend, unused: Promise<void>): void {
    previous.endPauses();
    this.#options.surroundings.faults.letGo();
    const retired = unused.then(() => previous.close());
    this.#retiring.add(retired);
    void retired.finally(() => this.#retiring.delete(retired));
  }

  async #close(): Promise<void> {
    await this.#turn;
    const { listener, surroundings } = this.#options;
    this.#current.endPauses();
    await listener.close(CLOSE_GRACE_MS);
    await Promise.all([...this.#retiring, this.#current.close()]);
    surroundings.failures.close();
  }
}

function clockOf(current: () => TestClock): TestServerClock {
  return {
    now: async () => new Date(current().now()),
    set: async (time) => {
      const toMs = time.getTime();
      if (!(toMs >= 0 && toMs <= TIME_MS_MAX)) {
        throw new RangeError('The time must be a valid date from 1970 to 9999.');
      }
      await current().set(toMs);
    },
    advance: async (by: Duration) => current().advance(durationMsOf(by)),
    freeze: async () => current().freeze(),
    resume: async () => current().resume(),
    isFrozen: async () => current().isFrozen,
  };
}

/** The address at which this machine reaches the server. */
function hostOf(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}
