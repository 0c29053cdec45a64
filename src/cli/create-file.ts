/** Creates the file that a command writes to. */
import { type FileHandle, open } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const OWNER_ONLY = 0o600;

/**
 * Never overwrites a file. Others may not read it.
 *
 * @param option that named the file.
 * @throws CliError `conflict` with the reason why the file cannot be created.
 */
export async function createFile(path: string, option: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', OWNER_ONLY);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const problem =
      reason === 'EEXIST' ? 'exists already, and is left alone' : `cannot be made (${reason})`;
    const message = `The file ${path} ${problem}. Choose another ${option}.`;
    throw new CliError(exitCodes.conflict, message);
  }
}
