/** The SQL store of a tenant's logins to other servers. */
import type { Selectable } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import { noUser } from '../../domain/user-secrets/secret-access.ts';
import type {
  ServiceAuthStore,
  StoredServiceAuth,
} from '../../domain/user-secrets/service-auth.ts';
import { explainBrokenRule } from '../explain-broken-rule.ts';
import type { ServiceAuthTable } from '../secret-tables.ts';
import type { StoreContext } from '../store-context.ts';
import { takeId } from '../tenant-ids.ts';
import { TenantQueries } from '../tenant-queries.ts';

export class SqlServiceAuthStore implements ServiceAuthStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(id: number): Promise<StoredServiceAuth | null> {
    const query = this.#queries.selectFrom('service_auths').selectAll().where('id', '=', id);
    const row = await query.executeTakeFirst();
    return row ? loginOf(row) : null;
  }

  async count(associateId: number): Promise<number> {
    const { total } = await this.#queries
      .selectFrom('service_auths')
      .where('associate_id', '=', associateId)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(total);
  }

  takeId(): Promise<number> {
    return takeId(this.#queries, 'service-auth', undefined);
  }

  async add(login: StoredServiceAuth): Promise<void> {
    const identity = { id: login.id, associate_id: login.associateId };
    const inserting = this.#queries
      .insertInto('service_auths', { ...identity, ...fieldsOf(login) })
      .execute();
    await explainBrokenRule(this.#queries.traits, inserting, {
      'foreign-key': noUser(login.associateId).message,
    });
  }

  async update(login: StoredServiceAuth): Promise<void> {
    const { numUpdatedRows } = await this.#queries
      .updateTable('service_auths')
      .set(fieldsOf(login))
      .where('id', '=', login.id)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) return;
    throw new DomainError('not-found', `There is no login to a server with the id ${login.id}.`);
  }

  async remove(id: number): Promise<void> {
    await this.#queries.deleteFrom('service_auths').where('id', '=', id).execute();
  }
}

function fieldsOf({ server, port, authType, userName, sealed }: StoredServiceAuth) {
  return { server, port, auth_type: authType, user_name: userName, sealed };
}

function loginOf(row: Selectable<ServiceAuthTable>): StoredServiceAuth {
  return {
    id: row.id,
    associateId: row.associate_id,
    server: row.server,
    port: row.port,
    authType: row.auth_type,
    userName: row.user_name,
    sealed: row.sealed,
  };
}
