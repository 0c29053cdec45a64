/** Reads seeds in the forms in which tests give them. */
import { readFile } from 'node:fs/promises';
import { demoSeedFile } from '../demo-seed.ts';
import { readSeed } from '../seed/read-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { TestSeed } from './test-server.ts';

/**
 * @param online which of the demo's seeds `demo` means.
 * @throws DomainError `invalid-argument` with a line for each problem in it; Error when a file
 *   cannot be read.
 */
export async function readTestSeed(seed: TestSeed, online: boolean): Promise<Seed> {
  if (typeof seed !== 'string') return readSeed(JSON.stringify(seed), 'seed');
  const file = seed === 'demo' ? demoSeedFile(online) : seed;
  return readSeed(await readFile(file, 'utf8'), file);
}
