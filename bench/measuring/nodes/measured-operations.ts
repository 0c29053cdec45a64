/** The operations whose costs are measured, in this order. */
import { CHANNEL } from '../../../src/storage/postgres/change-notices.ts';
import { type DayOperation, dayNames, dayOperations } from '../day/day-operations.ts';

export interface MeasuredOperation {
  readonly name: string;
  readonly operation: DayOperation;
  /** Runs before the requests, in the measured database. */
  readonly before?: string;
  /** How often each user asks each node. More often if it takes little time. */
  readonly times: number;
}

/** With cached records. */
const TIMES: Readonly<Record<DayOperation, number>> = {
  login: 1,
  token: 40,
  trade: 8,
  csSession: 8,
  read: 8,
  change: 1,
};

/** A notification of a kind that nobody knows empties the caches. */
const FORGET_ALL = `select pg_notify('${CHANNEL}', 'everything:')`;
const USED_LONG_AGO = 'update tickets set last_used_at_ms = issued_at_ms - 3600000';

export const FIRST_USE = 'GetAccessToken, first use in a minute, nothing cached';

export function coldName(name: string): string {
  return `${name}, nothing cached`;
}

/** Each with cached records follows one without, which fills the caches. */
export const measuredOperations: readonly MeasuredOperation[] = [
  ...dayOperations.flatMap((operation) => {
    const name = dayNames[operation];
    return [
      { name: coldName(name), operation, before: FORGET_ALL, times: 1 },
      { name, operation, times: TIMES[operation] },
    ];
  }),
  { name: FIRST_USE, operation: 'token', before: `${USED_LONG_AGO}; ${FORGET_ALL}`, times: 1 },
];
