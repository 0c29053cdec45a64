/** The installation, on SQL. */
import type { Kysely } from 'kysely';
import type { Installation, InstallationStore, NewInstallation } from '../domain/installation.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { insertGroup, insertRole } from './directory-store.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import { insertKey } from './key-store.ts';
import type { Tables } from './schema.ts';

const ONLY_ROW = 1;

export class SqlInstallationStore implements InstallationStore {
  readonly #db: Kysely<Tables>;
  readonly #traits: DialectTraits;

  constructor(db: Kysely<Tables>, traits: DialectTraits) {
    this.#db = db;
    this.#traits = traits;
  }

  async read(): Promise<Installation | null> {
    const row = await this.#db.selectFrom('installation').selectAll().executeTakeFirst();
    if (!row) return null;
    return {
      id: row.id,
      companyName: row.company_name,
      demo: row.demo === 1,
      createdAtMs: row.created_at_ms,
    };
  }

  async create({ installation, key, role, groupName }: NewInstallation): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await this.#insert(transaction, installation);
      await insertKey(transaction, key);
      await insertRole(transaction, this.#traits, role);
      await insertGroup(transaction, this.#traits, groupName);
    });
  }

  async #insert(db: Kysely<Tables>, installation: Installation): Promise<void> {
    const row = {
      only_row: ONLY_ROW,
      id: installation.id,
      company_name: installation.companyName,
      demo: installation.demo ? 1 : 0,
      created_at_ms: installation.createdAtMs,
    };
    await explainBrokenRule(this.#traits, db.insertInto('installation').values(row).execute(), {
      unique:
        'This database holds an installation already. Use that one, or name another database.',
    });
  }
}
