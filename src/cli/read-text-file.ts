/** Reads files that are named on the command line. */
import { readFile } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * @param kind what messages call the file.
 * @throws CliError `usage` with the reason why it cannot be read.
 */
export async function readTextFile(file: string, kind = 'file'): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    throw new CliError(exitCodes.usage, `The ${kind} ${file} cannot be read (${error.code}).`);
  }
}
