/**
 * Tenants, to one of which every user and session now belongs; applications; revoked access tokens.
 *
 * What a database held becomes that of the one tenant of an on-site installation. Foreign keys
 * cannot be changed where they are on every engine, so that old tables are set aside, copied into
 * new ones and dropped. Names of indexes and named constraints differ from those of the first
 * tables, because on some engines these keep theirs until they are dropped.
 */
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DialectTraits } from '../dialect-traits.ts';
import { createTables } from './0002-tables.ts';

/** What refers to another table comes before it. */
const OLD_TABLES = [
  'cs_sessions',
  'tickets',
  'associate_licenses',
  'associate_groups',
  'associates',
  'licenses',
  'user_groups',
  'role_rights',
  'roles',
  'installation',
] as const;

const OLD_INDEXES = [
  'associates_email_folded',
  'tickets_associate_id',
  'tickets_parent_id',
  'tickets_expires_at_ms',
];

/** How long access tokens lived, with which CS sessions now end. */
const CS_SESSION_LIFETIME_MS = 3_600_000;

export function tenantsAndApplications(traits: DialectTraits): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await setOldTablesAside(db);
      await createTables(db, traits);
      await copyTenant(db);
      await copyDirectory(db);
      await copyAssociates(db);
      await copySessions(db);
      for (const table of OLD_TABLES) await db.schema.dropTable(asideName(table)).execute();
    },
  };
}

function asideName(table: (typeof OLD_TABLES)[number]): string {
  return `old_${table}`;
}

/** References between them follow. */
async function setOldTablesAside(db: Kysely<unknown>): Promise<void> {
  for (const index of OLD_INDEXES) await db.schema.dropIndex(index).execute();
  for (const table of OLD_TABLES) {
    await db.schema.alterTable(table).renameTo(asideName(table)).execute();
  }
}

/**
 * A database without an installation was never served, so that there is nothing to be carried over:
 * it gets no tenant, hence no rows of one.
 */
async function copyTenant(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into installation (only_row, id, mode, demo, created_at_ms)
    select only_row, id, 'onsite', demo, created_at_ms from old_installation`.execute(db);
  await sql`
    insert into tenants
      (context_identifier, context_identifier_folded, company_name, created_at_ms)
    select '', '', company_name, created_at_ms from old_installation`.execute(db);
}

async function copyDirectory(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into roles (tenant_id, id, name, name_folded, description, type)
    select tenants.id, past.id, name, name_folded, description, type
    from tenants cross join old_roles as past`.execute(db);
  await sql`
    insert into role_rights (tenant_id, role_id, function_right)
    select tenants.id, role_id, function_right
    from tenants cross join old_role_rights`.execute(db);
  await sql`
    insert into user_groups (tenant_id, id, name, name_folded)
    select tenants.id, past.id, name, name_folded
    from tenants cross join old_user_groups as past`.execute(db);
  await sql`
    insert into licenses (tenant_id, module_id, owner_name, owner_name_folded, name, name_folded,
      description, version)
    select tenants.id, module_id, owner_name, owner_name_folded, name, name_folded,
      description, version
    from tenants cross join old_licenses`.execute(db);
  await startCounter(db, 'role', 'id', 'old_roles');
  await startCounter(db, 'group', 'id', 'old_user_groups');
  await startCounter(db, 'license', 'module_id', 'old_licenses');
}

async function copyAssociates(db: Kysely<unknown>): Promise<void> {
  const same = sql`
    name, name_folded, full_name, email, email_folded, type, role_id, group_id, person_id,
    contact_id, contact_owner_id, country_id, home_country_id, business_id, category_id,
    cs_user_id, cs_user_access_level, cs_user_status, password_hash, disabled_at_ms, generation`;
  await sql`
    insert into associates (tenant_id, id, created_at_ms, ${same})
    select tenants.id, past.id, past.created_at_ms, ${same}
    from tenants cross join old_associates as past`.execute(db);
  await sql`
    insert into associate_groups (tenant_id, associate_id, group_id)
    select tenants.id, associate_id, group_id
    from tenants cross join old_associate_groups`.execute(db);
  await sql`
    insert into associate_licenses (tenant_id, associate_id, module_id)
    select tenants.id, associate_id, module_id
    from tenants cross join old_associate_licenses`.execute(db);
  await startCounter(db, 'associate', 'id', 'old_associates');
}

/**
 * Where an engine counts login ids without looking at the rows, its counter would have to be moved
 * as well. Before this migration there were such tables on SQLite only, which does look.
 */
async function copySessions(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into tickets (id, tenant_id, secret_hash, associate_id, generation, parent_id,
      issued_at_ms, expires_at_ms, last_used_at_ms, last_used_from, last_used_by)
    select past.id, tenants.id, secret_hash, associate_id, generation, parent_id,
      issued_at_ms, expires_at_ms, last_used_at_ms, last_used_from, last_used_by
    from tenants cross join old_tickets as past`.execute(db);
  await sql`
    insert into cs_sessions (login_id, tenant_id, key_hash, associate_id, cs_user_id, ticket_id,
      client_address, origin, started_at_ms, expires_at_ms, last_active_at_ms)
    select login_id, tenants.id, key_hash, associate_id, cs_user_id, ticket_id,
      client_address, origin, started_at_ms, started_at_ms + ${sql.lit(CS_SESSION_LIFETIME_MS)},
      last_active_at_ms
    from tenants cross join old_cs_sessions`.execute(db);
}

/** Nothing that has an id could be removed until now, so that the largest of them is the last. */
async function startCounter(
  db: Kysely<unknown>,
  kind: string,
  id: string,
  table: string,
): Promise<void> {
  await sql`
    insert into tenant_counters (tenant_id, kind, last_id)
    select tenants.id, cast(${kind} as text), max(past.${sql.ref(id)})
    from tenants cross join ${sql.table(table)} as past
    group by tenants.id`.execute(db);
}
