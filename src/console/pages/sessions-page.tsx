/** Who is logged in: tickets, those that were derived from them, and CS sessions. */
import type { Ended, Sessions } from '../../console-api/sessions.ts';
import { ActionButton } from '../parts/action-button.tsx';
import type { Column } from '../parts/column.ts';
import { FilterField } from '../parts/filter-field.tsx';
import { LoadedView } from '../parts/loaded-view.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { Page } from '../parts/page.tsx';
import { OfTenant } from '../parts/tenant-choice.tsx';
import { Time } from '../parts/time.tsx';
import { useConsole, useFilters, useLink } from '../state/console-context.ts';
import { type Loaded, useLoaded } from '../state/use-loaded.ts';
import { flattenSessions, type SessionRow } from './flatten-sessions.ts';

const LIMIT = 1000;

export function SessionsPage() {
  return (
    <OfTenant title="Sessions">
      {(tenant) => (
        <Page title="Sessions" isFull>
          <SessionsOf tenant={tenant} />
        </Page>
      )}
    </OfTenant>
  );
}

function SessionsOf({ tenant }: { readonly tenant: string | undefined }) {
  const { api } = useConsole();
  const [{ user = '' }] = useFilters();
  const query = { tenant, user, limit: LIMIT };
  const loaded = useLoaded(
    (signal) => api.get<Sessions>('/sessions', query, signal),
    [tenant, user],
  );
  return (
    <>
      <search class="filters">
        <FilterField name="user" label="User" isSearch width="14rem" />
        <button type="button" onClick={loaded.reload}>
          Load again
        </button>
        <span class="spring" />
        {loaded.value && <Note sessions={loaded.value} />}
      </search>
      <LoadedView of={loaded}>
        {(sessions) => <Tree sessions={sessions} tenant={tenant} loaded={loaded} />}
      </LoadedView>
    </>
  );
}

function Note({ sessions: { tickets, isComplete, scope } }: { readonly sessions: Sessions }) {
  const count = isComplete ? tickets.length : `the ${tickets.length} last used`;
  return (
    <p class="quiet">
      {count} tickets. {scope}
    </p>
  );
}

interface TreeProps {
  readonly sessions: Sessions;
  readonly tenant: string | undefined;
  readonly loaded: Loaded<Sessions>;
}

function Tree({ sessions, tenant, loaded }: TreeProps) {
  const link = useLink();
  const columns: readonly Column<SessionRow>[] = [
    { title: 'User', width: '14rem', show: (row) => <Branch row={row} /> },
    { title: 'What', width: '11rem', show: ({ kind, id }) => `${kind} ${shorten(id)}` },
    { title: 'Started', width: '7rem', show: ({ startedAt }) => <Time at={startedAt} /> },
    { title: 'Last used', width: '7rem', show: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
    { title: 'Ends', width: '6.5rem', show: ({ expiresAt }) => <Time at={expiresAt} /> },
    { title: 'Address', width: '9rem', show: ({ address }) => <code>{address}</code> },
    { title: 'User agent', show: ({ userAgent }) => userAgent ?? '' },
    {
      title: 'End',
      width: '11.2rem',
      show: (row) => <EndButtons row={row} tenant={tenant} reload={loaded.reload} />,
    },
  ];
  return (
    <LongTable
      label="Sessions"
      rows={flattenSessions(sessions.tickets)}
      columns={columns}
      keyOf={({ key }) => key}
      addressOf={({ userId }) => link('users', userId)}
      empty="Nobody is logged in."
    />
  );
}

function Branch({ row: { depth, user } }: { readonly row: SessionRow }) {
  if (depth === 0) return <>{user}</>;
  return (
    <span class="branch" style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
      <span class="spoken">derived, level {depth}: </span>
      {user}
    </span>
  );
}

/** The whole id would not fit. The tail tells ids apart as well. */
function shorten(id: string): string {
  return id.length > 12 ? `…${id.slice(-8)}` : id;
}

interface EndButtonsProps {
  readonly row: SessionRow;
  readonly tenant: string | undefined;
  readonly reload: () => void;
}

function EndButtons({ row: { kind, id, user, userId }, tenant, reload }: EndButtonsProps) {
  const { api } = useConsole();
  const end = async (path: string, body: object) => {
    await api.send<Ended>('POST', path, { ...body, ...(tenant !== undefined && { tenant }) });
    reload();
  };
  const isTicket = kind === 'ticket';
  return (
    <span class="row-actions">
      <ActionButton
        label="End this"
        about={`${kind} of ${user}`}
        title={`End the ${kind} of ${user}?`}
        question="What was derived from it ends as well. Clients that use it must log in again."
        perform={() =>
          isTicket
            ? end('/sessions/end', { ticketId: id })
            : end('/sessions/end-cs-session', { loginId: Number(id) })
        }
      />
      {isTicket && (
        <ActionButton
          label="End all"
          about={`sessions of ${user}`}
          title={`End all sessions of ${user}?`}
          question="All clients that act for this user must log in again."
          perform={() => end('/sessions/end-all', { userId })}
        />
      )}
    </span>
  );
}
