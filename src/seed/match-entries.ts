/** Matches the entries of a section with existing records. */
import type { SeedPath } from './seed-path.ts';
import type { SeedRun } from './seed-run.ts';

export interface Entry {
  readonly id?: number | undefined;
  readonly name: string;
  readonly formerName?: string | undefined;
}

interface Present {
  readonly id: number;
  readonly name: string;
}

export interface Match<E, T> {
  readonly entry: E;
  readonly path: SeedPath;
  /** Null when the record must be added. */
  readonly present: T | null;
}

export interface Section<E, T> {
  readonly entries: readonly E[];
  readonly present: readonly T[];
  /** The path of the section. */
  readonly path: SeedPath;
  /** The records that an entry with this name may mean, the most likely first. */
  readonly candidatesOf: (entry: E, name: string) => readonly T[];
  /** Whether an entry without an id can match the record. By default always. */
  readonly isFound?: (present: T) => boolean;
}

/**
 * Matches entries with existing records first, then entries with ids, so that no entry without an
 * id gets the record of another. An entry whose id contradicts is reported and not matched.
 */
export function matchEntries<E extends Entry, T extends Present>(
  run: SeedRun,
  { entries, present, path, candidatesOf, isFound = () => true }: Section<E, T>,
): readonly Match<E, T>[] {
  const byId = new Map(present.map((record) => [record.id, record]));
  const claimed = new Set(entries.map(({ id }) => id));
  const matches = entries.flatMap((entry, index): Match<E, T>[] => {
    const { id, name, formerName } = entry;
    const at = [...path, index];
    const candidates = [name, ...(formerName === undefined ? [] : [formerName])].flatMap((it) =>
      candidatesOf(entry, it),
    );
    const withId = id === undefined ? undefined : byId.get(id);
    if (withId && candidates.includes(withId)) return [{ entry, path: at, present: withId }];
    const found = candidates.find((record) => isFound(record) && !claimed.has(record.id));
    const holder = withId ?? (id === undefined ? undefined : found);
    if (!holder) return [{ entry, path: at, present: found ?? null }];
    run.report(
      [...at, 'id'],
      `found ${id}, but ${holder.name} has id ${holder.id} here, and ids cannot change`,
    );
    return [];
  });
  const order = ({ present: it, entry }: Match<E, T>) => {
    if (it) return 0;
    return entry.id === undefined ? 2 : 1;
  };
  return matches.toSorted((a, b) => order(a) - order(b));
}

/** Groups records by a key that several may have. */
export function groupBy<T>(
  records: readonly T[],
  keyOf: (record: T) => string,
): (key: string) => readonly T[] {
  const groups = Map.groupBy(records, keyOf);
  return (key) => groups.get(key) ?? [];
}
