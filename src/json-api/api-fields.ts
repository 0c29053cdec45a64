/** Values that several routes of JSON APIs take or give. */
import * as z from 'zod';
import { plainName } from '../seed/seed-fields.ts';

const DURATION_CHARACTERS_MAX = 40;

/** The clock reads the text. */
export const duration = z
  .union([z.number().nonnegative(), z.string().max(DURATION_CHARACTERS_MAX)], {
    error: 'expected milliseconds, or text such as 30s, 6h, 1d or PT6H',
  })
  .describe('Milliseconds, or text such as 30s, 6h, 1d or PT6H.');

/** In answers. */
export const instant = z.iso.datetime().describe('An ISO 8601 time in UTC.');

/** Online, the tenant of a user. */
export const tenant = plainName()
  .exactOptional()
  .describe('The context identifier of the tenant; needed Online.');

/** A whole number, which a query has as text. */
export function wholeText(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  const digits = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number);
  return z
    .union([z.number(), digits], { error })
    .pipe(z.int({ error }).min(min, error).max(max, error));
}

/** A number from 0 on, which a query has as text. */
export function numberText(max: number) {
  const error = `expected a number from 0 to ${max}`;
  const text = z
    .string()
    .regex(/^\d{1,9}(?:\.\d{1,9})?$/)
    .transform(Number);
  return z
    .union([z.number(), text], { error })
    .pipe(z.number({ error }).min(0, error).max(max, error));
}

/** The id of a record in a query. */
export function idText() {
  return wholeText(0, Number.MAX_SAFE_INTEGER);
}
