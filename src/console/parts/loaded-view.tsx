/** Shows what was loaded; before, that it loads; and what went wrong, with a way to try again. */
import type { ComponentChildren } from 'preact';
import type { Loaded } from '../state/use-loaded.ts';

interface LoadedViewProps<T> {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}

export function LoadedView<T>({ of: { value, problem, reload }, children }: LoadedViewProps<T>) {
  return (
    <>
      {problem !== null && <Problem text={problem} retry={reload} />}
      {value !== null && children(value)}
      {value === null && problem === null && (
        <p class="loading" role="status">
          Loading…
        </p>
      )}
    </>
  );
}

interface ProblemProps {
  readonly text: string;
  readonly retry?: () => void;
}

export function Problem({ text, retry }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <p>{text}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
