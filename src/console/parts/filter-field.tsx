/** Fields that filter a page. Their values are in the address. */
import { useEffect, useState } from 'preact/hooks';
import { useFilters } from '../state/console-context.ts';

const TYPING_MS = 250;

interface FilterFieldProps {
  /** Of the filter in the address. */
  readonly name: string;
  readonly label: string;
  readonly width?: string;
  /** Whether the key `/` leads here. */
  readonly isSearch?: boolean;
}

/** Filters a moment after the last letter. */
export function FilterField({ name, label, width, isSearch }: FilterFieldProps) {
  const [filters, change] = useFilters();
  const given = filters[name] ?? '';
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  useEffect(() => {
    if (text === given) return;
    const timer = setTimeout(() => change({ [name]: text.trim() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        data-search={isSearch ? '' : undefined}
        style={width === undefined ? undefined : { width }}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </label>
  );
}

interface FilterChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly string[];
}

export function FilterChoice({ name, label, choices }: FilterChoiceProps) {
  const [filters, change] = useFilters();
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={filters[name] ?? ''}
        onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
      >
        <option value="">any</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}
