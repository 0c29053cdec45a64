/**
 * Measures what each operation costs PostgreSQL and the nodes, with a number of nodes on one
 * database. One request runs at a time, and the nodes get them in turns.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CHANNEL } from '../../../src/storage/postgres/change-notices.ts';
import { TestPostgres } from '../../../test/support/postgres.ts';
import { startServer } from '../contenders.ts';
import { type DayOperation, dayNames } from '../day/day-operations.ts';
import { addPopulation, type DayPopulation } from '../day/day-population.ts';
import { DayRequests } from '../day/day-requests.ts';
import { PlainConnection } from '../day/plain-connection.ts';
import type { MeasuredServer } from '../measured-server.ts';
import { Scene } from '../scene.ts';
import { CountingProxy } from './counting-proxy.ts';
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
  /** By operation, see `MEASURED`. */
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
/** Longer than a notification takes to reach all nodes. */
const NOTICED_MS = 200;

const FORGET_ALL = `select pg_notify('${CHANNEL}', 'everything:')`;
const USED_LONG_AGO = 'update tickets set last_used_at_ms = issued_at_ms - 3600000';

interface Measured {
  readonly name: string;
  readonly operation: DayOperation;
  /** Runs before the requests, in the measured database. */
  readonly before?: string;
}

const cold = (operation: DayOperation): Measured => ({
  name: `${dayNames[operation]}, nothing cached`,
  operation,
  before: FORGET_ALL,
});
const warm = (operation: DayOperation): Measured => ({ name: dayNames[operation], operation });

/** Each warm measurement follows a cold one that fills the caches. */
const MEASURED: readonly Measured[] = [
  ...(['login', 'token', 'trade', 'csSession', 'read', 'change'] as const).flatMap((operation) => [
    cold(operation),
    warm(operation),
  ]),
  {
    name: 'GetAccessToken, first use in a minute, nothing cached',
    operation: 'token',
    before: `${USED_LONG_AGO}; ${FORGET_ALL}`,
  },
];

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
      const clients = await Clients.open(servers, population);
      for (const { operation } of MEASURED) await clients.ask(operation, users);
      const idle = await meter.measure(() => delay(idleSeconds * 1000));
      const operations: Record<string, DatabaseCost> = {};
      for (const { name, operation, before } of MEASURED) {
        if (before !== undefined) await postgres.administer(before, url);
        await delay(NOTICED_MS);
        const startedAt = performance.now();
        const total = await meter.measure(() => clients.ask(operation, users));
        const share = (performance.now() - startedAt) / 1000 / idleSeconds;
        operations[name] = combine(total, idle, (all, own) =>
          Math.max(0, (all - own * share) / clients.asked),
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

/** A connection to each node. */
class Clients {
  readonly #connections: readonly PlainConnection[];
  readonly #requests: DayRequests;
  /** By the last call of `ask`. */
  asked = 0;

  private constructor(connections: readonly PlainConnection[], population: DayPopulation) {
    this.#connections = connections;
    this.#requests = new DayRequests(population);
  }

  static async open(servers: readonly MeasuredServer[], population: DayPopulation) {
    const opening = servers.map(({ url }) => PlainConnection.open(url));
    return new Clients(await Promise.all(opening), population);
  }

  /** Asks every node as every user. */
  async ask(operation: DayOperation, users: number): Promise<void> {
    this.asked = 0;
    for (const connection of this.#connections) {
      for (let user = 0; user < users; user += 1) {
        const { status, body } = await connection.ask(this.#requests.next(operation));
        this.#requests.note(operation, status, body);
        this.asked += 1;
      }
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
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

function combine(
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
