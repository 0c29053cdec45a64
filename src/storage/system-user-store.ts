/** The SQL store of a tenant's system users. */
import type { SystemUser, SystemUserStore } from '../domain/applications/system-user.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { StoreContext } from './store-context.ts';
import { TenantQueries } from './tenant-queries.ts';

export class SqlSystemUserStore implements SystemUserStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async find(applicationId: number): Promise<number | null> {
    const row = await this.#queries
      .selectFrom('system_users')
      .select('associate_id')
      .where('application_id', '=', applicationId)
      .executeTakeFirst();
    return row?.associate_id ?? null;
  }

  async list(): Promise<readonly SystemUser[]> {
    const rows = await this.#queries
      .selectFrom('system_users')
      .select(['application_id', 'associate_id'])
      .orderBy('application_id')
      .execute();
    return rows.map((row) => ({
      applicationId: row.application_id,
      associateId: row.associate_id,
    }));
  }

  set(applicationId: number, associateId: number): Promise<void> {
    return this.#queries.transaction(async (queries) => {
      const { unrestricted } = queries;
      const all = unrestricted.selectFrom('applications').select('id');
      await this.#queries.traits.lockRows(all.where('id', '=', applicationId)).execute();
      await removeSystemUser(queries, applicationId);
      const row = { application_id: applicationId, associate_id: associateId };
      const insert = queries.insertInto('system_users', row);
      await explainBrokenRule(this.#queries.traits, insert.execute(), {
        unique: `The user ${associateId} is the system user of another application. Choose another.`,
        'foreign-key':
          `There is no application ${applicationId}, or no user ${associateId}. ` +
          'List both to see which there are.',
      });
    });
  }

  remove(applicationId: number): Promise<boolean> {
    return removeSystemUser(this.#queries, applicationId);
  }
}

async function removeSystemUser(queries: TenantQueries, applicationId: number): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('system_users')
    .where('application_id', '=', applicationId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
