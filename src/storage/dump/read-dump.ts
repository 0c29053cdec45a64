/** Fills an empty database from a dump, in one transaction. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { OpenedDatabase } from '../opened-database.ts';
import type { Tables } from '../schema.ts';
import { countRowsOf } from './count-rows.ts';
import { type DumpCounts, parseHeader, parseLine, rowFromJson } from './dump-lines.ts';
import { type DumpTable, type DumpTableName, dumpTableNames, dumpTables } from './dump-tables.ts';
import { type DumpRow, PAGE_ROWS } from './dump-traits.ts';

type TableName = DumpTableName;

/** Called with the number of rows stored so far. */
type ReadProgress = (rows: number) => void;

/**
 * @param lines without line endings.
 * @param check inspects the result before the commit, and throws to undo it.
 * @returns the rows in each table, which match the counts in the dump.
 * @throws DomainError `conflict` when the database is not empty; `invalid-argument` when the dump
 * is damaged or has another schema version.
 */
export function readDump(
  database: OpenedDatabase,
  lines: AsyncIterable<string>,
  onProgress: ReadProgress,
  check: (stored: OpenedDatabase) => Promise<void> = async () => {},
): Promise<DumpCounts> {
  const work = database.db.transaction().execute(async (transaction) => {
    await requireEmpty(transaction);
    const reader = new DumpReader(database, transaction, onProgress);
    for await (const line of lines) await reader.take(line);
    const counts = reader.finish();
    await check({ ...database, db: transaction });
    return counts;
  });
  return explainBrokenRule(database.traits, work, {
    unique: 'A row of the dump is there twice, or somebody else fills this database.',
    'foreign-key': 'A row of the dump refers to one that is missing.',
  });
}

async function requireEmpty(db: Kysely<Tables>): Promise<void> {
  for (const name of dumpTableNames) {
    const row = await db.selectFrom(name).select(sql`1`.as('one')).limit(1).executeTakeFirst();
    if (!row) continue;
    const problem = `The database is not empty: there is something in its table ${name}.`;
    throw new DomainError('conflict', `${problem} Import into a new one.`);
  }
}

class DumpReader {
  readonly #database: OpenedDatabase;
  readonly #transaction: Kysely<Tables>;
  readonly #onProgress: ReadProgress;
  readonly #sum = createHash('sha256');
  readonly #counts = Object.fromEntries(dumpTableNames.map((name) => [name, 0])) as DumpCounts;
  #lines = 0;
  #rows = 0;
  /** Rows of one table that are not stored yet. */
  #page: DumpRow[] = [];
  #pageTable: TableName = dumpTableNames[0] ?? 'installation';
  #ended = false;

  constructor(database: OpenedDatabase, transaction: Kysely<Tables>, onProgress: ReadProgress) {
    this.#database = database;
    this.#transaction = transaction;
    this.#onProgress = onProgress;
  }

  async take(text: string): Promise<void> {
    this.#lines += 1;
    if (this.#ended) throw damaged('There is something after its end.');
    if (this.#lines === 1) this.#takeHeader(text);
    else await this.#takeLine(text);
    if (!this.#ended) this.#sum.update(`${text}\n`);
  }

  /** @throws DomainError `invalid-argument` when the last line is missing. */
  finish(): DumpCounts {
    if (!this.#ended) throw damaged('It was cut short.');
    return this.#counts;
  }

  #takeHeader(text: string): void {
    const given = parseHeader(text);
    const { schemaVersion } = this.#database.info;
    if (given === schemaVersion) return;
    throw new DomainError(
      'invalid-argument',
      `The dump is of version ${given} of the schema, this program of ${schemaVersion}. ` +
        'Import it with the version of the program that wrote it, or export it anew with this one.',
    );
  }

  async #takeLine(text: string): Promise<void> {
    const line = parseLine(text, this.#lines);
    if ('row' in line) return this.#takeRow(line.table, rowFromJson(line.table, line.row));
    await this.#storePage();
    if ('counter' in line) return this.#takeCounter(line.table, line.counter);
    if (line.sha256 !== this.#sum.digest('hex')) throw damaged('It was changed.');
    for (const name of dumpTableNames) {
      if (line.counts[name] !== (await countRowsOf(this.#transaction, name))) {
        throw damaged(`The table ${name} has not as many rows as it says.`);
      }
    }
    this.#ended = true;
  }

  async #takeRow(name: TableName, row: DumpRow): Promise<void> {
    if (name !== this.#pageTable || this.#page.length >= PAGE_ROWS) await this.#storePage();
    this.#pageTable = name;
    this.#page.push(row);
  }

  async #takeCounter(name: TableName, last: number): Promise<void> {
    const { identity }: DumpTable = dumpTables[name];
    if (identity === undefined) throw damaged(`The table ${name} counts nothing.`);
    await this.#database.dumpTraits.moveCounter(this.#transaction, name, identity, last);
  }

  async #storePage(): Promise<void> {
    const [first] = this.#page;
    if (!first) return;
    const columns = Object.keys(first);
    const rows = this.#page.map((row) => {
      const sameColumns = Object.keys(row).length === columns.length;
      const values = columns.map((column) => row[column]);
      if (!sameColumns || values.includes(undefined)) {
        throw damaged(`Rows of the table ${this.#pageTable} have different columns.`);
      }
      return sql`(${sql.join(values)})`;
    });
    const names = sql.join(columns.map((column) => sql.ref(column)));
    await sql`
      insert into ${sql.table(this.#pageTable)} (${names})
      values ${sql.join(rows)}`.execute(this.#transaction);
    this.#counts[this.#pageTable] += this.#page.length;
    this.#rows += this.#page.length;
    this.#page = [];
    this.#onProgress(this.#rows);
  }
}

function damaged(what: string): DomainError {
  return new DomainError('invalid-argument', `The dump is damaged. ${what}`);
}
