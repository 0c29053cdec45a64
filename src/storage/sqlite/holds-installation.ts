/** Looks into a database file without changing it, be its schema old. */
import { DatabaseSync } from 'node:sqlite';
import { readValue } from './database.ts';
import { fileProblemOf } from './engine-errors.ts';

/**
 * False where `init` or `import` did not come to its end.
 *
 * @throws FileProblem when the file cannot be used.
 */
export function holdsInstallation(file: string): boolean {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const tables = "select count(*) from sqlite_schema where name = 'installation'";
    if (readValue(database, tables) === 0) return false;
    return readValue(database, 'select count(*) from installation') !== 0;
  } catch (error) {
    throw fileProblemOf(error, file) ?? error;
  } finally {
    database?.close();
  }
}
