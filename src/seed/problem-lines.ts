/** A message with one line for each problem. */

const PROBLEMS_SHOWN_MAX = 20;

export function problemLines(problems: readonly string[]): string {
  const more = problems.length - PROBLEMS_SHOWN_MAX;
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}
