/** A field of a request, for its kind of value. */
import type { OperationField } from '../../console-api/operations.ts';
import { SecretOrText } from './secret-or-text.tsx';

interface CallFieldProps {
  readonly field: OperationField;
  readonly text: string;
  readonly change: (text: string) => void;
}

export function CallField({ field, text, change }: CallFieldProps) {
  const { name, kind, isRequired } = field;
  const note = [kind === 'text' ? '' : kind, isRequired ? 'required' : ''].filter(Boolean);
  const id = `field-${name}`;
  return (
    <div class="field">
      <label for={id}>
        <code>{name}</code> {note.join(', ')}
      </label>
      <Input id={id} field={field} text={text} change={change} />
    </div>
  );
}

interface InputProps extends CallFieldProps {
  readonly id: string;
}

function Input({ id, field, text, change }: InputProps) {
  const { kind, choices, isRequired, mayBeNull } = field;
  const follow = ({ currentTarget }: { currentTarget: { value: string } }) =>
    change(currentTarget.value);
  const isNeeded = isRequired && !mayBeNull;
  if (kind === 'boolean' || kind === 'choice') {
    const words = kind === 'boolean' ? ['false', 'true'] : choices;
    return (
      <select id={id} value={text} required={isNeeded} onChange={follow}>
        <option value="">–</option>
        {words.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    );
  }
  if (kind === 'json') {
    return (
      <textarea id={id} class="code" rows={6} value={text} spellcheck={false} onInput={follow} />
    );
  }
  if (kind === 'integer' || kind === 'number') {
    const step = kind === 'integer' ? 1 : 'any';
    return (
      <input id={id} type="number" step={step} required={isNeeded} value={text} onInput={follow} />
    );
  }
  return <SecretOrText id={id} isSecret={kind === 'secret'} text={text} change={change} />;
}
