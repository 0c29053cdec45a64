/** Finds the known name that somebody probably meant. */
import { closestMatch } from 'leven';

/** The number of edits that always counts as similar. Swapping two letters takes two. */
const EDITS_MIN = 2;
const LETTERS_PER_EDIT = 3;
/** The comparison takes time by the product of both lengths. */
const CHARACTERS_MAX = 200;

/** Returns null if no name is similar. Case does not matter. */
export function nearestName(given: string, known: readonly string[]): string | null {
  if (given === '' || given.length > CHARACTERS_MAX) return null;
  const byFolded = new Map(known.map((name) => [name.toLowerCase(), name]));
  const folded = given.toLowerCase();
  const edits = Math.max(EDITS_MIN, Math.floor(given.length / LETTERS_PER_EDIT));
  const maxDistance = Math.min(edits, given.length - 1);
  const closest =
    byFolded.has(folded) || maxDistance < 1
      ? folded
      : closestMatch(folded, [...byFolded.keys()], { maxDistance });
  return byFolded.get(closest ?? '') ?? null;
}
