/** A message that names many problems, one in a line. */

const PROBLEMS_SHOWN_MAX = 20;

export function problemLines(problems: readonly string[]): string {
  const more = problems.length - PROBLEMS_SHOWN_MAX;
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}
