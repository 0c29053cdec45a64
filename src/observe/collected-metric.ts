/** A metric that is kept elsewhere and handed over when it is read. */
import type { Metric, Registry } from 'prom-client';

export interface CollectedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** How those of several processes make one. */
  readonly aggregator: 'sum' | 'max' | 'first';
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string | number>>;
    readonly value: number;
    readonly metricName?: string;
  }[];
}

/** @param collect asked at each reading. */
export function addCollected(
  registry: Registry,
  name: string,
  collect: () => CollectedMetric | Promise<CollectedMetric>,
): void {
  // All that a registry asks of a metric, whatever its type says.
  const metric = { name, get: async () => collect(), reset: () => {} };
  registry.registerMetric(metric as unknown as Metric);
}
