/** A test server elsewhere, such as in a container, by its control API. */
import { readFile } from 'node:fs/promises';
import { ControlClient } from './remote/control-client.ts';
import { RemoteClock } from './remote/remote-clock.ts';
import { RemoteFaults } from './remote/remote-faults.ts';
import { RemoteRequests } from './remote/remote-requests.ts';
import { TestAddresses } from './test-addresses.ts';
import type {
  AccessTokenUser,
  TestSeed,
  TestServer,
  TestServerClock,
  TestServerFaults,
  TestServerRequests,
  UserPlace,
} from './test-server.ts';

export interface ConnectOptions {
  /** The token of the control API. A server that listens on a loopback address needs none. */
  readonly token?: string;
}

/**
 * Connects to a test server that `ticketoffice test-server` runs.
 *
 * @param controlUrl such as `http://127.0.0.1:41873/__ticketoffice/`: `control` in the line that
 *   the command prints, with the host and port at which it is reached.
 * @throws Error `unreachable` if there is no control API; `token-refused` if the token is missing
 *   or wrong.
 */
export async function connectTestServer(
  controlUrl: string,
  { token }: ConnectOptions = {},
): Promise<TestServer> {
  const client = new ControlClient(controlUrl, token ?? null);
  const about = await client.call<ServerFacts>('GET', 'server');
  return new RemoteTestServer(client, about);
}

interface ServerFacts {
  readonly online: boolean;
  readonly newestVersion: string;
}

class RemoteTestServer extends TestAddresses implements TestServer {
  readonly port: number;
  readonly controlUrl: string;
  readonly controlToken: string | null;
  readonly clock: TestServerClock;
  readonly faults: TestServerFaults;
  readonly requests: TestServerRequests;
  readonly #client: ControlClient;

  constructor(client: ControlClient, { online, newestVersion }: ServerFacts) {
    const { origin, port, protocol } = new URL(client.url);
    super({ url: origin, isOnline: online, newestVersion });
    this.port = Number(port) || (protocol === 'https:' ? 443 : 80);
    this.controlUrl = client.url;
    this.controlToken = client.token;
    this.clock = new RemoteClock(client);
    this.faults = new RemoteFaults(client);
    this.requests = new RemoteRequests(client);
    this.#client = client;
  }

  async issueTicket(body: UserPlace): Promise<string> {
    type Answer = { readonly ticket: string };
    return (await this.#client.call<Answer>('POST', 'tickets', { body })).ticket;
  }

  async issueAccessToken(body: AccessTokenUser): Promise<string> {
    type Answer = { readonly accessToken: string };
    return (await this.#client.call<Answer>('POST', 'access-tokens', { body })).accessToken;
  }

  expireTicket(ticket: string): Promise<void> {
    return this.#client.call('POST', 'tickets/expire', { body: { ticket } });
  }

  /** A file is read here, not by the server. */
  async applySeed(seed: TestSeed): Promise<void> {
    const isFile = typeof seed === 'string' && seed !== 'demo';
    const yaml = isFile ? await readFile(seed, 'utf8') : JSON.stringify(seed);
    await this.#client.call('PUT', 'seed', { yaml });
  }

  reset(): Promise<void> {
    return this.#client.call('POST', 'reset');
  }

  saveState(name: string): Promise<void> {
    return this.#client.call('PUT', pathOfState(name));
  }

  restoreState(name: string): Promise<void> {
    return this.#client.call('POST', pathOfState(name));
  }

  async listStates(): Promise<readonly string[]> {
    type Answer = readonly { readonly name: string }[];
    return (await this.#client.call<Answer>('GET', 'states')).map(({ name }) => name);
  }

  removeState(name: string): Promise<void> {
    return this.#client.call('DELETE', pathOfState(name));
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function pathOfState(name: string): string {
  return `states/${encodeURIComponent(name)}`;
}
