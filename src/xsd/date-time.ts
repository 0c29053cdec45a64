/**
 * `xs:dateTime`, with and without a time zone.
 *
 * The rules are those of .NET's DateTime, because the contract's programs use it: a value without a
 * zone is the user's wall clock, and years go from 1 to 9999. Fractions of a millisecond are cut
 * off.
 *
 * @see https://www.w3.org/TR/xmlschema-2/#dateTime
 */

export interface DateTime {
  /** Milliseconds since 1970-01-01T00:00. Without a zone, the wall clock counts as UTC. */
  readonly epochMs: number;
  /** The zone's distance from UTC in minutes, 0 for `Z`. Null if none was given. */
  readonly offsetMinutes: number | null;
}

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))?$/;
const EXPECTED = 'a date and time such as 2026-11-22T10:30:00 or 2026-11-22T10:30:00Z';
const OFFSET_MINUTES_MAX = 14 * 60;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** .NET's default date, which stands for "no date": 0001-01-01T00:00:00. */
export const dateTimeMin: DateTime = {
  epochMs: Date.parse('0001-01-01T00:00:00Z'),
  offsetMinutes: null,
};
const EPOCH_MS_MAX = Date.parse('9999-12-31T23:59:59.999Z');

/** @throws RangeError that says what was expected. */
export function parseDateTime(text: string): DateTime {
  const match = FORM.exec(text.trim());
  if (!match) throw new RangeError(EXPECTED);
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    utc,
    sign,
    offsetHour,
    offsetMinute,
  ] = match;
  const endOfDay = hour === '24';
  const clock = `${endOfDay ? '00' : hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const wallMs = Date.parse(`${year}-${month}-${day}T${clock}Z`) + (endOfDay ? DAY_MS : 0);
  // Date.parse accepts 30 February and returns a day in March.
  const sameDay = new Date(wallMs - (endOfDay ? DAY_MS : 0)).getUTCDate() === Number(day);
  if (Number.isNaN(wallMs) || !sameDay || (endOfDay && !/^00:00:00\.000$/.test(clock))) {
    throw new RangeError(EXPECTED);
  }
  if (utc !== undefined) return inRange({ epochMs: wallMs, offsetMinutes: 0 });
  if (sign === undefined) return inRange({ epochMs: wallMs, offsetMinutes: null });
  const distance = Number(offsetHour) * 60 + Number(offsetMinute);
  if (Number(offsetMinute) > 59 || distance > OFFSET_MINUTES_MAX) throw new RangeError(EXPECTED);
  const offsetMinutes = sign === '-' ? -distance : distance;
  return inRange({
    epochMs: wallMs - offsetMinutes * MINUTE_MS,
    offsetMinutes: offsetMinutes || 0,
  });
}

function inRange(value: DateTime): DateTime {
  const wallMs = value.epochMs + (value.offsetMinutes ?? 0) * MINUTE_MS;
  if (wallMs < dateTimeMin.epochMs || wallMs > EPOCH_MS_MAX) {
    throw new RangeError('a date between the years 1 and 9999');
  }
  return value;
}

/** Prints the shortest form: no fraction if it is zero. */
export function printDateTime(value: DateTime): string {
  const offset = value.offsetMinutes ?? 0;
  const wall = new Date(value.epochMs + offset * MINUTE_MS).toISOString();
  const clock = wall.replace(/(?:\.0+)?Z$/, '').replace(/(\.\d*?)0+$/, '$1');
  if (value.offsetMinutes === null) return clock;
  if (offset === 0) return `${clock}Z`;
  const distance = Math.abs(offset);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${clock}${offset < 0 ? '-' : '+'}${pad(Math.floor(distance / 60))}:${pad(distance % 60)}`;
}
