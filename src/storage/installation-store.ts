/** The SQL store of the installation. */
import type { Kysely } from 'kysely';
import type { Installation, InstallationStore, NewInstallation } from '../domain/installation.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import { insertKey } from './key-store.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';

const ONLY_ROW = 1;

export class SqlInstallationStore implements InstallationStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async read(): Promise<Installation | null> {
    const row = await this.#context.db.selectFrom('installation').selectAll().executeTakeFirst();
    if (!row) return null;
    return {
      id: row.id,
      mode: row.mode,
      purpose: row.purpose,
      createdAtMs: row.created_at_ms,
    };
  }

  async create(created: NewInstallation): Promise<void> {
    const { installation, key, masterKeyId, failedLoginKey } = created;
    await this.#context.transaction(async ({ db }) => {
      await this.#insert(db, installation);
      const masterKey = { only_row: ONLY_ROW, current_id: masterKeyId, previous_id: null };
      await db.insertInto('master_key').values(masterKey).execute();
      const nameKey = { only_row: ONLY_ROW, sealed: failedLoginKey };
      await db.insertInto('failed_login_key').values(nameKey).execute();
      await insertKey(db, key);
    });
  }

  async #insert(db: Kysely<Tables>, installation: Installation): Promise<void> {
    const row = {
      only_row: ONLY_ROW,
      id: installation.id,
      mode: installation.mode,
      purpose: installation.purpose,
      created_at_ms: installation.createdAtMs,
    };
    await explainBrokenRule(
      this.#context.traits,
      db.insertInto('installation').values(row).execute(),
      {
        unique:
          'This database holds an installation already. Use that one, or name another database.',
      },
    );
  }
}
