/** Seed files as commands take them. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readSeed } from '../seed/read-seed.ts';
import type { Seed } from '../seed/seed.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const FROM_STDIN = '-';

/**
 * @param file its name; `-` for standard input.
 * @throws CliError `usage` when it cannot be read, DomainError `invalid-argument` with a line for
 *   each problem in it.
 */
export async function readSeedFile(file: string, terminal: Terminal): Promise<Seed> {
  if (file === FROM_STDIN) return readSeed(await text(terminal.stdin), 'standard input');
  try {
    return readSeed(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const problem = `The seed file ${file} cannot be read (${error.code}).`;
    throw new CliError(exitCodes.usage, problem);
  }
}
