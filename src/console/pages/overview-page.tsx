/** What the server has done in the last hour, and how it is. */
import type { Overview } from '../../console-api/overview.ts';
import { Badge } from '../parts/badge.tsx';
import { Bars } from '../parts/bars.tsx';
import type { Column } from '../parts/column.ts';
import { type Fact, Facts } from '../parts/facts.tsx';
import { LoadedView } from '../parts/loaded-view.tsx';
import { Page, Section } from '../parts/page.tsx';
import { printClock, printDuration } from '../parts/print-time.ts';
import { ShortTable } from '../parts/short-table.tsx';
import { Tile } from '../parts/tile.tsx';
import { Time } from '../parts/time.tsx';
import { useConsole, useLink } from '../state/console-context.ts';
import { useLoaded, useRepeated } from '../state/use-loaded.ts';

const EVERY_MS = 5_000;
const SHOWN_MAX = 12;

export function OverviewPage() {
  const { api } = useConsole();
  const loaded = useLoaded((signal) => api.get<Overview>('/overview', {}, signal), []);
  useRepeated(loaded.reload, EVERY_MS);
  return (
    <Page title="Overview" aside={loaded.value && <p class="quiet">{loaded.value.scope}</p>}>
      <LoadedView of={loaded}>
        {(overview) => (
          <>
            <Tiles overview={overview} />
            <div class="columns">
              <Traffic intervals={overview.intervals} />
              <Latency intervals={overview.intervals} />
            </div>
            <div class="columns">
              <Operations operations={overview.operations} />
              <Refusals refusals={overview.refusals} />
            </div>
            <Health overview={overview} />
          </>
        )}
      </LoadedView>
    </Page>
  );
}

function Tiles({ overview: { intervals, sessions } }: { readonly overview: Overview }) {
  const link = useLink();
  // The current minute is not complete.
  const latest = intervals.at(-2) ?? intervals.at(-1);
  const sumOf = (name: 'requests' | 'refused' | 'failed') =>
    intervals.reduce((sum, interval) => sum + interval[name], 0);
  const [requests, refused, failed] = [sumOf('requests'), sumOf('refused'), sumOf('failed')];
  const share = (count: number) =>
    requests === 0 ? 'no requests' : `${((100 * count) / requests).toFixed(1)} % of the last hour`;
  return (
    <div class="tiles">
      <Tile
        title="Requests a minute"
        value={latest?.requests ?? 0}
        note={`${requests} in an hour`}
      />
      <Tile
        title="Refused"
        value={refused}
        note={share(refused)}
        address={link('journal', '', { outcome: 'refused' })}
      />
      <Tile
        title="Failed"
        value={failed}
        note={share(failed)}
        address={link('journal', '', { outcome: 'failed' })}
      />
      <Tile
        title="Median, 99th percentile"
        value={latest?.p50Ms == null ? '–' : printDuration(latest.p50Ms)}
        note={latest?.p99Ms == null ? 'no requests' : printDuration(latest.p99Ms)}
      />
      <Tile title="Tickets" value={sessions.tickets} note="in use" address={link('sessions')} />
    </div>
  );
}

interface IntervalsProps {
  readonly intervals: Overview['intervals'];
}

function Traffic({ intervals }: IntervalsProps) {
  const bars = intervals.map(({ from, requests, refused, failed }) => ({
    title: `${clockOf(from)}: ${requests} requests, ${refused} refused, ${failed} failed`,
    parts: [requests - refused - failed, refused, failed],
  }));
  return (
    <Section title="Requests by minute">
      <Bars label="Requests of the last hour by minute" bars={bars} unit="requests" />
      <p class="legend">
        <span class="part-0">succeeded</span> <span class="part-1">refused</span>{' '}
        <span class="part-2">failed</span>
      </p>
    </Section>
  );
}

