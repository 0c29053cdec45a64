/** The form of one operation, and the answer to its last call. */
import { useState } from 'preact/hooks';
import type {
  OperationAnswer,
  OperationCall,
  OperationForm,
} from '../../console-api/operations.ts';
import { textOfProblem } from '../api/api-problem.ts';
import { Badge } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty, Problem } from '../parts/loaded-view.tsx';
import { printDuration } from '../parts/print-time.ts';
import { useConsole, useMayAct, useTenant } from '../state/console-context.ts';
import { CallField } from './call-field.tsx';
import { textsOf, valuesOf } from './call-values.ts';
import { CredentialFields, type Credentials, NO_CREDENTIALS } from './credential-fields.tsx';

export function CallForm({ form }: { readonly form: OperationForm }) {
  const { api } = useConsole();
  const tenant = useTenant();
  const mayAct = useMayAct();
  const [texts, setTexts] = useState(() => textsOf(form));
  const [credentials, setCredentials] = useState<Credentials>(NO_CREDENTIALS);
  const [answer, setAnswer] = useState<OperationAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const call = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      const given = Object.entries(credentials).filter(([, value]) => value !== '');
      const body: OperationCall = {
        operation: form.name,
        ...(tenant !== undefined && { tenant }),
        fields: valuesOf(form.fields, texts),
        ...Object.fromEntries(given),
      };
      setAnswer(await api.send<OperationAnswer>('POST', '/call', body));
    } catch (error) {
      setProblem(textOfProblem(error));
    }
  };
  return (
    <>
      <h2>{form.name}</h2>
      <p class="quiet">{form.summary}</p>
      <form class="form" onSubmit={call} autocomplete="off">
        <CredentialFields credentials={credentials} change={setCredentials} />
        <fieldset>
          <legend>Fields of the request</legend>
          {form.fields.length === 0 && <Empty>The request has no fields.</Empty>}
          {form.fields.map((field) => (
            <CallField
              key={field.name}
              field={field}
              text={texts[field.name] ?? ''}
              change={(text) => setTexts({ ...texts, [field.name]: text })}
            />
          ))}
        </fieldset>
        <div class="actions start">
          <button type="submit" class="main-action" disabled={!mayAct}>
            Call
          </button>
          {!mayAct && <span class="quiet">Viewers cannot call operations.</span>}
        </div>
      </form>
      {problem !== null && <Problem text={problem} />}
      {answer && <Answer answer={answer} />}
    </>
  );
}

function Answer({ answer: { status, durationMs, answer, error } }: { answer: OperationAnswer }) {
  const text = JSON.stringify(answer, null, '  ');
  return (
    <section class="message" aria-label="Answer">
      <h3>
        Answer <Badge tone={error ? 'bad' : 'good'}>{String(status)}</Badge>{' '}
        <span class="quiet">{printDuration(durationMs)}</span>
      </h3>
      {error ? (
        <div class="problem" role="alert">
          <p>
            <code>{error.type}</code>: {error.message}
          </p>
        </div>
      ) : (
        <>
          <pre>{text}</pre>
          <CopyButton label="Copy" text={text} />
        </>
      )}
    </section>
  );
}
