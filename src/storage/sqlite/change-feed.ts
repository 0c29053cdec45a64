/**
 * The change feed on SQLite. It reports that another process changed the file, but not what. It
 * checks at most once in each turn of the event loop, so a report is never later than one turn.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_data_version
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Change, ChangeFeed } from '../../domain/change-feed.ts';

export class SqliteChangeFeed implements ChangeFeed {
  readonly #dataVersion: StatementSync;
  readonly #listeners: ((change: Change | null) => void)[] = [];
  #known: unknown;
  /** One check is enough until the event loop continues. */
  #looked = false;

  /** @param database the connection of the stores. Its own changes are not reported. */
  constructor(database: DatabaseSync) {
    this.#dataVersion = database.prepare('pragma data_version');
    this.#dataVersion.setReturnArrays(true);
    this.#known = this.#read();
  }

  isCurrent(): boolean {
    if (this.#looked) return true;
    this.#looked = true;
    setImmediate(() => {
      this.#looked = false;
    });
    const version = this.#read();
    if (version !== this.#known) {
      this.#known = version;
      for (const listener of this.#listeners) listener(null);
    }
    return true;
  }

  subscribe(listener: (change: Change | null) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {}

  #read(): unknown {
    const [version]: readonly unknown[] = Object.values(this.#dataVersion.get() ?? {});
    return version;
  }
}
