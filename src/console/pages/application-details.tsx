/** One application: what it may do, where people return to, and what the tenant allows it. */
import type { ApplicationDetail } from '../../console-api/applications.ts';
import { StateBadge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { Code, Facts } from '../parts/facts.tsx';
import { LoadedView } from '../parts/loaded-view.tsx';
import { Page, Section } from '../parts/page.tsx';
import { ShortTable } from '../parts/short-table.tsx';
import { Time } from '../parts/time.tsx';
import { Words } from '../parts/words.tsx';
import { useConsole, useLink, useTenant } from '../state/console-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { ApplicationConsent } from './application-consent.tsx';
import { RedirectUris } from './redirect-uris.tsx';

export function ApplicationDetails({ id }: { readonly id: string }) {
  const { api, session } = useConsole();
  const tenant = useTenant();
  const link = useLink();
  const loaded = useLoaded(
    (signal) =>
      api.get<ApplicationDetail>(`/applications/${encodeURIComponent(id)}`, { tenant }, signal),
    [id, tenant],
  );
  const send = async <T,>(path: string, body: object = {}) => {
    const about = { applicationId: Number(id), ...body };
    return api.send<T>('POST', `/applications/${path}`, about);
  };
  const change = async (path: string, body: object) => {
    await send(path, body);
    loaded.reload();
  };
  return (
    <Page
      title={loaded.value?.name ?? 'Application'}
      aside={<a href={link('applications')}>All applications</a>}
    >
      <LoadedView of={loaded}>
        {(application) => (
          <>
            <ApplicationFacts application={application} />
            {session.mode === 'online' && (
              <>
                <RedirectUris uris={application.redirectUris} change={change} />
                <ApplicationConsent application={application} change={change} send={send} />
              </>
            )}
            <Section title="Public keys">
              <ShortTable
                label="Public keys"
                rows={application.publicKeys}
                columns={KEY_COLUMNS}
                keyOf={(key) => key.id}
                empty="It has no public keys. Add one by “ticketoffice app key add”."
              />
            </Section>
            <Section title="Restricted agents">
              <Words words={application.agents} empty="It may use no restricted agents." />
            </Section>
          </>
        )}
      </LoadedView>
    </Page>
  );
}

const KEY_COLUMNS: readonly Column<ApplicationDetail['publicKeys'][number]>[] = [
  { title: 'Type', width: '12rem', show: ({ type }) => type },
  { title: 'Id', show: ({ id }) => <code>{id}</code> },
];

function ApplicationFacts({ application }: { readonly application: ApplicationDetail }) {
  const { clientId, disabledAt, createdAt, tenants, tokensFrom, native, serverToServer } =
    application;
  return (
    <Facts
      facts={[
        ['State', <StateBadge key="state" state={disabledAt === null ? 'enabled' : 'disabled'} />],
        ['Client id', <Code key="client">{clientId}</Code>],
        ['Native', native ? 'yes: it keeps no secret, and must send PKCE' : 'no'],
        ['Server to server', serverToServer ? 'yes: it may work without a person' : 'no'],
        ['Tenants', tenants?.join(', ') ?? 'all'],
        ['Created', <Time key="created" at={createdAt} />],
        ['Disabled', <Time key="disabled" at={disabledAt} />],
        ['Latest token', <Time key="token" at={tokensFrom[0] ?? null} never="none" />],
      ]}
    />
  );
}
