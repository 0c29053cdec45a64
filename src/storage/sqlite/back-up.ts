/**
 * Copies a database while others write to it. The copy is verified before it gets its final name.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { DomainError } from '../../domain/errors.ts';
import { explainSystemError } from '../file-problem.ts';
import { readValue } from './database.ts';
import { fileProblemOf } from './engine-errors.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

export interface BackupOptions {
  /** Called after each step with the progress, from 0 to 1. */
  readonly onProgress: (done: number) => void;
  /** Aborts the copy and removes the partial file. */
  readonly signal: AbortSignal;
}

/** What a verified copy contains. */
export interface BackupSummary {
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
}

const OWNER_ONLY = 0o600;
const PAGES_PER_STEP = 1_000;

/**
 * Copies one snapshot into a new file that only its owner can read. The copy is complete without
 * other files, and is flushed to disk. The source is not migrated.
 *
 * @throws DomainError `conflict` when the target exists or cannot be created; FileProblem when one
 * of the two files cannot be used; Error when verification fails or the signal aborts.
 */
export async function backUpDatabase(
  source: string,
  target: string,
  options: BackupOptions,
): Promise<BackupSummary> {
  const path = resolve(target);
  if (existsSync(path)) throw targetExists(target);
  const draft = `${path}.${randomUUID()}`;
  createPrivately(draft, target);
  try {
    const summary = await copy(resolve(source), draft, target, options);
    await flush(draft);
    await giveName(draft, path, target);
    return summary;
  } catch (error) {
    throw explainSystemError(error, target);
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) await rm(draft + end, { force: true });
    await flush(dirname(path));
  }
}

async function copy(
  source: string,
  draft: string,
  target: string,
  { onProgress, signal }: BackupOptions,
): Promise<BackupSummary> {
  const database = await openSource(source);
  try {
    await backup(database, draft, {
      rate: PAGES_PER_STEP,
      progress: ({ totalPages, remainingPages }) => {
        signal.throwIfAborted();
        onProgress(1 - remainingPages / totalPages);
      },
    });
    signal.throwIfAborted();
    return verify(database, draft);
  } catch (error) {
    const problem = fileProblemOf(error, source);
    // Only the copy is written, so these problems are about the target.
    const isOfTarget = problem?.kind === 'disk-full' || problem?.kind === 'write-failed';
    throw isOfTarget ? fileProblemOf(error, target) : (problem ?? error);
  } finally {
    database.close();
  }
}

/** Opens the source read-only. */
async function openSource(source: string): Promise<DatabaseSync> {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(source, { readOnly: true, timeout: 0 });
    const opened = database;
    await retryWhileBusy(() => holdMoment(opened));
    return opened;
  } catch (error) {
    database?.close();
    throw fileProblemOf(error, source) ?? error;
  }
}

/**
 * Keeps one snapshot by a read transaction. Without it, SQLite would restart the copy after every
 * write of another process, and never finish beside a busy server.
 */
function holdMoment(database: DatabaseSync): void {
  if (!database.isTransaction) database.exec('begin');
  readValue(database, 'select count(*) from sqlite_schema');
}

/** @param database the source, on the same snapshot as the copy. */
function verify(database: DatabaseSync, draft: string): BackupSummary {
  const location = pathToFileURL(draft);
  location.searchParams.set('mode', 'rw');
  const copied = new DatabaseSync(location);
  try {
    // A database in WAL mode cannot be read from a read-only folder.
    const mode = readValue(copied, 'pragma journal_mode = delete');
    const found = readValue(copied, 'pragma integrity_check');
    if (mode !== 'delete' || found !== 'ok') {
      const advice = 'See whether the database itself is in order.';
      throw new Error(`The copy is damaged, and was thrown away: ${found}. ${advice}`);
    }
    const counts = countRows(copied);
    for (const [table, rows] of countRows(database)) {
      if (counts.get(table) === rows) continue;
      throw new Error(`The copy has not the rows of the table ${table}, and was thrown away.`);
    }
    const bytes =
      Number(readValue(copied, 'pragma page_count')) *
      Number(readValue(copied, 'pragma page_size'));
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { bytes, tables: counts.size, rows };
  } finally {
    copied.close();
  }
}

function countRows(database: DatabaseSync): ReadonlyMap<string, number> {
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")
    .all()
    .map(({ name }) => String(name));
  return new Map(
    tables.map((table) => [
      table,
      Number(readValue(database, `select count(*) from "${table.replaceAll('"', '""')}"`)),
    ]),
  );
}

function createPrivately(draft: string, target: string): void {
  try {
    closeSync(openSync(draft, 'wx', OWNER_ONLY));
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    const message = `The file ${target} cannot be made (${reason}). Choose another --out.`;
    throw new DomainError('conflict', message, { cause });
  }
}

/** Unlike a rename, a link does not replace a file that another process has created meanwhile. */
async function giveName(draft: string, path: string, target: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw targetExists(target);
    }
    throw error;
  }
}

function targetExists(target: string): DomainError {
  const message = `There is a file ${target} already, which is not overwritten. Choose another --out.`;
  return new DomainError('conflict', message);
}

async function flush(path: string): Promise<void> {
  // Windows cannot open directories. Its file system journals names by itself.
  const handle = await open(path, 'r').catch(() => null);
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
