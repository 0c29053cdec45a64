/** Durations, as tests write them. */
import { DomainError } from '../domain/errors.ts';
import type { Duration } from './test-server.ts';

const SECOND_MS = 1000;
const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: 60 * SECOND_MS,
  h: 3600 * SECOND_MS,
  d: 86_400 * SECOND_MS,
};
const SHORT = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
/** ISO 8601 without years and months, whose length varies. */
const ISO = /^P(?=[\dT])(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
/** A hundred years. */
const DURATION_MS_MAX = 36_525 * 86_400 * SECOND_MS;

/**
 * @returns whole milliseconds.
 * @throws DomainError `invalid-argument` if it is no duration, negative or too long.
 */
export function durationMsOf(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : parse(duration);
  if (ms >= 0 && ms <= DURATION_MS_MAX) return Math.round(ms);
  throw new DomainError(
    'invalid-argument',
    `${JSON.stringify(duration)} is no duration. Give milliseconds, or text such as 30s, 6h, 1d ` +
      'or PT6H; from 0 to 100 years.',
  );
}

/** NaN if it is no duration. */
function parse(duration: string): number {
  // Tests in JavaScript may give something else.
  const text = String(duration).trim();
  const [, count, unit = ''] = SHORT.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  const [iso, ...parts] = ISO.exec(text) ?? [];
  if (iso === undefined) return Number.NaN;
  return ['d', 'h', 'm', 's'].reduce(
    (sum, name, index) => sum + Number(parts[index] ?? 0) * (UNITS_MS[name] ?? 0),
    0,
  );
}
