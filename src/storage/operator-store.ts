/** The SQL store of operators. */
import type { Selectable } from 'kysely';
import { foldName } from '../domain/names.ts';
import type { NewOperator, Operator, OperatorStore } from '../domain/operators/operator.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { OperatorTable } from './operator-tables.ts';
import type { StoreContext } from './store-context.ts';

export class SqlOperatorStore implements OperatorStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async add({ name, role, createdAtMs, passwordHash }: NewOperator): Promise<Operator> {
    const insert = this.#context.db
      .insertInto('operators')
      .values({
        name,
        name_folded: foldName(name),
        role,
        password_hash: passwordHash,
        created_at_ms: createdAtMs,
      })
      .returning('id');
    const { id } = await explainBrokenRule(this.#context.traits, insert.executeTakeFirstOrThrow(), {
      unique: `There is an operator "${name}" already. Choose another name.`,
    });
    return { id, name, role, createdAtMs };
  }

  async list(): Promise<readonly Operator[]> {
    const rows = await this.#context.db
      .selectFrom('operators')
      .selectAll()
      .orderBy('name_folded')
      .execute();
    return rows.map(operatorOf);
  }

  async findByName(name: string): Promise<Operator | null> {
    const row = await this.#context.db
      .selectFrom('operators')
      .selectAll()
      .where('name_folded', '=', foldName(name))
      .executeTakeFirst();
    return row ? operatorOf(row) : null;
  }

  async readPasswordHash(id: number): Promise<string | null> {
    const row = await this.#context.db
      .selectFrom('operators')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.password_hash ?? null;
  }

  async setPasswordHash(id: number, passwordHash: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#context.db
      .updateTable('operators')
      .set({ password_hash: passwordHash })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async remove(id: number): Promise<boolean> {
    const { numDeletedRows } = await this.#context.db
      .deleteFrom('operators')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function operatorOf(row: Selectable<OperatorTable>): Operator {
  return { id: row.id, name: row.name, role: row.role, createdAtMs: row.created_at_ms };
}
