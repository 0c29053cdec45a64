/** Looks into a database file without changing or migrating it. */
import { DatabaseSync } from 'node:sqlite';
import { readValue } from './database.ts';
import { fileProblemOf } from './engine-errors.ts';

/**
 * False when `init` or `import` did not finish.
 *
 * @throws FileProblem when the file cannot be read.
 */
export function holdsInstallation(file: string): boolean {
  try {
    return readHoldsInstallation(file);
  } catch (error) {
    throw fileProblemOf(error, file) ?? error;
  }
}

function readHoldsInstallation(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = "select count(*) from sqlite_schema where name = 'installation'";
    if (readValue(database, tables) === 0) return false;
    return readValue(database, 'select count(*) from installation') !== 0;
  } finally {
    database.close();
  }
}
