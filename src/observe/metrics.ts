/** All Prometheus metrics. Their names begin with `ticketoffice_`, except those of Node.js. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { PoolUsage } from '../domain/installation.ts';
import { addCollected, type CollectedMetric } from './collected-metric.ts';
import { RequestMetrics } from './request-metrics.ts';

/** The sources that are read when the metrics are requested. */
export interface MetricSources {
  readonly product: { readonly name: string; readonly version: string };
  readonly database: { readonly type: string; readonly version: string };
  /** Tickets that have not expired. The count may be some seconds old. */
  readonly countActiveSessions: () => Promise<number>;
  readonly passwords: { readonly running: number; readonly waiting: number };
  readonly logins: { readonly waiting: number };
  readonly audit: { readonly recorded: number; readonly waiting: number };
  /** Rows that the sweeper removed, by kind. */
  readonly swept: ReadonlyMap<string, number>;
  readonly cacheLookups: ReadonlyMap<string, { readonly hits: number; readonly misses: number }>;
  /** The usage of the connection pool. Null if there is no pool. */
  readonly pool: (() => PoolUsage) | null;
}

type Labels = CollectedMetric['values'][number]['labels'];

export class Metrics {
  readonly registry = new Registry();
  readonly requests = new RequestMetrics();

  constructor(sources: MetricSources) {
    const { requests, registry } = this;
    collectDefaultMetrics({ register: registry });
    addCollected(registry, 'ticketoffice_requests_total', () => requests.requests());
    addCollected(registry, 'ticketoffice_request_duration_seconds', () => requests.durations());
    this.#add(
      'gauge',
      'active_sessions',
      'Tickets that have not expired; counted every 15 seconds at most.',
      async () => [[{}, await sources.countActiveSessions()]],
      'first',
    );
    this.#addWork(sources);
    this.#addStorage(sources);
    const { product, database } = sources;
    this.#add(
      'gauge',
      'build_info',
      'Always 1: what runs here.',
      () => [
        [
          {
            version: product.version,
            node: process.versions.node,
            database: `${database.type} ${database.version}`,
          },
          1,
        ],
      ],
      'first',
    );
  }

  #addWork({ passwords, logins, audit }: MetricSources): void {
    this.#add('gauge', 'password_hashings', 'Passwords that are hashed or wait for it.', () => [
      [{ state: 'running' }, passwords.running],
      [{ state: 'waiting' }, passwords.waiting],
    ]);
    this.#add('counter', 'audit_events_total', 'Events that were written.', () => [
      [{}, audit.recorded],
    ]);
    this.#add('gauge', 'logins_waiting', 'Proven logins that wait to be written.', () => [
      [{}, logins.waiting],
    ]);
    this.#add('gauge', 'audit_events_waiting', 'Events that wait to be written.', () => [
      [{}, audit.waiting],
    ]);
  }

  #addStorage({ swept, cacheLookups, pool }: MetricSources): void {
    this.#add('counter', 'swept_rows_total', 'Rows removed because they had run out.', () =>
      [...swept].map(([kind, count]) => [{ kind }, count]),
    );
    this.#add('counter', 'cache_hits_total', 'Records that were found in memory.', () =>
      [...cacheLookups].map(([cache, { hits }]) => [{ cache }, hits]),
    );
    this.#add('counter', 'cache_misses_total', 'Records that were looked for in vain.', () =>
      [...cacheLookups].map(([cache, { misses }]) => [{ cache }, misses]),
    );
    if (pool === null) return;
    this.#add('gauge', 'database_connections', 'Connections to the database.', () => {
      const { total, idle } = pool();
      return [
        [{ state: 'idle' }, idle],
        [{ state: 'used' }, total - idle],
      ];
    });
    this.#add('gauge', 'database_waiting', 'Requests that wait for a connection.', () => [
      [{}, pool().waiting],
    ]);
  }

  #add(
    type: CollectedMetric['type'],
    shortName: string,
    help: string,
    read: () => readonly [Labels, number][] | Promise<readonly [Labels, number][]>,
    aggregator: CollectedMetric['aggregator'] = 'sum',
  ): void {
    const name = `ticketoffice_${shortName}`;
    addCollected(this.registry, name, async () => {
      const values = (await read()).map(([labels, value]) => ({ labels, value }));
      return { name, help, type, aggregator, values };
    });
  }
}
