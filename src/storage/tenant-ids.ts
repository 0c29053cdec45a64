/** Allocates the ids of a tenant's records. No id is used twice. */
import { type SqlBool, sql } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { Slots } from './prepared-query.ts';
import type { IdKind } from './schema.ts';
import { PreparedTenantQuery, type TenantQueries } from './tenant-queries.ts';

const FIRST_ID = 1;
/** Ids are signed 32-bit integers on the wire. */
const ID_MAX = 2 ** 31 - 1;

const kinds = {
  associate: { table: 'associates', column: 'associates.id', word: 'user' },
  person: { table: 'persons', column: 'persons.id', word: 'person' },
  contact: { table: 'contacts', column: 'contacts.id', word: 'contact' },
  role: { table: 'roles', column: 'roles.id', word: 'role' },
  group: { table: 'user_groups', column: 'user_groups.id', word: 'group' },
  'functional-right': {
    table: 'functional_rights',
    column: 'functional_rights.id',
    word: 'functional right',
  },
  'licence-owner': { table: 'licence_owners', column: 'licence_owners.id', word: 'licence owner' },
  'service-auth': {
    table: 'service_auths',
    column: 'service_auths.id',
    word: 'login to a server',
  },
  'licence-module': { table: 'licence_modules', column: 'licence_modules.id', word: 'licence' },
} as const satisfies Record<IdKind, { table: string; column: string; word: string }>;

const countOne = new PreparedTenantQuery((tenant, given: Slots<{ readonly kind: IdKind }>) =>
  tenant
    .insertInto('tenant_counters', { kind: given('kind'), last_id: FIRST_ID })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'kind']).doUpdateSet((counter) => ({
        last_id: counter('tenant_counters.last_id', '+', 1),
      })),
    )
    .returning('last_id'),
);

interface KindAndId {
  readonly kind: IdKind;
  readonly id: number;
}

const countUpTo = new PreparedTenantQuery((tenant, given: Slots<KindAndId>) =>
  tenant
    .insertInto('tenant_counters', { kind: given('kind'), last_id: given('id') })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'kind']).doUpdateSet((counter) => ({
        last_id: counter
          .case()
          .when('tenant_counters.last_id', '<', given('id'))
          .then(given('id'))
          .else(counter.ref('tenant_counters.last_id'))
          .end(),
      })),
    )
    .returning('last_id'),
);

const one = sql<number>`1`.as('one');

const selectRemoved = new PreparedTenantQuery((tenant, given: Slots<KindAndId>) =>
  tenant
    .selectFrom('removed_ids')
    .select(one)
    .where('kind', '=', given('kind'))
    .where('id', '=', given('id')),
);

/**
 * Allocates the given id, or else the next one, in the caller's transaction. Until it ends, nobody
 * else can allocate an id of the same kind.
 *
 * @throws DomainError `conflict` when the id is or was in use, or none is left; `not-found` for the
 * tenant.
 */
export async function takeId(
  queries: TenantQueries,
  kind: IdKind,
  given: number | undefined,
): Promise<number> {
  const counting =
    given === undefined
      ? queries.run(countOne, { kind })
      : queries.run(countUpTo, { kind, id: given });
  const [{ last_id = 0 } = {}] = await explainBrokenRule(queries.traits, counting, {
    'foreign-key': `There is no tenant ${queries.tenantId}. List tenants to see which there are.`,
  });
  if (given !== undefined) {
    await requireUnused(queries, kind, given);
    return given;
  }
  if (last_id > ID_MAX) {
    const { word } = kinds[kind];
    throw new DomainError(
      'conflict',
      `The largest id of a ${word} is ${ID_MAX}, and it was used. Give an id that is free.`,
    );
  }
  return last_id;
}

/** Marks all ids up to this one as used, when no id of the kind was allocated before. */
export async function reserveIds(
  queries: TenantQueries,
  kind: IdKind,
  lastId: number,
): Promise<void> {
  await queries.insertInto('tenant_counters', { kind, last_id: lastId }).execute();
}

/** Marks the id as never to be used again, in the caller's transaction. */
export async function retireId(queries: TenantQueries, kind: IdKind, id: number): Promise<void> {
  await queries.insertInto('removed_ids', { kind, id }).execute();
}

async function requireUnused(queries: TenantQueries, kind: IdKind, id: number): Promise<void> {
  const { table, column, word } = kinds[kind];
  const taken = await queries
    .selectFrom(table)
    .select(one)
    .where(sql<SqlBool>`${sql.ref(column)} = ${id}`)
    .executeTakeFirst();
  if (taken) {
    throw new DomainError('conflict', `There is a ${word} ${id} already. Choose another id.`);
  }
  const [removed] = await queries.run(selectRemoved, { kind, id });
  if (removed) {
    throw new DomainError(
      'conflict',
      `There was a ${word} ${id}, and no id is used twice. Choose another id.`,
    );
  }
}
