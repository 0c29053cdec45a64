/**
 * Wires a server's metrics, the server for them, and traces. A worker sends its metrics to the
 * primary process, which serves those of all workers.
 */
import cluster from 'node:cluster';
import type { Logger } from 'pino';
import type { Housekeeping } from './housekeeping.ts';
import { activeSessions } from './observe/active-sessions.ts';
import type { ObservedRequest } from './observe/request-metrics.ts';
import { traceProtocolOf } from './observe/trace-settings.ts';
import type { Tracing } from './observe/tracing.ts';
import { product } from './product.ts';
import type { Settings } from './settings.ts';
import type { TenantRegistry } from './tenant-services.ts';

export interface Observability {
  readonly onRequest: (request: ObservedRequest) => void;
  /** Null when traces are off. */
  readonly trace: Tracing['trace'] | null;
  /** The URL of the metrics. Null if they are off. */
  readonly metricsUrl: string | null;
  close(): Promise<void>;
}

type Measurements = Omit<Observability, 'trace'>;

const UNMEASURED: Measurements = { onRequest: () => {}, metricsUrl: null, close: async () => {} };

/**
 * @throws Error if it cannot listen on the address of the metrics, or if a variable of
 *   OpenTelemetry requests something unsupported.
 */
export async function startObservability(
  registry: TenantRegistry,
  settings: Settings,
  housekeeping: Housekeeping,
  log: Logger,
): Promise<Observability> {
  const protocol = traceProtocolOf(process.env);
  const metrics = await startMetrics(registry, settings, housekeeping, log);
  const tracing =
    protocol && (await import('./observe/tracing.ts')).startTracing(protocol, product);
  if (tracing !== null) log.info({ protocol }, 'traces are sent');
  return {
    ...metrics,
    trace: tracing?.trace ?? null,
    close: async () => {
      await Promise.all([metrics.close(), tracing?.close().catch(() => {})]);
    },
  };
}

async function startMetrics(
  registry: TenantRegistry,
  { metricsHost: host, metricsPort: port }: Settings,
  { swept }: Housekeeping,
  log: Logger,
): Promise<Measurements> {
  if (port === null) return UNMEASURED;
  const { Metrics } = await import('./observe/metrics.ts');
  const { stores, clock, passwordHasher: passwords, audit, cacheLookups } = registry;
  const { loginWriter: logins } = registry;
  const metrics = new Metrics({
    product,
    database: stores.database,
    countActiveSessions: activeSessions({ counter: stores.liveTickets, clock }),
    passwords,
    logins,
    audit,
    swept,
    cacheLookups,
    pool: stores.poolUsage ?? null,
  });
  const onRequest = (request: ObservedRequest) => metrics.requests.observe(request);
  if (cluster.isWorker) {
    (await import('./observe/worker-metrics.ts')).serveMetrics(metrics.registry);
    return { ...UNMEASURED, onRequest };
  }
  const { startMetricsServer } = await import('./observe/metrics-server.ts');
  const read = () => metrics.registry.metrics();
  const { url, close } = await startMetricsServer({ host, port, read, log });
  return { onRequest, metricsUrl: url, close };
}
