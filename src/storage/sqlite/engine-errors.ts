/** What an error of SQLite means to whoever asked, and to whoever runs this program. */
import { accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '../../domain/errors.ts';
import { databaseAway } from '../database-away.ts';
import { fileExists } from '../file-exists.ts';
import { FileProblem, type FileProblemKind } from '../file-problem.ts';
import { resultCodeOf } from './traits.ts';

/**
 * By result code, else by primary result code, which is the lowest byte. All others are broken
 * rules of the schema, or bugs.
 *
 * @see https://www.sqlite.org/rescode.html
 */
const PROBLEMS: Readonly<Record<number, FileProblemKind>> = {
  3: 'no-access', // SQLITE_PERM
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  8: 'no-access', // SQLITE_READONLY
  10: 'disk-error', // SQLITE_IOERR
  778: 'write-failed', // SQLITE_IOERR_WRITE
  4874: 'disk-full', // SQLITE_IOERR_SHMSIZE: of the -shm file
  11: 'damaged', // SQLITE_CORRUPT
  13: 'disk-full', // SQLITE_FULL
  14: 'no-access', // SQLITE_CANTOPEN
  15: 'locked', // SQLITE_PROTOCOL
  23: 'no-access', // SQLITE_AUTH
  26: 'not-a-database', // SQLITE_NOTADB
};

/**
 * What is thrown in place of an error of a statement: where the file cannot be used, a DomainError
 * `unavailable` whose cause is a FileProblem; `busy` keeps its code. The error itself otherwise.
 */
export function explainStatementError(error: unknown, file: string): unknown {
  const problem = fileProblemOf(error, file);
  if (problem === null) return error;
  if (error instanceof DomainError) {
    return new DomainError(error.code, error.message, { cause: problem });
  }
  return databaseAway(problem);
}

/** Looks at the error and its causes. Null when none of them is about the file. */
export function fileProblemOf(error: unknown, file: string): FileProblem | null {
  const code = Number(resultCodeOf(error));
  const kind = PROBLEMS[code] ?? PROBLEMS[code & 0xff];
  if (kind === undefined) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause === undefined ? null : fileProblemOf(cause, file);
  }
  if (kind !== 'no-access') return new FileProblem(kind, file, error);
  const inaccessible = findInaccessible(file);
  // SQLite says the same of a file beside it for which there is no space.
  const isFull = inaccessible === undefined && isDiskFull(dirname(file));
  return new FileProblem(isFull ? 'disk-full' : kind, inaccessible ?? file, error);
}

/** SQLite does not say which one it is of those that it needs. */
function findInaccessible(file: string): string | undefined {
  const needed = [dirname(file), file, `${file}-wal`, `${file}-shm`];
  return needed.find((path) => !isUsable(path));
}

function isUsable(path: string): boolean {
  try {
    if (fileExists(path)) accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether it has no space, or takes no more files. A file system without such a limit has 0. */
function isDiskFull(folder: string): boolean {
  try {
    const { bavail, files, ffree } = statfsSync(folder);
    return bavail === 0 || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}
