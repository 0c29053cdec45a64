/**
 * Combines the metrics of several workers. Each worker sends its metrics to the primary process
 * over the IPC channel.
 */
import { AggregatorRegistry, type Registry } from 'prom-client';

/** Listens for requests in a worker, and for responses in the primary process. */
const all = new AggregatorRegistry();

/** Answers the primary process. Call it in a worker. */
export function serveMetrics(registry: Registry): void {
  AggregatorRegistry.setRegistries([registry]);
}

/** Returns all workers' metrics in Prometheus text format. @throws Error if one does not answer. */
export function readMetricsOfWorkers(): Promise<string> {
  return all.clusterMetrics();
}
