/**
 * Sizes of tests that could run for any time: small in `npm test`, large in `npm run test:long`,
 * which runs exactly the test files that import this module.
 */
import { randomInt } from 'node:crypto';

const isLong = process.env['TEST_LONG'] === '1';

/**
 * The seed of random tests. It is fixed in `npm test`. In the long run it is random, unless
 * `TEST_SEED` is set. A failing test prints its seed.
 */
export const seed = Number(process.env['TEST_SEED'] ?? (isLong ? randomInt(2 ** 31) : 88));

/** @param variable the environment variable that sets another size. */
export function sizeOf(variable: string, short: number, long: number): number {
  return Number(process.env[variable] ?? (isLong ? long : short));
}

/** Options of a test that runs only in `npm run test:long`. */
export const onlyLong = { skip: isLong ? false : 'runs in npm run test:long' } as const;
