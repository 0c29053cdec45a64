/**
 * New databases in memory, with all tables. The statements of `tables.json` make them in a tenth of
 * the time that the migrations take. `npm run goldens` writes that file from the migrations.
 */
import { DatabaseSync } from 'node:sqlite';
import statements from './tables.json' with { type: 'json' };

export function createDatabaseInMemory(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(['begin', ...statements, 'commit'].join(';\n'));
  return database;
}
