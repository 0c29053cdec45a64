/** A metric whose values are collected when it is read. */
import type { Metric, Registry } from 'prom-client';

export interface CollectedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** How the values of several processes are combined. */
  readonly aggregator: 'sum' | 'max' | 'first';
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string | number>>;
    readonly value: number;
    readonly metricName?: string;
  }[];
}

/** @param collect called each time the metrics are read. */
export function addCollected(
  registry: Registry,
  name: string,
  collect: () => CollectedMetric | Promise<CollectedMetric>,
): void {
  // A registry uses only these members of a metric, although the type has more.
  const metric = { name, get: async () => collect(), reset: () => {} };
  registry.registerMetric(metric as unknown as Metric);
}
