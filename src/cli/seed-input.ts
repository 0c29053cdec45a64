/** Reads seed files for commands. */
import { text } from 'node:stream/consumers';
import { readSeed } from '../seed/read-seed.ts';
import type { Seed } from '../seed/seed.ts';
import { readTextFile } from './read-text-file.ts';
import type { Terminal } from './terminal.ts';

const FROM_STDIN = '-';

/**
 * @param file the name of the file; `-` for standard input.
 * @throws CliError `usage` when it cannot be read; DomainError `invalid-argument` with a line for
 * each problem in it.
 */
export async function readSeedFile(file: string, terminal: Terminal): Promise<Seed> {
  if (file === FROM_STDIN) return readSeed(await text(terminal.stdin), 'standard input');
  return readSeed(await readTextFile(file, 'seed file'), file);
}
