/** The SQL store of applications. */
import type { Kysely } from 'kysely';
import {
  type Application,
  type ApplicationProfile,
  type ApplicationStore,
  applicationTokensMax,
} from '../domain/applications/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { PublicKey } from '../domain/keys/public-key.ts';
import { foldName } from '../domain/names.ts';
import {
  applicationOf,
  applicationsOf,
  type Narrowing,
  type SetName,
  selectApplications,
  sortKeys,
  sortNumbers,
} from './application-parts.ts';
import type { DialectTraits } from './dialect-traits.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import { PreparedQuery, type Slots } from './prepared-query.ts';
import { sortTexts } from './role-store.ts';
import type { Tables } from './schema.ts';
import type { StoreContext } from './store-context.ts';

const selectById = new PreparedQuery((db, given: Slots<Pick<Application, 'id'>>) =>
  selectApplications(db, (query) => query.where('id', '=', given('id'))),
);

const selectByClientId = new PreparedQuery((db, given: Slots<Pick<Application, 'clientId'>>) =>
  selectApplications(db, (query) => query.where('client_id', '=', given('clientId'))),
);

const selectByTokenHash = new PreparedQuery((db, given: Slots<{ readonly tokenHash: string }>) =>
  selectApplications(db, (query) =>
    query.where('id', 'in', (token) =>
      token
        .selectFrom('application_tokens')
        .select('application_id')
        .where('token_hash', '=', given('tokenHash')),
    ),
  ),
);

export class SqlApplicationStore implements ApplicationStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  add(profile: ApplicationProfile, tokenHash: string, nowMs: number): Promise<Application> {
    return this.#changing(async (transaction) => {
      const insert = transaction
        .insertInto('applications')
        .values({
          ...profileRow(profile),
          tokens_given: 0,
          created_at_ms: nowMs,
          disabled_at_ms: null,
        })
        .returningAll();
      const row = await explainBrokenRule(this.#context.traits, insert.executeTakeFirstOrThrow(), {
        unique: profileTaken(profile),
      });
      const sets = await this.#insertSets(transaction, row.id, profile);
      await this.#insertToken(transaction, row.id, tokenHash, nowMs);
      return { ...applicationOf(row), ...sets };
    });
  }

  async find(id: number): Promise<Application | null> {
    const { rows } = await selectById.execute(this.#context, { id });
    return applicationsOf(rows)[0] ?? null;
  }

  async findByName(name: string): Promise<Application | null> {
    const folded = foldName(name);
    const [application] = await this.#read((query) => query.where('name_folded', '=', folded));
    return application ?? null;
  }

  async findByClientId(clientId: string): Promise<Application | null> {
    const { rows } = await selectByClientId.execute(this.#context, { clientId });
    return applicationsOf(rows)[0] ?? null;
  }

  async findByTokenHash(tokenHash: string): Promise<Application | null> {
    const { rows } = await selectByTokenHash.execute(this.#context, { tokenHash });
    return applicationsOf(rows)[0] ?? null;
  }

  list(): Promise<readonly Application[]> {
    return this.#read((query) => query);
  }

  update(id: number, profile: ApplicationProfile): Promise<void> {
    return this.#changing(async (transaction) => {
      const update = transaction
        .updateTable('applications')
        .set(profileRow(profile))
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const { numUpdatedRows } = await explainBrokenRule(this.#context.traits, update, {
        unique: profileTaken(profile),
      });
      if (numUpdatedRows === 0n) throw noApplication(id);
      await removeSets(transaction, id);
      await this.#insertSets(transaction, id, profile);
    });
  }

  async lock(id: number): Promise<void> {
    await lockApplication(this.#context.db, this.#context.traits, id);
  }

  async listTokenTimes(id: number): Promise<readonly number[]> {
    const rows = await this.#context.db
      .selectFrom('application_tokens')
      .select('created_at_ms')
      .where('application_id', '=', id)
      .orderBy('number', 'desc')
      .execute();
    return rows.map((row) => row.created_at_ms);
  }

  addToken(id: number, tokenHash: string, nowMs: number): Promise<void> {
    return this.#changing(async (transaction) => {
      await lockApplication(transaction, this.#context.traits, id);
      await transaction
        .deleteFrom('application_tokens')
        .where('application_id', '=', id)
        .where('token_hash', '=', tokenHash)
        .execute();
      await this.#insertToken(transaction, id, tokenHash, nowMs);
      await removeTokens(transaction, id, applicationTokensMax);
    });
  }

  removeOldTokens(id: number): Promise<number> {
    return this.#changing((transaction) => removeTokens(transaction, id, 1));
  }

  async disable(id: number, nowMs: number): Promise<void> {
    await this.#changing(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('applications')
        .set((row) => ({ disabled_at_ms: row.fn.coalesce('disabled_at_ms', row.val(nowMs)) }))
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw noApplication(id);
    });
  }

  async enable(id: number): Promise<void> {
    await this.#changing(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('applications')
        .set({ disabled_at_ms: null })
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw noApplication(id);
    });
  }

  async remove(id: number): Promise<void> {
    await this.#changing(async (transaction) => {
      await lockApplication(transaction, this.#context.traits, id);
      await removeSets(transaction, id);
      await removeTokens(transaction, id, 0);
      await removeDependents(transaction, id);
      await transaction.deleteFrom('applications').where('id', '=', id).execute();
    });
  }

  async #insertSets(
    db: Kysely<Tables>,
    id: number,
    profile: ApplicationProfile,
  ): Promise<Pick<ApplicationProfile, SetName>> {
    const agents = sortTexts(profile.agents);
    if (agents.length > 0) {
      const rows = agents.map((agent) => ({ application_id: id, agent }));
      await db.insertInto('application_agents').values(rows).execute();
    }
    const publicKeys = await this.#insertKeys(db, id, profile.publicKeys);
    if (profile.tenantIds === 'all') return { agents, publicKeys, tenantIds: 'all' };
    const tenantIds = sortNumbers(profile.tenantIds);
    if (tenantIds.length > 0) {
      const rows = tenantIds.map((tenant) => ({ application_id: id, tenant_id: tenant }));
      const insert = db.insertInto('application_tenants').values(rows);
      await explainBrokenRule(this.#context.traits, insert.execute(), {
        'foreign-key':
          `One of the tenants ${tenantIds.join(', ')} is missing. ` +
          'List tenants to see which there are.',
      });
    }
    return { agents, publicKeys, tenantIds };
  }

  async #insertKeys(
    db: Kysely<Tables>,
    id: number,
    publicKeys: readonly PublicKey[],
  ): Promise<readonly PublicKey[]> {
    if (publicKeys.length > 0) {
      const rows = publicKeys.map(({ keyId, jwk }) => ({
        application_id: id,
        key_id: keyId,
        jwk: JSON.stringify(jwk),
      }));
      const insert = db.insertInto('application_keys').values(rows);
      await explainBrokenRule(this.#context.traits, insert.execute(), {
        unique: 'Two of the public keys have the same key id. Give each a kid of its own.',
      });
    }
    return sortKeys(publicKeys);
  }

  /** Counting locks the application, so that concurrent calls keep an order. @throws DomainError */
  async #insertToken(
    db: Kysely<Tables>,
    id: number,
    tokenHash: string,
    nowMs: number,
  ): Promise<void> {
    const counted = await db
      .updateTable('applications')
      .set((application) => ({ tokens_given: application('tokens_given', '+', 1) }))
      .where('id', '=', id)
      .returning('tokens_given')
      .executeTakeFirst();
    if (!counted) throw noApplication(id);
    const insert = db.insertInto('application_tokens').values({
      token_hash: tokenHash,
      application_id: id,
      number: counted.tokens_given,
      created_at_ms: nowMs,
    });
    await explainBrokenRule(this.#context.traits, insert.execute(), {
      unique: 'Another application has this application token already. Choose another token.',
    });
  }

  #changing<T>(work: (transaction: Kysely<Tables>) => Promise<T>): Promise<T> {
    const changing = this.#context.transaction(({ db }) => work(db));
    return this.#context.changing(changing, { kind: 'applications', key: null });
  }

  async #read(narrow: Narrowing): Promise<readonly Application[]> {
    return applicationsOf(await selectApplications(this.#context.db, narrow).execute());
  }
}

