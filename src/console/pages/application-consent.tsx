/** Whether the chosen tenant lets an application sign its people in, and work there without one. */
import { useEffect, useState } from 'preact/hooks';
import type { ApplicationDetail, ShownSystemToken } from '../../console-api/applications.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { StateBadge } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Code, Facts } from '../parts/facts.tsx';
import { Empty } from '../parts/loaded-view.tsx';
import { Section } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';

interface ConsentProps {
  readonly application: ApplicationDetail;
  /** Sends the change to a path of the API. */
  readonly change: (path: string, body: object) => Promise<void>;
  readonly send: <T>(path: string, body: object) => Promise<T>;
}

export function ApplicationConsent({ application, change, send }: ConsentProps) {
  const { name, consent, serverToServer } = application;
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => setToken(null), [consent]);
  if (consent === null) {
    return (
      <Section title="Consent">
        <Empty>Choose a tenant at the top of the page.</Empty>
      </Section>
    );
  }
  const { tenant, state, agents, givenAt, revokedAt, systemUser } = consent;
  const about = { tenant };
  const show = async () => {
    setToken((await send<ShownSystemToken>('show-system-token', about)).systemToken);
  };
  return (
    <Section
      title={`Consent of ${tenant}`}
      aside={
        <>
          {state !== 'given' && (
            <ActionButton
              label="Grant"
              title={`Consent to ${name} for ${tenant}?`}
              question="The tenant allows everything that the application is allowed now."
              perform={() => change('grant-consent', about)}
            />
          )}
          {(state === 'given' || state === 'needs-reapproval') && (
            <ActionButton
              label="Revoke"
              title={`Revoke the consent to ${name} for ${tenant}?`}
              question="Its system token, its refresh tokens and their sessions at the tenant end."
              perform={() => change('revoke-consent', about)}
            />
          )}
          {state === 'given' && serverToServer && (
            <ActionButton
              label="Show system token"
              title={`Show the system token of ${name} at ${tenant}?`}
              question="It is a secret. The audit trail will have that you saw it."
              perform={show}
            />
          )}
        </>
      }
    >
      <Facts
        facts={[
          ['State', <StateBadge key="state" state={state} />],
          ['Given', <Time key="given" at={givenAt} />],
          ['Revoked', <Time key="revoked" at={revokedAt} />],
          ['Agents', agents.join(', ')],
          ['Without a person', consent.serverToServer ? 'allowed' : 'not allowed'],
          ['System user', systemUser],
          ...(token === null
            ? []
            : [['System token', <Token key="token" token={token} />] as const]),
        ]}
      />
    </Section>
  );
}

function Token({ token }: { readonly token: string }) {
  return (
    <>
      <Code>{token}</Code> <CopyButton label="Copy" text={token} />
    </>
  );
}
