/** The addresses to which people return after they have signed in for an application. */
import { useState } from 'preact/hooks';
import { textOfProblem } from '../api/api-problem.ts';
import { ActionButton } from '../parts/action-button.tsx';
import type { Column } from '../parts/column.ts';
import { Problem } from '../parts/loaded-view.tsx';
import { Section } from '../parts/page.tsx';
import { ShortTable } from '../parts/short-table.tsx';
import { useMayAct } from '../state/console-context.ts';

interface RedirectUrisProps {
  readonly uris: readonly string[];
  /** Sends the change to a path of the API. */
  readonly change: (path: string, body: object) => Promise<void>;
}

export function RedirectUris({ uris, change }: RedirectUrisProps) {
  const columns: readonly Column<string>[] = [
    { title: 'Address', show: (uri) => <code>{uri}</code> },
    {
      title: 'Remove',
      width: '8rem',
      show: (uri) => (
        <ActionButton
          label="Remove"
          about={uri}
          title="Remove the redirect URI?"
          question={`Nobody is sent to ${uri} any more.`}
          perform={() => change('remove-redirect-uri', { redirectUri: uri })}
        />
      ),
    },
  ];
  const mayAct = useMayAct();
  return (
    <Section title="Redirect URIs">
      <ShortTable
        label="Redirect URIs"
        rows={uris}
        columns={mayAct ? columns : columns.slice(0, 1)}
        keyOf={(uri) => uri}
        empty="It has no redirect URIs, so people cannot sign in for it."
      />
      {mayAct && <NewUri add={(redirectUri) => change('add-redirect-uri', { redirectUri })} />}
    </Section>
  );
}

function NewUri({ add }: { readonly add: (uri: string) => Promise<void> }) {
  const [uri, setUri] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await add(uri.trim());
      setUri('');
    } catch (error) {
      setProblem(textOfProblem(error));
    }
  };
  return (
    <form class="filters" onSubmit={submit}>
      <label class="field">
        <span>New redirect URI</span>
        <input
          value={uri}
          required
          spellcheck={false}
          autocomplete="off"
          style={{ width: '24rem' }}
          onInput={({ currentTarget }) => setUri(currentTarget.value)}
        />
      </label>
      <button type="submit">Add</button>
      {problem !== null && <Problem text={problem} />}
    </form>
  );
}
