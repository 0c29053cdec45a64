/** Summarises the values of several rounds. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Null when a round has no value, or there are no rounds. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [min] = known;
  const max = known.at(-1);
  if (min === undefined || max === undefined || known.length < values.length) return null;
  return { median: medianOf(known), min, max };
}

/** Compares round by round, so that a disturbance of the machine affects both sides of a ratio. */
export function ratioOf<T>(
  samples: readonly T[],
  base: readonly T[],
  pick: (sample: T) => number | null,
): Spread | null {
  return spreadOf(
    samples.map((sample, round) => {
      const other = base[round];
      const [above, below] = [pick(sample), other === undefined ? null : pick(other)];
      return above === null || below === null ? null : above / below;
    }),
  );
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [low = 0, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}
