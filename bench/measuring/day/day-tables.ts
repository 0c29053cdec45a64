/** The tables of the day, and its targets. */
import { median, number, type Row, spreadText, table } from '../markdown.ts';
import { ratioOf, type Spread, spreadOf } from '../spread.ts';
import type { Target } from '../targets.ts';
import { dayContenderNames as contenders } from './day-contenders.ts';
import type { Latencies } from './day-load.ts';
import { dayMix, dayNames, dayOperations, requestsOf } from './day-operations.ts';
import { type DayResults, type DaySample, mixProcessorMs } from './measure-day.ts';

export function mixTable({ mixes, weights }: DayResults): string {
  const base = mixes[contenders.nodeSoap] ?? [];
  const rows = Object.entries(mixes).map(([name, own]): Row => {
    const asked = weights[name] ?? {};
    const perMix = (sample: DaySample) => mixProcessorMs(asked, sample);
    const mixesPerSecond = (sample: DaySample) =>
      sample.requests / sample.seconds / requestsOf(asked);
    const ofNodeSoap = (pick: (sample: DaySample) => number | null) =>
      name === contenders.own ? '–' : spreadText(ratioOf(own, base, pick), 2);
    return [
      name,
      median(spreadOf(own.map(mixesPerSecond)), 1),
      ofNodeSoap(mixesPerSecond),
      median(spreadOf(own.map(perMix)), 1),
      ofNodeSoap(perMix),
      median(spreadOf(own.map(({ residentMb }) => residentMb)), 0),
    ];
  });
  const head = ['the day', 'mixes/s', 'of node-soap', 'ms per mix', 'of node-soap', 'MB'];
  return table(head, rows);
}

export function operationTable({ mixes, alone }: DayResults): string {
  const own = mixes[contenders.own] ?? [];
  const rows = dayOperations.map((operation): Row => {
    const all = (pick: (latencies: Latencies) => number) => {
      const values = own.map(({ latencies }) => {
        const each = latencies[operation];
        return each ? pick(each) : null;
      });
      return median(spreadOf(values), 1);
    };
    const micros = (name: string) => {
      const value = alone[name]?.[operation] ?? null;
      return value === null ? '–' : number(value, 0);
    };
    return [
      dayNames[operation],
      number(dayMix[operation], 0),
      all(({ p50Ms }) => p50Ms),
      all(({ p95Ms }) => p95Ms),
      all(({ p99Ms }) => p99Ms),
      micros(contenders.own),
      micros(contenders.nodeSoap),
    ];
  });
  const head = ['operation', 'in a mix', 'p50 ms', 'p95 ms', 'p99 ms', 'µs alone', 'node-soap'];
  return table(head, rows);
}

const LEAD =
  'Argon2id is a third of the mix, and costs both servers the same. What node-soap does not do, rights, limits and ' +
  'the audit trail, makes GetUserInfo and SaveUser cost about twice as much; GetAccessToken and trades cost a third. ' +
  'Next step: count the users of licences in a table, which each SaveUser counts now.';

/** Logins cost both servers the same, because Argon2id is most of their cost. */
export function dayTargets({ mixes, weights }: DayResults): readonly Target[] {
  const perMix = (name: string) => (sample: DaySample) =>
    mixProcessorMs(weights[name] ?? {}, sample);
  const [own, base] = [mixes[contenders.ownShared] ?? [], mixes[contenders.nodeSoap] ?? []];
  const spread: Spread | null = ratioOf(own, base, perMix(contenders.nodeSoap));
  return [
    {
      name: 'processor time of a day’s mix, of node-soap',
      wanted: 'at most',
      limit: 1,
      unit: ' ×',
      measured: spread,
      lead: LEAD,
    },
  ];
}
