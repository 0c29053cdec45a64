/** One user: who it is, what it may do, its locks, and what happened. */
import type { UserDetail } from '../../console-api/users.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { StateBadge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { DataRightsTable } from '../parts/data-rights-table.tsx';
import { EVENT_COLUMNS } from '../parts/event-columns.tsx';
import { Facts } from '../parts/facts.tsx';
import { LoadedView } from '../parts/loaded-view.tsx';
import { Page, Section } from '../parts/page.tsx';
import { ShortTable } from '../parts/short-table.tsx';
import { Time } from '../parts/time.tsx';
import { Words } from '../parts/words.tsx';
import { useConsole, useLink } from '../state/console-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { UserLocks } from './user-locks.tsx';

interface UserDetailsProps {
  readonly id: string;
  readonly tenant: string | undefined;
}

export function UserDetails({ id, tenant }: UserDetailsProps) {
  const { api } = useConsole();
  const link = useLink();
  const loaded = useLoaded(
    (signal) => api.get<UserDetail>(`/users/${encodeURIComponent(id)}`, { tenant }, signal),
    [id, tenant],
  );
  const change = async (path: string) => {
    const body = { userId: Number(id), ...(tenant !== undefined && { tenant }) };
    await api.send('POST', path, body);
    loaded.reload();
  };
  return (
    <Page
      title={loaded.value?.name ?? 'User'}
      aside={
        <>
          {loaded.value && <Switches user={loaded.value} change={change} />}
          <span class="spring" />
          <a href={link('users')}>All users</a>
        </>
      }
    >
      <LoadedView of={loaded}>{(user) => <UserView user={user} change={change} />}</LoadedView>
    </Page>
  );
}

interface UserProps {
  readonly user: UserDetail;
  /** Sends the change to a path of the API. */
  readonly change: (path: string) => Promise<void>;
}

function Switches({ user: { name, state }, change }: UserProps) {
  if (state === 'enabled') {
    return (
      <ActionButton
        label="Disable"
        title={`Disable ${name}?`}
        question="All sessions of the user end, and the user can no longer log in."
        perform={() => change('/users/disable')}
      />
    );
  }
  if (state !== 'disabled') return null;
  return (
    <ActionButton
      label="Enable"
      title={`Enable ${name}?`}
      question="The user can log in again."
      perform={() => change('/users/enable')}
    />
  );
}

function UserView({ user, change }: UserProps) {
  return (
    <>
      <UserFacts user={user} />
      <UserLocks locks={user.locks} name={user.name} unlock={() => change('/users/unlock')} />
      <Section title="Events">
        <ShortTable
          label="Events of the user"
          rows={user.events}
          columns={EVENT_COLUMNS}
          keyOf={({ id }) => id}
          empty="Nothing has happened yet."
        />
      </Section>
      <Section title="Licences">
        <ShortTable
          label="Licences in force"
          rows={user.licences}
          columns={LICENCE_COLUMNS}
          keyOf={({ owner, name }) => `${owner} ${name}`}
          empty="The user has no licence that is in force."
        />
      </Section>
      <Section title="Functional rights">
        <Words words={user.functionalRights} empty="The user has no functional rights." />
      </Section>
      <Section title="Data rights">
        <DataRightsTable rights={user.dataRights} />
      </Section>
    </>
  );
}

const LICENCE_COLUMNS: readonly Column<UserDetail['licences'][number]>[] = [
  { title: 'Name', width: '14rem', show: ({ name }) => <code>{name}</code> },
  { title: 'Owner', width: '10rem', show: ({ owner }) => owner },
  { title: 'Ends', width: '8rem', show: ({ expiresAt }) => <Time at={expiresAt} /> },
  { title: 'Description', show: ({ description }) => description },
];

function UserFacts({ user }: { readonly user: UserDetail }) {
  const link = useLink();
  const { id, name, state, role, roleId, group, secondaryGroups } = user;
  return (
    <Facts
      facts={[
        ['State', <StateBadge key="state" state={state} />],
        ['Id', <code key="id">{id}</code>],
        ['User name', user.userName],
        ['Full name', user.fullName],
        ['Nick name', user.nickName],
        ['E-mail', user.email],
        ['Type', user.type],
        [
          'Role',
          <a key="role" href={link('roles', roleId)}>
            {role}
          </a>,
        ],
        ['Groups', [group, ...secondaryGroups].filter(Boolean).join(', ')],
        ['Person', user.person],
        ['Company', user.company],
        ['Password', user.hasPassword ? 'set' : 'none'],
        ['Created', <Time key="created" at={user.createdAt} />],
        ['Disabled', <Time key="disabled" at={user.disabledAt} />],
        ['Retired', <Time key="retired" at={user.retiredAt} />],
        ['Last login', <Time key="login" at={user.lastLoginAt} />],
        ['Last logout', <Time key="logout" at={user.lastLogoutAt} />],
        [
          'Elsewhere',
          <span key="links">
            <a href={link('sessions', '', { user: name })}>sessions</a>,{' '}
            <a href={link('journal', '', { user: name })}>requests</a>,{' '}
            <a href={link('audit', '', { user: name })}>audit trail</a>
          </span>,
        ],
      ]}
    />
  );
}