/**
 * Locks the application until the transaction ends. Nobody else can change it or add a row that
 * refers to it.
 *
 * @throws DomainError `not-found`
 */
async function lockApplication(
  db: Kysely<Tables>,
  traits: DialectTraits,
  id: number,
): Promise<void> {
  const application = db.selectFrom('applications').select('id').where('id', '=', id);
  if (!(await traits.lockRows(application).executeTakeFirst())) throw noApplication(id);
}

async function removeSets(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom('application_agents').where('application_id', '=', id).execute();
  await db.deleteFrom('application_tenants').where('application_id', '=', id).execute();
  await db.deleteFrom('application_keys').where('application_id', '=', id).execute();
}

/** Removes all but the `kept` newest tokens. @returns how many it removed. */
async function removeTokens(db: Kysely<Tables>, id: number, kept: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('application_tokens')
    .where('application_id', '=', id)
    .where('token_hash', 'not in', (newest) =>
      newest
        .selectFrom('application_tokens')
        .select('token_hash')
        .where('application_id', '=', id)
        .orderBy('number', 'desc')
        .limit(kept),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Removes what tenants have for the application. */
async function removeDependents(db: Kysely<Tables>, id: number): Promise<void> {
  await db.deleteFrom('system_users').where('application_id', '=', id).execute();
  await db.deleteFrom('authorization_codes').where('application_id', '=', id).execute();
  await db.deleteFrom('refresh_tokens').where('application_id', '=', id).execute();
  await db.deleteFrom('consents').where('application_id', '=', id).execute();
}

function profileRow({ clientId, name, tenantIds, ...profile }: ApplicationProfile) {
  return {
    redirect_uris: JSON.stringify(profile.redirectUris),
    native: Number(profile.native),
    server_to_server: Number(profile.serverToServer),
    client_id: clientId,
    name,
    name_folded: foldName(name),
    all_tenants: tenantIds === 'all' ? 1 : 0,
  };
}

function profileTaken({ clientId, name }: ApplicationProfile): string {
  return (
    `There is an application named ${name}, or one with the client id ${clientId}, already. ` +
    'Choose others.'
  );
}

function noApplication(id: number): DomainError {
  const message = `There is no application ${id}. List applications to see which there are.`;
  return new DomainError('not-found', message);
}
