/** Looks into a database file without changing or migrating it. */
import { DatabaseSync } from 'node:sqlite';
import { readValue } from './database.ts';
import { fileProblemOf } from './engine-errors.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

/**
 * False when `init` or `import` did not finish.
 *
 * @throws FileProblem when the file cannot be read, or another process locks it for 5 s.
 */
export async function holdsInstallation(file: string): Promise<boolean> {
  try {
    return await retryWhileBusy(() => readHoldsInstallation(file));
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
