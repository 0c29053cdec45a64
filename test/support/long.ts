/**
 * How much tests do that could go on for ever: a little in `npm test`, more in `npm run test:long`,
 * which runs exactly the test files that import this one.
 */
import { randomInt } from 'node:crypto';

const isLong = process.env['TEST_LONG'] === '1';

/**
 * For tests at random: always the same in `npm test`, another each time in the long run, unless
 * `TEST_SEED` says which. A test that fails tells its seed.
 */
export const seed = Number(process.env['TEST_SEED'] ?? (isLong ? randomInt(2 ** 31) : 88));

/** @param variable the environment variable that asks for another size. */
export function sizeOf(variable: string, short: number, long: number): number {
  return Number(process.env[variable] ?? (isLong ? long : short));
}

/** Options of a test that runs only in `npm run test:long`. */
export const onlyLong = { skip: isLong ? false : 'runs in npm run test:long' } as const;
