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
  const { content, name } = await readSeedText(file, terminal);
  return readSeed(content, name);
}

/**
 * @param file the name of the file; `-` for standard input.
 * @returns the text, and what messages call the file.
 * @throws CliError `usage` when it cannot be read.
 */
export async function readSeedText(
  file: string,
  { stdin }: Terminal,
): Promise<{ readonly content: string; readonly name: string }> {
  if (file === FROM_STDIN) return { content: await text(stdin), name: 'standard input' };
  return { content: await readTextFile(file, 'seed file'), name: file };
}
