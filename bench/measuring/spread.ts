/** What several rounds say of one number. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Null where a round has no such number, or there is no round. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [min] = known;
  const max = known.at(-1);
  if (min === undefined || max === undefined || known.length < values.length) return null;
  return { median: medianOf(known), min, max };
}

/** Round by round, so that whatever else the machine did in one meets both sides of its ratio. */
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
