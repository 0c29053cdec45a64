/** A list that is loaded page by page. */
import { type Inputs, useEffect, useState } from 'preact/hooks';
import { type Loaded, useLoaded } from './use-loaded.ts';

export interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  /** Of the page that was asked for last. */
  readonly loaded: Loaded<Part<Row>>;
}

export interface Part<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins. Null at the end. */
  readonly next: number | null;
}

interface Position {
  readonly start: number | undefined;
  readonly before: readonly unknown[];
}

/**
 * @param load gets where the page begins; undefined for the first one.
 * @param inputs on what the list depends.
 */
export function usePages<Row>(
  load: (start: number | undefined, signal: AbortSignal) => Promise<Part<Row>>,
  inputs: Inputs,
): Paged<Row> {
  const [position, setPosition] = useState<Position & { readonly before: readonly Row[] }>({
    start: undefined,
    before: [],
  });
  const loaded = useLoaded((signal) => load(position.start, signal), [...inputs, position.start]);
  useEffect(() => setPosition({ start: undefined, before: [] }), inputs);
  const part = loaded.value;
  const rows = [...position.before, ...(part?.rows ?? [])];
  const loadMore = () => {
    if (part?.next != null) setPosition({ start: part.next, before: rows });
  };
  return { rows, hasMore: part?.next != null, loadMore, loaded };
}
