/** Looks up the record that an entry refers to. */
import type { SeedPath } from './seed-path.ts';
import type { SeedRun } from './seed-run.ts';
import { unknownName } from './unknown-name.ts';

interface Choices<T> {
  /** All records, to suggest one of them. */
  readonly known: readonly T[];
  /** How to refer to one of several records of the same name. */
  readonly choiceOf?: (record: T) => string;
  readonly nameOf?: (record: T) => string;
}

/** Returns the id of the only record that was found. Else reports the place, and returns 0. */
export function onlyId<T extends { readonly id: number; readonly name?: string }>(
  run: SeedRun,
  path: SeedPath,
  what: string,
  given: string,
  found: readonly T[],
  { known, choiceOf = ({ id }) => `${id}`, nameOf = ({ name = '' }) => name }: Choices<T>,
): number {
  const [only] = found;
  if (only && found.length === 1) return only.id;
  const message = only
    ? `there are several of the name; expected one of ${found.map(choiceOf).join(', ')}`
    : unknownName(what, given, known.map(nameOf));
  run.report(path, message);
  return 0;
}
