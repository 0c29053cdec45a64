/** What clients ask and are answered, as it happens. */
import { useMemo } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal-entry.ts';
import type { Query } from '../api/api-client.ts';
import { hasSecret } from '../journal/has-secret.ts';
import { JournalDetail } from '../journal/journal-detail.tsx';
import { type Journal, useJournal } from '../journal/use-journal.ts';
import { Badge, StateBadge, toneOf } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { FilterChoice, FilterField } from '../parts/filter-field.tsx';
import { Empty, Problem } from '../parts/loaded-view.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { OperationName } from '../parts/operation-name.tsx';
import { Page } from '../parts/page.tsx';
import { printClock, printDuration, printExact } from '../parts/print-time.ts';
import { useConsole, useFilters } from '../state/console-context.ts';
import { goTo, printRoute } from '../state/route.ts';
import { useKeys } from '../state/use-keys.ts';

/** Filters of the page that the server applies. The tenant is chosen for all pages. */
const CONDITIONS = ['operation', 'outcome', 'reason', 'user', 'application', 'protocol'] as const;

const COLUMNS: readonly Column<JournalEntry>[] = [
  {
    title: 'Time',
    width: '8.3rem',
    show: ({ atMs }) => (
      <time dateTime={new Date(atMs).toISOString()} title={printExact(atMs)}>
        {printClock(atMs)}
      </time>
    ),
  },
  {
    title: 'Operation',
    show: ({ operation, path }) =>
      operation ? <OperationName name={operation} /> : <code title={path}>{path}</code>,
  },
  { title: 'Outcome', width: '11rem', show: (entry) => <Outcome entry={entry} /> },
  { title: 'User', width: '5.5rem', show: ({ user }) => user ?? '' },
  {
    title: 'Took',
    width: '5rem',
    isNumber: true,
    show: ({ durationMs }) => printDuration(durationMs),
  },
];

export function JournalPage() {
  const { session, route } = useConsole();
  const [filters] = useFilters();
  const query: Query = Object.fromEntries(
    [...CONDITIONS, 'tenant'].map((name) => [name, filters[name]]),
  );
  const journal = useJournal(query);
  const secret = filters['secret'] ?? '';
  const { entries } = journal;
  const shown = useMemo(
    () => (secret === '' ? entries : entries.filter((entry) => hasSecret(entry, secret))),
    [entries, secret],
  );
  const open = shown.find(({ number }) => String(number) === route.key);
  const close = () => goTo({ ...route, key: '' }, true);
  const toggle = journal.isPaused ? journal.resume : journal.pause;
  useKeys({ Escape: close, p: toggle });
  return (
    <Page title="Journal" isFull aside={<LiveState journal={journal} toggle={toggle} />}>
      <JournalFilters />
      {typeof journal.state === 'object' && <Problem text={journal.state.problem} />}
      {session.journalLevel === 'off' && (
        <Empty>
          The journal is off. The setting journal turns it on: metadata, or messages as well.
        </Empty>
      )}
      <div class="split">
        <LongTable
          label="Requests, the newest first"
          rows={shown}
          columns={COLUMNS}
          keyOf={numberOf}
          addressOf={({ number }) => printRoute({ ...route, key: String(number) })}
          openKey={open?.number ?? null}
          onMove={(entry) => goTo({ ...route, key: String(entry.number) }, true)}
          empty="No requests yet that fit. New ones appear here by themselves."
        />
        {open ? (
          <JournalDetail entry={open} close={close} />
        ) : (
          <div class="detail">
            <Empty>
              {route.key === ''
                ? 'Choose a request to see its messages, and why it was refused.'
                : `The journal no longer has request ${route.key}, or it does not fit the filters.`}
            </Empty>
          </div>
        )}
      </div>
    </Page>
  );
}

/** The reason says more than that it was refused. */
function Outcome({ entry: { outcome, refusal } }: { readonly entry: JournalEntry }) {
  if (!refusal) return <StateBadge state={outcome} />;
  return (
    <Badge tone={toneOf(outcome)} title={`${outcome}: ${refusal.text}`}>
      {refusal.reason}
    </Badge>
  );
}

function numberOf({ number }: JournalEntry): number {
  return number;
}

interface LiveStateProps {
  readonly journal: Journal;
  readonly toggle: () => void;
}

function LiveState({ journal: { state, lost, isPaused, held }, toggle }: LiveStateProps) {
  const isLive = state === 'live' && !isPaused;
  const word = isPaused ? 'paused' : state === 'live' ? 'live' : 'connecting';
  return (
    <div class="live" role="status">
      <Badge tone={isLive ? 'good' : 'warning'}>{word}</Badge>
      {lost > 0 && <span class="quiet">{lost} left out: too many at once</span>}
      <span class="spring" />
      {held > 0 && <span class="quiet">{held} new</span>}
      <button type="button" class="small" onClick={toggle}>
        {isPaused ? 'Continue' : 'Pause'} <kbd>p</kbd>
      </button>
    </div>
  );
}

function JournalFilters() {
  const [filters, change] = useFilters();
  const secret = filters['secret'] ?? '';
  const cleared = Object.fromEntries([...CONDITIONS, 'secret'].map((name) => [name, '']));
  const isFiltered = [...CONDITIONS, 'secret'].some((name) => filters[name]);
  return (
    <search class="filters">
      <FilterField name="operation" label="Operation" isSearch width="13rem" />
      <FilterChoice
        name="outcome"
        label="Outcome"
        choices={['succeeded', 'refused', 'failed', 'fault']}
      />
      <FilterField name="reason" label="Reason" width="9rem" />
      <FilterField name="user" label="User" width="7rem" />
      <FilterField name="application" label="Application" width="8rem" />
      <FilterChoice
        name="protocol"
        label="Protocol"
        choices={['soap', 'rest', 'oauth2', 'login', 'page']}
      />
      {secret !== '' && (
        <button type="button" class="chip" onClick={() => change({ secret: '' })}>
          Follows <code>{secret}</code> <span aria-hidden="true">✕</span>
          <span class="spoken">Stop following</span>
        </button>
      )}
      <button type="button" disabled={!isFiltered} onClick={() => change(cleared)}>
        Clear
      </button>
    </search>
  );
}
