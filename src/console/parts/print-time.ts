/** Prints times for people. */

const SECOND = 1000;
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['year', 365 * 86_400 * SECOND],
  ['day', 86_400 * SECOND],
  ['hour', 3_600 * SECOND],
  ['minute', 60 * SECOND],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/** Such as `5 min. ago` or `in 2 hr.` */
export function printRelative(atMs: number, nowMs: number): string {
  const distance = atMs - nowMs;
  const [unit, ms] = UNITS.find(([, length]) => Math.abs(distance) >= length) ?? [];
  if (unit !== undefined && ms !== undefined) {
    return relative.format(Math.trunc(distance / ms), unit);
  }
  return distance > 0 ? 'in less than a minute' : 'just now';
}

/** In the time zone of the browser, such as `2026-11-27 14:03:07 +01:00`. */
export function printExact(atMs: number): string {
  const at = new Date(atMs);
  const offset = -at.getTimezoneOffset();
  const local = new Date(atMs + offset * 60 * SECOND).toISOString();
  const sign = offset < 0 ? '-' : '+';
  const zone = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map(twoDigits).join(':');
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${sign}${zone}`;
}

/** The time of day in the time zone of the browser, such as `14:03:07.250`. */
export function printClock(atMs: number): string {
  const at = new Date(atMs);
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':');
  return `${parts}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** Such as `0.4 ms`, `12 ms` or `1.2 s`. */
export function printDuration(ms: number): string {
  if (ms >= SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
