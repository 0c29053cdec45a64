/** The numbers of the overview, from the counts of all processes that serve. */
import type * as z from 'zod';
import type { overview } from '../console-api/overview.ts';
import {
  activityBucketsMs,
  MINUTE_MS,
  MINUTES_KEPT,
  type MinuteCounts,
} from '../observe/activity.ts';
import { instantOf } from './console-call.ts';

type Overview = z.input<typeof overview>;

/** Answers that tell no refusal, by their outcome. */
const SUCCEEDED: readonly string[] = ['succeeded', 'active', 'inactive', 'fault'];
/** Outcomes that are the server's fault. */
const FAILED: readonly string[] = [
  'SoServerException',
  'busy',
  'error',
  'receiver-error',
  'server_error',
  'unavailable',
];

/** Counts of one operation or interval. */
class Tally {
  requests = 0;
  refused = 0;
  failed = 0;
  readonly #buckets: number[] = Array.from({ length: activityBucketsMs.length + 1 }, () => 0);

  add({ buckets, outcomes }: MinuteCounts['operations'][number]): void {
    buckets.forEach((count, index) => {
      this.#buckets[index] = (this.#buckets[index] ?? 0) + count;
    });
    for (const [outcome, count] of outcomes) {
      this.requests += count;
      const ending = endingOf(outcome);
      if (ending !== 'succeeded') this[ending] += count;
    }
  }

  get numbers() {
    const { requests, refused, failed } = this;
    return { requests, refused, failed, p50Ms: this.#share(0.5), p99Ms: this.#share(0.99) };
  }

  /** The limit of the bucket that this share of the requests did not exceed. */
  #share(share: number): number | null {
    if (this.requests === 0) return null;
    const enough = share * this.requests;
    let seen = 0;
    const index = this.#buckets.findIndex((count) => {
      seen += count;
      return seen >= enough;
    });
    const limit = activityBucketsMs[index] ?? activityBucketsMs.at(-1) ?? 0;
    return Math.round(limit * 100) / 100;
  }
}

/** @param outcome a word, or a status if there was no word. */
function endingOf(outcome: string): 'succeeded' | 'refused' | 'failed' {
  if (SUCCEEDED.includes(outcome)) return 'succeeded';
  if (FAILED.includes(outcome)) return 'failed';
  if (!/^\d+$/.test(outcome)) return 'refused';
  if (Number(outcome) < 400) return 'succeeded';
  return Number(outcome) < 500 ? 'refused' : 'failed';
}

/**
 * @param minutes counts of several processes, in any order.
 * @param hasReasons whether a journal has told why requests were refused. Otherwise the words of
 *   the log are counted.
 */
export function overviewNumbers(
  minutes: readonly MinuteCounts[],
  nowMs: number,
  hasReasons: boolean,
): Pick<Overview, 'intervals' | 'operations' | 'refusals'> {
  const last = Math.floor(nowMs / MINUTE_MS);
  const first = last - MINUTES_KEPT + 1;
  const counted = minutes.filter(({ minute }) => minute >= first && minute <= last);
  const byMinute = new Map<number, Tally>();
  const byOperation = new Map<string, Tally>();
  const byReason = new Map<string, number>();
  for (const { minute, operations, reasons } of counted) {
    for (const counts of operations) {
      for (const tally of [
        tallyOf(byMinute, minute),
        tallyOf(byOperation, counts.operation.replace('.', '/')),
      ]) {
        tally.add(counts);
      }
    }
    const told = hasReasons
      ? reasons
      : operations.flatMap(({ outcomes }) => outcomes.filter(isBad));
    for (const [reason, count] of told) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  return {
    intervals: Array.from({ length: MINUTES_KEPT }, (_, index) => {
      const from = instantOf((first + index) * MINUTE_MS);
      return { from, ...tallyOf(byMinute, first + index).numbers };
    }),
    operations: [...byOperation]
      .map(([operation, tally]) => ({ operation, ...tally.numbers }))
      .toSorted((a, b) => b.requests - a.requests),
    refusals: [...byReason]
      .map(([reason, count]) => ({ reason, count }))
      .toSorted((a, b) => b.count - a.count),
  };
}

function isBad([outcome]: readonly [outcome: string, count: number]): boolean {
  return endingOf(outcome) !== 'succeeded';
}

function tallyOf<K>(tallies: Map<K, Tally>, key: K): Tally {
  const tally = tallies.get(key) ?? new Tally();
  tallies.set(key, tally);
  return tally;
}
