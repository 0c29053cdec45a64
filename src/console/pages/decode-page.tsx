/** Tells what a ticket, an access token or a JWT holds. It is in no address and not kept. */
import { useState } from 'preact/hooks';
import type { DecodedToken } from '../../console-api/decode.ts';
import { textOfProblem } from '../api/api-problem.ts';
import { Badge } from '../parts/badge.tsx';
import { Facts } from '../parts/facts.tsx';
import { Problem } from '../parts/loaded-view.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';
import { useConsole } from '../state/console-context.ts';

export function DecodePage() {
  const { api } = useConsole();
  const [token, setToken] = useState('');
  const [decoded, setDecoded] = useState<DecodedToken | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const decode = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    setDecoded(null);
    try {
      setDecoded(await api.send<DecodedToken>('POST', '/decode', { token: token.trim() }));
    } catch (error) {
      setProblem(textOfProblem(error));
    }
  };
  const clear = () => {
    setToken('');
    setDecoded(null);
    setProblem(null);
  };
  return (
    <Page title="Decoder">
      <form class="form" onSubmit={decode}>
        <label class="field">
          <span>A ticket (7T:), an access token (8A:) or a JWT</span>
          <textarea
            class="code"
            rows={5}
            required
            value={token}
            spellcheck={false}
            autocomplete="off"
            data-search
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <div class="actions start">
          <button type="submit" class="main-action">
            Decode
          </button>
          <button type="button" onClick={clear}>
            Clear
          </button>
          <span class="quiet">It is sent to this server only, and stored nowhere.</span>
        </div>
      </form>
      {problem !== null && <Problem text={problem} />}
      {decoded && <Decoded decoded={decoded} />}
    </Page>
  );
}

const KINDS: Readonly<Record<DecodedToken['kind'], string>> = {
  ticket: 'Ticket',
  'access-token': 'Access token',
  jwt: 'JWT',
  unknown: 'Not known',
};

function Decoded({ decoded }: { readonly decoded: DecodedToken }) {
  const { kind, isValid, reason, fields, validFrom, validTo } = decoded;
  return (
    <Section
      title={KINDS[kind]}
      aside={<Badge tone={isValid ? 'good' : 'bad'}>{isValid ? 'valid' : 'not valid'}</Badge>}
    >
      {reason !== null && <p role="status">{reason}</p>}
      <Facts
        facts={[
          ...fields.map(({ name, value }) => [name, <code key={name}>{value}</code>] as const),
          ['Valid from', <Time key="from" at={validFrom} never="not known" />],
          ['Valid to', <Time key="to" at={validTo} never="not known" />],
        ]}
      />
    </Section>
  );
}
