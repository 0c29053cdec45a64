/** Says that there is nothing of a name, and what was probably meant. */
import { closestMatch } from 'leven';

const NAMES_SHOWN_MAX = 10;
/** Edits of one letter; to swap two letters takes two. */
const EDITS_MIN = 3;
const LETTERS_PER_EDIT = 3;

/**
 * Names all that are known where they are few, else the one that is spelt nearly alike, else the
 * first ten.
 *
 * @param prefix what all names begin with, which makes none like another.
 */
export function unknownName(
  what: string,
  name: string,
  known: readonly string[],
  prefix = '',
): string {
  const problem = `there is no ${what} ${name}`;
  if (known.length === 0) return `${problem}, nor any other`;
  const few = known.length <= NAMES_SHOWN_MAX;
  const nearest = few ? undefined : nearestName(name, known, prefix);
  if (nearest !== undefined) return `${problem}; did you mean ${nearest}?`;
  const shown = known.slice(0, NAMES_SHOWN_MAX).join(', ');
  return `${problem}; expected one of ${shown}${few ? '' : ', …'}`;
}

function nearestName(name: string, known: readonly string[], prefix: string): string | undefined {
  const letters = name.slice(prefix.length);
  const edits = Math.max(EDITS_MIN, Math.floor(letters.length / LETTERS_PER_EDIT));
  const nearest = closestMatch(
    letters,
    known.map((candidate) => candidate.slice(prefix.length)),
    { maxDistance: Math.min(edits, letters.length - 1) },
  );
  return nearest === undefined ? undefined : prefix + nearest;
}
