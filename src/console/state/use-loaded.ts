/** Something that the API answers, while it loads, when it is there, and when it failed. */
import { type Inputs, useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { textOfProblem } from '../api/api-problem.ts';

export interface Loaded<T> {
  /** The last one that was loaded. It stays while another one loads. */
  readonly value: T | null;
  readonly problem: string | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/**
 * @param load returns null if there is nothing to load.
 * @param inputs on what the answer depends. When one changes, the value before is void.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T> | null,
  inputs: Inputs,
): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    setValue(null);
  }, inputs);
  useEffect(() => {
    const ending = new AbortController();
    const loading = latest.current(ending.signal);
    setLoading(loading !== null);
    setProblem(null);
    loading?.then(
      (loaded) => {
        if (ending.signal.aborted) return;
        setValue(loaded);
        setLoading(false);
      },
      (error: unknown) => {
        if (ending.signal.aborted) return;
        setProblem(textOfProblem(error));
        setLoading(false);
      },
    );
    return () => ending.abort();
  }, [turn, ...inputs]);

  const reload = useCallback(() => setTurn((count) => count + 1), []);
  return { value, problem, isLoading, reload };
}

/** Calls a function again and again while somebody may look at the page. */
export function useRepeated(perform: () => void, everyMs: number): void {
  const latest = useRef(perform);
  latest.current = perform;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
