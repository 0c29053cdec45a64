/** How the requests of a working day are distributed over its seconds, in one time zone. */

export const DAY_SECONDS = 86_400;

const HOUR = 3_600;
/** Assumed: a little at night, and two peaks, of which the first is higher. */
const NIGHT = 0.08;
const PEAKS = [
  { at: 10 * HOUR, width: 1.6 * HOUR, height: 1 },
  { at: 14.5 * HOUR, width: 1.8 * HOUR, height: 0.85 },
] as const;

function heightAt(second: number): number {
  return PEAKS.reduce(
    (sum, { at, width, height }) => sum + height * Math.exp(-0.5 * ((second - at) / width) ** 2),
    NIGHT,
  );
}

export interface DayCurve {
  /** The share of the day's requests in each second. The sum is 1. */
  readonly shares: Float64Array;
  /** The largest share. */
  readonly peak: number;
}

export function makeDayCurve(): DayCurve {
  const heights = Float64Array.from({ length: DAY_SECONDS }, (_, second) => heightAt(second));
  const sum = heights.reduce((total, height) => total + height, 0);
  const shares = heights.map((height) => height / sum);
  return { shares, peak: shares.reduce((most, share) => Math.max(most, share), 0) };
}
