/** The secrets that users store for other systems. */
import { type Kysely, sql } from 'kysely';
import type { DialectTraits } from '../../dialect-traits.ts';
import { sealedHead } from '../../sealed-head.ts';
import { addIntegers, addOwner, addTenant, addTexts, createIndex } from './columns.ts';

export async function createUserSecrets(db: Kysely<unknown>, traits: DialectTraits): Promise<void> {
  await db.schema
    .createTable('untrusted_credentials')
    .$call(addTenant)
    .$call((table) => addOwner(table, 'untrusted_credentials'))
    .$call((table) => addTexts(table, 'type', 'public_value', 'comment'))
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .addColumn('valid_from_ms', 'bigint', (column) => column.notNull())
    .addColumn('valid_to_ms', 'bigint', (column) => column.notNull())
    .$call((table) => addIntegers(table, 'active'))
    .addPrimaryKeyConstraint('untrusted_credentials_pk', [
      'tenant_id',
      'associate_id',
      'type',
      'public_value',
    ])
    .execute();
  await db.schema
    .createTable('service_auths')
    .$call(addTenant)
    .$call((table) => addIntegers(table, 'id'))
    .$call((table) => addOwner(table, 'service_auths'))
    .$call((table) => addTexts(table, 'server', 'auth_type', 'user_name'))
    .$call((table) => addIntegers(table, 'port'))
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .addPrimaryKeyConstraint('service_auths_pk', ['tenant_id', 'id'])
    .execute();
  await createIndex(db, 'service_auths', 'owner', ['tenant_id', 'associate_id']);
  await db.schema
    .createTable('external_tokens')
    .$call(addTenant)
    .$call((table) => addTexts(table, 'key_hash'))
    .$call((table) => addOwner(table, 'external_tokens'))
    .$call((table) => addTexts(table, 'provider'))
    .addColumn('sealed', traits.bytesType, (column) => column.notNull())
    .addColumn('saved_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('external_tokens_pk', ['tenant_id', 'key_hash'])
    .execute();
  const order = ['tenant_id', 'associate_id', 'saved_at_ms'];
  await createIndex(db, 'external_tokens', 'owner', order);
  for (const table of ['untrusted_credentials', 'service_auths', 'external_tokens']) {
    const index = sql.ref(`${table}_by_seal`);
    await sql`create index ${index} on ${sql.table(table)} (${sealedHead})`.execute(db);
  }
}
