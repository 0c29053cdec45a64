const NAMES_SHOWN_MAX = 10;

/** Says that there is none of that name, and what there is. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  if (known.length === 0) return `there is no ${what} ${name}, nor any other`;
  const more = known.length > NAMES_SHOWN_MAX ? ', …' : '';
  const shown = known.slice(0, NAMES_SHOWN_MAX).join(', ');
  return `there is no ${what} ${name}; expected one of ${shown}${more}`;
}
