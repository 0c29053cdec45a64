/** The SQL store of all sealed secrets, in whichever table they are. */
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import type { SealedRow, SealedSecretStore } from '../domain/keys/master-key-state.ts';
import { SEALED_HEAD_BYTES } from '../domain/keys/sealing.ts';
import { type SecretName, secretNames } from '../domain/keys/secret-names.ts';
import { dumpTables } from './dump/dump-tables.ts';
import type { Tables } from './schema.ts';
import { sealedHead } from './sealed-head.ts';
import type { StoreContext } from './store-context.ts';

/** The tables with a sealed secret in each row. */
type SealedTableName = {
  [T in keyof Tables]: Tables[T] extends { readonly sealed: Uint8Array } ? T : never;
}[keyof Tables];

/** The name of the secret in a row. A table that is missing here is a compile error. */
const names: { readonly [T in SealedTableName]: (row: Selectable<Tables[T]>) => SecretName } = {
  failed_login_key: () => secretNames.failedLoginKey(),
  token_keys: ({ id }) => secretNames.tokenKey(id),
  signing_keys: ({ key_id }) => secretNames.signingKey(key_id),
  untrusted_credentials: (row) =>
    secretNames.untrustedCredentials(ownerOf(row), row.type, row.public_value),
  service_auths: (row) => secretNames.serviceAuth(ownerOf(row), row.id),
  external_tokens: (row) => secretNames.externalTokens(ownerOf(row), row.key_hash),
  consents: (row) => secretNames.systemToken(row.tenant_id, row.application_id),
};
const tableNames = Object.keys(names) as readonly SealedTableName[];

/** Where a secret is. The list is ordered by table, and then by the head of the sealed secret. */
interface Position {
  readonly table: SealedTableName;
  readonly head: Uint8Array;
  /** The values of the primary key by column. */
  readonly key: Readonly<Record<string, string | number>>;
}

export class SqlSealedSecretStore implements SealedSecretStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async count(masterKeyId: string): Promise<number> {
    let total = 0;
    for (const table of tableNames) {
      const query = selectSealedBy(this.#context.db, table, masterKeyId, null);
      const rows = sql<number>`count(*)`.as('rows');
      total += Number((await query.select(rows).executeTakeFirstOrThrow()).rows);
    }
    return total;
  }

  async list(
    masterKeyId: string,
    after: SealedRow | null,
    limit: number,
  ): Promise<readonly SealedRow[]> {
    const last = after && (after.row as Position);
    const found: SealedRow[] = [];
    for (const table of tableNames.slice(last ? tableNames.indexOf(last.table) : 0)) {
      const head = last?.table === table ? last.head : null;
      const query = selectSealedBy(this.#context.db, table, masterKeyId, head).selectAll();
      const rows = await query
        .orderBy(sealedHead)
        .limit(limit - found.length)
        .execute();
      const nameOf = names[table] as (row: unknown) => SecretName;
      for (const row of rows) {
        const headOfRow = row.sealed.subarray(0, SEALED_HEAD_BYTES);
        const position: Position = { table, head: headOfRow, key: keyOf(table, row) };
        found.push({ name: nameOf(row), sealed: row.sealed, row: position });
      }
      if (found.length >= limit) break;
    }
    return found;
  }

  async replace({ row, sealed: before }: SealedRow, sealed: Uint8Array): Promise<boolean> {
    const { table, key } = row as Position;
    const isRow = Object.entries(key).map(
      ([column, value]) => sql<SqlBool>`${sql.ref(column)} = ${value}`,
    );
    const update = this.#context.db
      .updateTable<SealedTableName>(table)
      .set({ sealed })
      .where((where) => where.and(isRow))
      .where('sealed', '=', before);
    return (await update.executeTakeFirstOrThrow()).numUpdatedRows === 1n;
  }
}

function selectSealedBy(
  db: Kysely<Tables>,
  table: SealedTableName,
  masterKeyId: string,
  afterHead: Uint8Array | null,
) {
  const keyId = Buffer.from(masterKeyId, 'hex');
  // Greater than every head that begins with the key id.
  const end = Buffer.concat([keyId, Buffer.alloc(SEALED_HEAD_BYTES, 0xff)]);
  return db
    .selectFrom<SealedTableName>(table)
    .where(sealedHead, '>', afterHead ?? keyId)
    .where(sealedHead, '<', end);
}

function keyOf(table: SealedTableName, row: object): Position['key'] {
  const columns = Object.keys(dumpTables[table].key);
  return Object.fromEntries(columns.map((column) => [column, Reflect.get(row, column)]));
}

function ownerOf(row: { readonly tenant_id: number; readonly associate_id: number }) {
  return { tenantId: row.tenant_id, associateId: row.associate_id };
}
