/** Converts between records and seed entries, which have the same fields under other names. */
import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../domain/names.ts';
import type { Entry, Match } from './match-entries.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedRun } from './seed-run.ts';

/** Maps the field names in a file to those of records, where they differ. */
const recordNames = {
  deleted: 'isDeleted',
  hidden: 'isHidden',
  unrestricted: 'isUnrestricted',
  expires: 'expiresAtMs',
  role: 'roleId',
  group: 'groupId',
  secondaryGroups: 'secondaryGroupIds',
  ownCompany: 'isOwnCompany',
  retired: 'isRetired',
  contact: 'contactId',
  person: 'personId',
  ticketCategories: 'ticketCategoryIds',
  waitingForApproval: 'isWaitingForApproval',
  tenants: 'tenantIds',
} as const;
type RecordNames = typeof recordNames;
const fileNames: ReadonlyMap<string, string> = new Map(
  Object.entries(recordNames).map(([inFile, inRecord]) => [inRecord, inFile]),
);

type InRecord<K> = K extends keyof RecordNames ? RecordNames[K] : K;
type InFile<K> = {
  [N in keyof RecordNames]: K extends RecordNames[N] ? N : never;
}[keyof RecordNames];
type Listed<V> = V extends readonly (infer I)[] ? I[] : V;
type RecordFields<E> = { [K in keyof E as InRecord<K>]?: Exclude<E[K], undefined> };
type FileFields<T> = {
  [K in keyof T as [InFile<K>] extends [never] ? K : InFile<K>]?: Listed<T[K]>;
};

/** Converts an entry into fields of a record. */
export function recordFields<E extends object>(entry: E): RecordFields<E> {
  const names: Readonly<Record<string, string>> = recordNames;
  const given = Object.entries(entry).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [names[name] ?? name, value]),
  ) as RecordFields<E>;
}

/** Converts a record into fields of an entry, without those that have their default. */
export function fileFields<T extends object>(record: T, defaults: Partial<T>): FileFields<T> {
  const differing = Object.entries(record).filter(
    ([name, value]) => !isDeepStrictEqual(value, defaults[name as keyof T]),
  );
  return Object.fromEntries(
    differing.map(([name, value]) => [
      fileNames.get(name) ?? name,
      Array.isArray(value) ? [...value] : value,
    ]),
  ) as FileFields<T>;
}

/** The names, as in a file, of the given fields that differ. */
export function changedFields<T extends object>(present: T, given: Partial<T>): readonly string[] {
  const names = Object.keys(given) as (keyof T & string)[];
  const changed = names.filter((name) => !isDeepStrictEqual(present[name], given[name]));
  return changed.map((name) => fileNames.get(name) ?? name);
}

/**
 * Adds the record of an entry, or updates the fields that differ. An existing name keeps its
 * spelling.
 *
 * @param subject such as `role Sales`.
 * @param others names, as in a file, of other changes.
 */
export async function saveEntry<T extends { readonly id: number; readonly name: string }>(
  run: SeedRun,
  { entry, present, path }: Match<Entry, T>,
  subject: string,
  given: Partial<T>,
  save: (given: Partial<T>) => Promise<unknown>,
  others: readonly string[] = [],
): Promise<void> {
  const keepsName = present && foldName(present.name) === foldName(entry.name);
  const fields = keepsName ? given : { ...given, name: entry.name };
  const changed = present ? [...changedFields(present, fields), ...others] : null;
  if (changed?.length === 0) return;
  const line = changed ? `change ${subject}: ${changed.join(', ')}` : `add ${subject}`;
  await run.make(path, line, () => save(fields));
}

/** A record to remove when no user refers to it any more. */
export interface Removal<T> {
  readonly record: T;
  readonly path: SeedPath;
  /** Whether it is removed because the seed does not name it. */
  readonly isPruned: boolean;
}

/** The advice to add when it cannot be removed. */
export function removalAdvice({ isPruned }: Removal<unknown>): string {
  return isPruned ? ' To keep it, name it in the seed.' : '';
}

/** The records of deleted entries and, with `prune`, those that no entry names. */
export function removalsOf<T extends { readonly id: number; readonly isDeleted?: boolean }>(
  { prune }: SeedRun,
  matches: readonly Match<Entry & { readonly deleted?: boolean | undefined }, T>[],
  present: readonly T[],
  path: SeedPath,
): readonly Removal<T>[] {
  const kept = new Set(matches.map((match) => match.present));
  const unnamed = prune ? present.filter((record) => !kept.has(record)) : [];
  return [
    ...matches.flatMap((match) =>
      match.entry.deleted && match.present
        ? [{ record: match.present, path: match.path, isPruned: false }]
        : [],
    ),
    ...unnamed.map((record) => ({ record, path, isPruned: true })),
  ].filter(({ record }) => !record.isDeleted);
}