function Latency({ intervals }: IntervalsProps) {
  const bars = intervals.map(({ from, p50Ms, p99Ms }) => ({
    title: `${clockOf(from)}: median ${p50Ms ?? '–'} ms, 99th percentile ${p99Ms ?? '–'} ms`,
    parts: [p50Ms ?? 0, (p99Ms ?? 0) - (p50Ms ?? 0)],
  }));
  return (
    <Section title="Time until the answer">
      <Bars label="Time until the answer in the last hour by minute" bars={bars} unit="ms" />
      <p class="legend">
        <span class="part-0">median</span> <span class="part-1">99th percentile</span>
      </p>
    </Section>
  );
}

type OperationRow = Overview['operations'][number];

function Operations({ operations }: { readonly operations: readonly OperationRow[] }) {
  const link = useLink();
  const columns: readonly Column<OperationRow>[] = [
    { title: 'Operation', show: ({ operation }) => operation || 'not known' },
    { title: 'Requests', width: '6rem', isNumber: true, show: ({ requests }) => requests },
    { title: 'Refused', width: '5.5rem', isNumber: true, show: ({ refused }) => refused },
    { title: 'Failed', width: '5rem', isNumber: true, show: ({ failed }) => failed },
    { title: 'p50', width: '5rem', isNumber: true, show: ({ p50Ms }) => durationOf(p50Ms) },
    { title: 'p99', width: '5rem', isNumber: true, show: ({ p99Ms }) => durationOf(p99Ms) },
  ];
  return (
    <Section title="Operations of the last hour">
      <ShortTable
        label="Operations of the last hour"
        rows={operations.slice(0, SHOWN_MAX)}
        columns={columns}
        keyOf={({ operation }) => operation}
        addressOf={({ operation }) => link('journal', '', { operation })}
        empty="No requests in the last hour."
      />
    </Section>
  );
}

type RefusalRow = Overview['refusals'][number];

function Refusals({ refusals }: { readonly refusals: readonly RefusalRow[] }) {
  const link = useLink();
  const columns: readonly Column<RefusalRow>[] = [
    { title: 'Reason', show: ({ reason }) => reason },
    { title: 'Count', width: '6rem', isNumber: true, show: ({ count }) => count },
  ];
  return (
    <Section title="Why requests were refused">
      <ShortTable
        label="Reasons of refusals"
        rows={refusals.slice(0, SHOWN_MAX)}
        columns={columns}
        keyOf={({ reason }) => reason}
        addressOf={({ reason }) => link('journal', '', { reason })}
        empty="Nothing was refused in the last hour."
      />
    </Section>
  );
}

function Health({ overview }: { readonly overview: Overview }) {
  const { database, keys, certificate, journal, workers, startedAt } = overview;
  const link = useLink();
  const left = journal.leftOut === 0 ? '' : `, ${journal.leftOut} requests left out`;
  const current = keys.filter(({ state }) => state === 'current');
  const facts: readonly Fact[] = [
    ['Started', <Time key="started" at={startedAt} />],
    ['Processes that serve', workers],
    [
      'Database',
      <span key="database">
        {database.engine} {database.version}{' '}
        <Badge tone={database.isReady ? 'good' : 'bad'}>
          {database.isReady ? 'ready' : 'not ready'}
        </Badge>
      </span>,
    ],
    [
      'Certificate',
      certificate && (
        <span key="certificate">
          {certificate.subject}, ends <Time at={certificate.endsAt} />
        </span>
      ),
    ],
    [
      'Current keys',
      <a key="keys" href={link('keys')}>
        {current.map(({ kind, id }) => `${kind} ${id}`).join(', ') || 'none'}
      </a>,
    ],
    ['Journal', `${journal.level}, ${journal.readers} live readers${left}`],
  ];
  return (
    <Section title="State">
      <Facts facts={facts} />
    </Section>
  );
}

function clockOf(at: string): string {
  return printClock(Date.parse(at)).slice(0, 5);
}

function durationOf(ms: number | null): string {
  return ms === null ? '–' : printDuration(ms);
}
