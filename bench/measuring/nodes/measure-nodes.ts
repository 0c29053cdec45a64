/**
 * Measures what each operation costs PostgreSQL and the nodes, with a number of nodes on one
 * database. Each node has a few requests at a time.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { TestPostgres } from '../../../test/support/postgres.ts';
import { startServer } from '../contenders.ts';
import type { DayOperation } from '../day/day-operations.ts';
import { addPopulation, type DayPopulation } from '../day/day-population.ts';
import { DayRequests } from '../day/day-requests.ts';
import { PlainConnection } from '../day/plain-connection.ts';
import type { MeasuredServer } from '../measured-server.ts';
import { Scene } from '../scene.ts';
import { CountingProxy } from './counting-proxy.ts';
import { measuredOperations } from './measured-operations.ts';
import { POSTGRES_SETTINGS, PostgresAccountant } from './postgres-account.ts';
import { measureRowBytes, type RowBytes } from './row-bytes.ts';

/** For one request, or for one second of a node that nobody asks. */
export interface DatabaseCost {
  readonly statements: number;
  readonly bytesToServer: number;
  readonly bytesFromServer: number;
  readonly walBytes: number;
  /** Processor time of PostgreSQL. */
  readonly postgresMicros: number;
  /** Processor time of the nodes. */
  readonly nodeMicros: number;
}

export interface NodesCosts {
  readonly nodes: number;
  /** By operation, see `measuredOperations`. */
  readonly operations: Readonly<Record<string, DatabaseCost>>;
  /** For one second of one node. */
  readonly background: DatabaseCost;
  /** Of all nodes, after the load. */
  readonly connections: number;
}

export interface NodesResults {
  readonly costs: readonly NodesCosts[];
  readonly rowBytes: Readonly<Record<string, RowBytes>>;
}

export interface NodesOptions {
  readonly nodes: readonly number[];
  /** Users with one ticket each. Every node gets a request by each of them. */
  readonly users: number;
  readonly idleSeconds: number;
  /** Rows of each table that are added to measure their size. */
  readonly copies: number;
}

const CONNECTIONS_MAX = 4;
/** At each node. */
const REQUESTS_AT_ONCE = 4;
/** Longer than a notification takes to reach all nodes. */
const NOTICED_MS = 200;

export async function measureNodes(options: NodesOptions): Promise<NodesResults> {
  const postgres = await TestPostgres.start(POSTGRES_SETTINGS);
  try {
    const costs: NodesCosts[] = [];
    let rowBytes: NodesResults['rowBytes'] = {};
    for (const nodes of options.nodes) {
      const url = await postgres.createDatabase();
      costs.push(await measureOn(postgres, url, nodes, options));
      rowBytes = await measureRowBytes(url, options.copies);
    }
    return { costs, rowBytes };
  } finally {
    await postgres.close();
  }
}

function measureOn(
  postgres: TestPostgres,
  url: string,
  count: number,
  { users, idleSeconds }: NodesOptions,
): Promise<NodesCosts> {
  return Scene.run(async (scene) => {
    process.stderr.write(`${count} nodes …\n`);
    const place = { url, connectionsMax: CONNECTIONS_MAX, patience: 'command' } as const;
    const installation = await scene.install(place);
    const population = await addPopulation(installation, { users, tickets: users }, place);
    const proxy = await CountingProxy.start(url);
    const accountant = await PostgresAccountant.open(postgres.connect(), url);
    try {
      const serveOptions = ['--database', proxy.url];
      const servers: MeasuredServer[] = [];
      for (let index = 0; index < count; index += 1) {
        const options = { name: `node ${index + 1}`, installation, serveOptions };
        servers.push(await startServer(scene, options));
      }
      const meter = new Meter(accountant, proxy, servers);
      // Before any request, because what is counted in one is written within a minute.
      const idle = await meter.measure(() => delay(idleSeconds * 1000));
      // After the idle time, because servers close connections without a request.
      const clients = await Clients.open(servers, population);
      for (const { operation, times } of measuredOperations)
        await clients.ask(operation, users * times);
      const operations: Record<string, DatabaseCost> = {};
      for (const { name, operation, before, times } of measuredOperations) {
        if (before !== undefined) await postgres.administer(before, url);
        await delay(NOTICED_MS);
        const startedAt = performance.now();
        const total = await meter.measure(() => clients.ask(operation, users * times));
        const share = (performance.now() - startedAt) / 1000 / idleSeconds;
        const requests = users * times * count;
        operations[name] = combine(total, idle, (all, own) =>
          Math.max(0, (all - own * share) / requests),
        );
      }
      const { connections } = proxy;
      clients.close();
      const background = combine(idle, idle, (all) => all / idleSeconds / count);
      return { nodes: count, operations, background, connections };
    } finally {
      await accountant.close();
      await proxy.close();
    }
  });
}

/** Connections to each node. */
class Clients {
  readonly #byNode: readonly (readonly PlainConnection[])[];
  readonly #requests: DayRequests;

  private constructor(byNode: readonly PlainConnection[][], population: DayPopulation) {
    this.#byNode = byNode;
    this.#requests = new DayRequests(population);
  }

  static async open(servers: readonly MeasuredServer[], population: DayPopulation) {
    const numbers = Array.from({ length: REQUESTS_AT_ONCE });
    const openTo = ({ url }: MeasuredServer) =>
      Promise.all(numbers.map(() => PlainConnection.open(url)));
    return new Clients(await Promise.all(servers.map(openTo)), population);
  }

  /** Sends that many requests to one node after the other, by the users in turn. */
  async ask(operation: DayOperation, requests: number): Promise<void> {
    for (const connections of this.#byNode) {
      let asked = 0;
      const client = async (connection: PlainConnection) => {
        while (asked < requests) {
          asked += 1;
          const { status, body } = await connection.ask(this.#requests.next(operation));
          this.#requests.note(operation, status, body);
        }
      };
      await Promise.all(connections.map(client));
    }
  }

  close(): void {
    for (const connection of this.#byNode.flat()) connection.close();
  }
}

class Meter {
  readonly #accountant: PostgresAccountant;
  readonly #proxy: CountingProxy;
  readonly #servers: readonly MeasuredServer[];

  constructor(
    accountant: PostgresAccountant,
    proxy: CountingProxy,
    servers: readonly MeasuredServer[],
  ) {
    this.#accountant = accountant;
    this.#proxy = proxy;
    this.#servers = servers;
  }

  /** The cost of all that happened while the work ran. */
  async measure(work: () => Promise<unknown>): Promise<DatabaseCost> {
    const before = await this.#read();
    await work();
    return combine(await this.#read(), before, (later, earlier) => later - earlier);
  }

  async #read(): Promise<DatabaseCost> {
    const { processorMs, ...account } = await this.#accountant.read();
    const nodeMs = this.#servers.map((server) => server.account()?.processorMs ?? 0);
    return {
      ...account,
      ...this.#proxy.counts,
      postgresMicros: processorMs * 1000,
      nodeMicros: nodeMs.reduce((sum, each) => sum + each, 0) * 1000,
    };
  }
}

/** Combines each number of two costs. */
export function combine(
  one: DatabaseCost,
  other: DatabaseCost,
  by: (one: number, other: number) => number,
): DatabaseCost {
  const of = (key: keyof DatabaseCost) => by(one[key], other[key]);
  return {
    statements: of('statements'),
    bytesToServer: of('bytesToServer'),
    bytesFromServer: of('bytesFromServer'),
    walBytes: of('walBytes'),
    postgresMicros: of('postgresMicros'),
    nodeMicros: of('nodeMicros'),
  };
}
