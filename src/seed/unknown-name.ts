/** Reports an unknown name and suggests a known one. */
import { closestMatch } from 'leven';

const NAMES_SHOWN_MAX = 10;
/** The number of edits that always counts as similar. Swapping two letters takes two edits. */
const EDITS_MIN = 3;
const LETTERS_PER_EDIT = 3;

/**
 * Names all known names if there are few; else a similar one; else the first ten.
 *
 * @param prefix a common prefix of all names, which is ignored in the comparison.
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
