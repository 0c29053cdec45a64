/** Reads seeds in the forms in which tests give them. */
import { readFile } from 'node:fs/promises';
import { demoSeedFile } from '../demo-seed.ts';
import { readSeed } from '../seed/read-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { TestSeed } from './test-server.ts';

export interface SeedText {
  /** YAML or JSON. */
  readonly text: string;
  /** For messages. */
  readonly name: string;
}

/**
 * @param online which of the demo's seeds `demo` means.
 * @throws Error when a file cannot be read.
 */
export async function readSeedText(seed: TestSeed, online: boolean): Promise<SeedText> {
  if (typeof seed !== 'string') return { text: JSON.stringify(seed), name: 'seed' };
  const file = seed === 'demo' ? demoSeedFile(online) : seed;
  return { text: await readFile(file, 'utf8'), name: file };
}

/**
 * @param online see `readSeedText`.
 * @throws DomainError `invalid-argument` with a line for each problem in it; Error when a file
 *   cannot be read.
 */
export async function readTestSeed(seed: TestSeed, online: boolean): Promise<Seed> {
  const { text, name } = await readSeedText(seed, online);
  return readSeed(text, name);
}
