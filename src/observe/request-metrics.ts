/**
 * Counts requests and measures their duration. It is optimised for little work per request: two
 * map lookups find the series, and labels are built only when the metrics are read.
 */
import type { CollectedMetric } from './collected-metric.ts';

export interface ObservedRequest {
  readonly protocol: string;
  readonly operation: string | null;
  readonly outcome: string;
  readonly status: number;
  readonly durationMs: number;
}

/**
 * Starts at half a millisecond, because an access token takes less and a password login about 40
 * times as long.
 */
const BUCKETS_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
const BUCKETS_MS = BUCKETS_SECONDS.map((seconds) => seconds * 1000);
/**
 * Operations and outcomes come from closed lists: about a hundred operations in two protocols,
 * with up to ten outcomes each. This limit protects memory if a value ever comes from an open
 * set.
 */
const SERIES_MAX = 3000;
const OTHER = 'other';

interface Series {
  readonly protocol: string;
  readonly operation: string;
  /** Requests that took longer than the previous bucket's limit and no longer than this one's. */
  readonly buckets: number[];
  readonly outcomes: Map<string, { count: number }>;
  sumMs: number;
  count: number;
}

export class RequestMetrics {
  readonly #byProtocol = new Map<string, Map<string, Series>>();
  #series = 0;

  observe({ protocol, operation, outcome, status, durationMs }: ObservedRequest): void {
    const series = this.#seriesOf(protocol, operation ?? '');
    let bucket = 0;
    while (bucket < BUCKETS_MS.length && durationMs > (BUCKETS_MS[bucket] ?? 0)) bucket += 1;
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
    series.sumMs += durationMs;
    series.count += 1;
    const named = outcome === '' ? String(status) : outcome;
    const known = series.outcomes.get(named);
    if (known) known.count += 1;
    else this.#addOutcome(series, named);
  }

  /** `ticketoffice_requests_total`. */
  requests(): CollectedMetric {
    const values = [...this.#all()].flatMap(({ protocol, operation, outcomes }) =>
      [...outcomes].map(([outcome, { count }]) => ({
        labels: { protocol, operation, outcome },
        value: count,
      })),
    );
    return {
      name: 'ticketoffice_requests_total',
      help: 'Requests that were answered, by protocol, operation and outcome.',
      type: 'counter',
      aggregator: 'sum',
      values,
    };
  }

  /** `ticketoffice_request_duration_seconds`. */
  durations(): CollectedMetric {
    const name = 'ticketoffice_request_duration_seconds';
    return {
      name,
      help: 'Time from the header of a request to the end of its answer.',
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.#all()].flatMap((series) => histogramValues(name, series)),
    };
  }

  #seriesOf(protocol: string, operation: string): Series {
    const byOperation = this.#byProtocol.get(protocol);
    return byOperation?.get(operation) ?? this.#addSeries(protocol, operation);
  }

  #addSeries(protocol: string, operation: string): Series {
    const tooMany = this.#series >= SERIES_MAX;
    if (tooMany && operation !== OTHER) return this.#seriesOf(protocol, OTHER);
    const byOperation = this.#byProtocol.get(protocol) ?? new Map<string, Series>();
    const series = {
      protocol,
      operation: operation === '' ? 'none' : operation,
      buckets: Array.from({ length: BUCKETS_MS.length + 1 }, () => 0),
      outcomes: new Map(),
      sumMs: 0,
      count: 0,
    };
    this.#series += 1;
    this.#byProtocol.set(protocol, byOperation.set(operation, series));
    return series;
  }

  #addOutcome({ outcomes }: Series, outcome: string): void {
    const named = this.#series < SERIES_MAX ? outcome : OTHER;
    const known = outcomes.get(named);
    if (known) {
      known.count += 1;
      return;
    }
    this.#series += 1;
    outcomes.set(named, { count: 1 });
  }

  *#all(): Iterable<Series> {
    for (const byOperation of this.#byProtocol.values()) yield* byOperation.values();
  }
}

function histogramValues(name: string, series: Series) {
  const labels = { protocol: series.protocol, operation: series.operation };
  let cumulated = 0;
  const buckets = series.buckets.map((count, index) => {
    cumulated += count;
    const le = BUCKETS_SECONDS[index] ?? '+Inf';
    return { labels: { ...labels, le }, value: cumulated, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels, value: series.sumMs / 1000, metricName: `${name}_sum` },
    { labels, value: series.count, metricName: `${name}_count` },
  ];
}
