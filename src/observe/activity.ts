/**
 * What the server did in the last hour, by minutes: requests by operation and outcome, how long
 * they took, and why they were refused. It takes two map lookups per request.
 */
import type { ObservedRequest } from './request-metrics.ts';

/** The requests of one operation in one minute. */
interface Series {
  /** Requests that took no longer than the bucket, and longer than the one before. */
  readonly buckets: number[];
  readonly outcomes: Map<string, number>;
}

interface Minute {
  /** Minutes since 1970-01-01T00:00Z. */
  readonly minute: number;
  /** By operation, which is empty if it was not known. */
  readonly operations: Map<string, Series>;
  readonly reasons: Map<string, number>;
}

/** The counts of one minute as plain data, which processes can send to each other. */
export interface MinuteCounts {
  readonly minute: number;
  readonly operations: readonly {
    readonly operation: string;
    readonly buckets: readonly number[];
    readonly outcomes: readonly (readonly [outcome: string, count: number])[];
  }[];
  readonly reasons: readonly (readonly [reason: string, count: number])[];
}

export const MINUTE_MS = 60_000;
export const MINUTES_KEPT = 60;
/** From 0.1 ms, each half as large again as the one before. */
export const activityBucketsMs: readonly number[] = Array.from(
  { length: 30 },
  (_, index) => 0.1 * 1.5 ** index,
);
/** Protects memory if a name ever comes from an open set. There are about a hundred operations. */
const NAMES_MAX = 300;
const OTHER = 'other';

export class Activity {
  readonly #now: () => number;
  readonly #minutes: Minute[] = [];

  /** @param now the server's clock: milliseconds since 1970-01-01T00:00Z. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Health checks are not counted: they say nothing about clients. */
  observe({ protocol, operation, outcome, status, durationMs }: ObservedRequest): void {
    if (protocol === 'health') return;
    const { buckets, outcomes } = seriesOf(this.#current().operations, operation ?? '');
    let bucket = 0;
    while (bucket < activityBucketsMs.length && durationMs > (activityBucketsMs[bucket] ?? 0)) {
      bucket += 1;
    }
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    count(outcomes, outcome === '' ? String(status) : outcome);
  }

  /** Counts why a request was refused. */
  observeRefusal(reason: string): void {
    count(this.#current().reasons, reason);
  }

  /** The oldest first. Minutes without requests are left out. */
  minutes(): readonly MinuteCounts[] {
    const oldest = this.#minuteNow() - MINUTES_KEPT;
    return this.#minutes
      .filter(({ minute }) => minute > oldest)
      .map(({ minute, operations, reasons }) => ({
        minute,
        operations: [...operations].map(([operation, { buckets, outcomes }]) => ({
          operation,
          buckets: [...buckets],
          outcomes: [...outcomes],
        })),
        reasons: [...reasons],
      }));
  }

  #minuteNow(): number {
    return Math.floor(this.#now() / MINUTE_MS);
  }

  #current(): Minute {
    const minute = this.#minuteNow();
    const last = this.#minutes.at(-1);
    // The clock of a test server may go back. Its minutes then begin again.
    if (last && last.minute > minute) this.#minutes.length = 0;
    else if (last?.minute === minute) return last;
    const opened: Minute = { minute, operations: new Map(), reasons: new Map() };
    this.#minutes.push(opened);
    if (this.#minutes.length > MINUTES_KEPT) this.#minutes.shift();
    return opened;
  }
}

function seriesOf(operations: Map<string, Series>, operation: string): Series {
  const known = operations.get(operation);
  if (known) return known;
  const name = operations.size < NAMES_MAX ? operation : OTHER;
  const series = operations.get(name) ?? {
    buckets: Array.from({ length: activityBucketsMs.length + 1 }, () => 0),
    outcomes: new Map<string, number>(),
  };
  operations.set(name, series);
  return series;
}

function count(counts: Map<string, number>, name: string): void {
  const known = counts.get(name);
  const counted = known === undefined && counts.size >= NAMES_MAX ? OTHER : name;
  counts.set(counted, (known ?? counts.get(counted) ?? 0) + 1);
}
