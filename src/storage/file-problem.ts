/**
 * What keeps a file of an installation from being used, as it is told to whoever runs this program:
 * which file it is, what is wrong with it, and what to do. Clients are told none of it.
 */
import { dirname } from 'node:path';

export type FileProblemKind =
  /** No space is left on its disk. */
  | 'disk-full'
  /** Its disk took no more: by an error, a quota, or a limit on the size of files. */
  | 'write-failed'
  /** Its disk reports an error otherwise. */
  | 'disk-error'
  /** What it holds contradicts itself. */
  | 'damaged'
  | 'not-a-database'
  /** This user may not read or write it, or one that belongs to it. */
  | 'no-access'
  /** Another process has been using it alone. */
  | 'locked';

const RESTORE = 'restore your last backup (docs/operations.md, "Backup and restore")';

const EXPLANATIONS = {
  'disk-full': (file) =>
    `The disk of ${file} is full. Make space there ("df -h ${dirname(file)}" shows how full it is, ` +
    `"df -i ${dirname(file)}" whether it takes more files); a server that runs goes on by itself.`,
  'write-failed': (file) =>
    `The disk of ${file} takes no more. Look whether it is full ("df -h ${dirname(file)}"), at quotas ` +
    "and limits on the size of files, and into the system's log.",
  'disk-error': (file) =>
    `The disk of ${file} reports an error. Look into the system's log; ` +
    `if the disk is broken, ${RESTORE} on another one.`,
  damaged: (file) =>
    `The database ${file} is damaged. Stop all servers on it, keep it for those who look into it, ` +
    `and ${RESTORE}.`,
  'not-a-database': (file) =>
    `${file} is no database of SQLite. Look whether something else was put in its place, ` +
    `or ${RESTORE}.`,
  'no-access': (file) =>
    `This user may not read and write ${file}. Run this as the user whom the data directory belongs ` +
    'to, or give it to this one with chown; files need mode 600, the directory mode 700.',
  locked: (file) =>
    `Another program has kept ${file} locked for 5 seconds. Try again, ` +
    `or see which one it is with "fuser ${file}".`,
} as const satisfies Readonly<Record<FileProblemKind, (file: string) => string>>;

export class FileProblem extends Error {
  readonly kind: FileProblemKind;

  constructor(kind: FileProblemKind, file: string, cause: unknown) {
    super(EXPLANATIONS[kind](file), { cause });
    this.name = 'FileProblem';
    this.kind = kind;
  }
}

/** The one among the causes of an error; null when it is something else. */
export function fileProblemIn(error: unknown): FileProblem | null {
  if (error instanceof FileProblem) return error;
  return error instanceof Error && error.cause !== undefined ? fileProblemIn(error.cause) : null;
}

/** By the system's codes. @see https://nodejs.org/api/errors.html#common-system-errors */
const SYSTEM_ERRORS: Readonly<Record<string, FileProblemKind>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'write-failed',
  EFBIG: 'write-failed',
  EIO: 'disk-error',
  EACCES: 'no-access',
  EPERM: 'no-access',
  EROFS: 'no-access',
};

/** The FileProblem that an error of the system means; the error itself where it means none. */
export function explainSystemError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const kind = SYSTEM_ERRORS[code];
  return kind === undefined ? error : new FileProblem(kind, file, error);
}
