/**
 * Which entry of a seed is which of the installation. An entry is found by its name, or, when the
 * seed gives its id and nobody has the name, by its id: then it was renamed.
 */
import type { Present } from './present-seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';

export interface Match<T> {
  readonly wanted: T;
  /** Undefined for one to be added. */
  readonly present: Present<T> | undefined;
  readonly path: SeedPath;
}

export interface Matches<T> {
  readonly matches: readonly Match<T>[];
  /** What the installation has and the seed has not. */
  readonly leftOver: readonly Present<T>[];
  /** Ids that cannot be given; their entries are in no match. */
  readonly problems: readonly SeedProblem[];
}

interface Named {
  readonly id?: number | undefined;
  readonly name: string;
}

/**
 * @param path of the section.
 * @param keyOf what no two entries have in common.
 */
export function matchEntries<T extends Named>(
  wanted: readonly T[],
  present: readonly Present<T>[],
  path: SeedPath,
  keyOf: (entry: T) => string,
): Matches<T> {
  const byKey = new Map(present.map((entry) => [keyOf(entry), entry]));
  const byId = new Map(present.map((entry) => [entry.id, entry]));
  const wantedKeys = new Set(wanted.map(keyOf));
  const matches: Match<T>[] = [];
  const problems: SeedProblem[] = [];
  for (const [index, entry] of wanted.entries()) {
    const entryPath = [...path, index];
    const named = byKey.get(keyOf(entry));
    const withId = entry.id === undefined ? named : byId.get(entry.id);
    const problem = idProblem(entry, named, withId, (other) => wantedKeys.has(keyOf(other)));
    if (problem === null)
      matches.push({ wanted: entry, present: named ?? withId, path: entryPath });
    else problems.push({ path: [...entryPath, 'id'], message: problem });
  }
  const kept = new Set(matches.map((match) => match.present?.id));
  const leftOver = present.filter(({ id }) => !kept.has(id));
  return { matches, leftOver, problems };
}

function idProblem<T extends Named>(
  { id, name }: T,
  named: Present<T> | undefined,
  withId: Present<T> | undefined,
  isWanted: (other: Present<T>) => boolean,
): string | null {
  if (id === undefined) return null;
  if (named && named.id !== id) {
    return `found ${id}, but ${named.name} has id ${named.id} here, and ids cannot change`;
  }
  if (withId && withId !== named && isWanted(withId)) {
    return `found ${id}, but that is the id of ${withId.name} here; expected another for ${name}`;
  }
  return null;
}
