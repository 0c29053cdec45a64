/** What watches a server, wired: metrics and their address. */
import type { Logger } from 'pino';
import type { Housekeeping } from './housekeeping.ts';
import { activeSessions } from './observe/active-sessions.ts';
import type { MetricsServer } from './observe/metrics-server.ts';
import type { ObservedRequest } from './observe/request-metrics.ts';
import type { Offices } from './office.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';

export interface Watching {
  readonly onRequest: (request: ObservedRequest) => void;
  /** The URL of the metrics; null where there are none. */
  readonly metricsUrl: string | null;
  close(): Promise<void>;
}

const UNWATCHED: Watching = { onRequest: () => {}, metricsUrl: null, close: async () => {} };

/** @throws Error with the system's code, such as EADDRINUSE. */
export async function startWatching(
  offices: Offices,
  { metricsHost: host, metricsPort: port }: Settings,
  { swept }: Housekeeping,
  log: Logger,
): Promise<Watching> {
  if (port === null) return UNWATCHED;
  const [{ Metrics }, { startMetricsServer }] = await Promise.all([
    import('./observe/metrics.ts'),
    import('./observe/metrics-server.ts'),
  ]);
  const { stores, clock, passwords, audit, cacheLooks } = offices;
  const metrics = new Metrics({
    product,
    database: stores.database,
    countActiveSessions: activeSessions({ counter: stores.liveTickets, clock }),
    passwords,
    audit,
    swept,
    cacheLooks,
    pool: stores.poolUsage ?? null,
  });
  const server = await startMetricsServer({
    host,
    port,
    read: () => metrics.registry.metrics(),
    onUnexpectedError: (error) => log.error({ err: error }, 'the metrics could not be read'),
  });
  const url = urlOf(server);
  log.info({ url }, 'metrics are served');
  return {
    onRequest: (request) => metrics.requests.observe(request),
    metricsUrl: url,
    close: () => server.close(),
  };
}

function urlOf({ address: { address, family, port } }: MetricsServer): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`;
}
