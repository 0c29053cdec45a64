/**
 * The metrics of several workers as one: each tells its own to the process that watches them, by
 * the channel between the two.
 */
import { AggregatorRegistry, type Registry } from 'prom-client';

/** From its making on it listens for questions in a worker, and for answers in who watches. */
const all = new AggregatorRegistry();

/** In a worker. */
export function tellMetrics(registry: Registry): void {
  AggregatorRegistry.setRegistries([registry]);
}

/** Of all workers, in the text format of Prometheus. @throws Error when one does not answer. */
export function readMetricsOfWorkers(): Promise<string> {
  return all.clusterMetrics();
}
