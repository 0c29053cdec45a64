/** The SQL store of a tenant's licences. */
import type { Selectable } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import type {
  LicenceModule,
  LicenceOwner,
  LicenceStore,
  NewLicenceModule,
  NewLicenceOwner,
} from '../domain/licences/licence.ts';
import { foldName } from '../domain/names.ts';
import type { AssociateType } from '../domain/users/associate-type.ts';
import { explainBrokenRule } from './explain-broken-rule.ts';
import type { LicenceModuleTable, LicenceOwnerTable } from './schema.ts';
import type { StoreContext } from './store-context.ts';
import { reserveIds, retireId, takeId } from './tenant-ids.ts';
import { PreparedIdsQuery, PreparedTenantQuery, TenantQueries } from './tenant-queries.ts';

/** A change of a module may affect the rights of any user. */
const RIGHTS_CHANGED = { kind: 'rights', key: null } as const;

const ownerColumns = [
  'id',
  'name',
  'description',
  'expires_at_ms',
] as const satisfies readonly (keyof LicenceOwnerTable)[];

export const moduleColumns = [
  'id',
  'owner_id',
  'name',
  'description',
  'tooltip',
  'version',
  'kind',
  'unrestricted',
  'seats',
  'extra_flags',
  'allowed_types',
  'extra_info',
  'sort_order',
  'hidden',
  'prerequisite',
] as const satisfies readonly (keyof LicenceModuleTable)[];

export type ModuleRow = Pick<Selectable<LicenceModuleTable>, (typeof moduleColumns)[number]>;

const selectOwners = new PreparedTenantQuery((tenant) =>
  tenant.selectFrom('licence_owners').select(ownerColumns).orderBy('id'),
);

const selectModules = new PreparedTenantQuery((tenant) =>
  tenant
    .selectFrom('licence_modules')
    .select(moduleColumns)
    .orderBy('owner_id')
    .orderBy('sort_order')
    .orderBy('id'),
);

const countUsers = new PreparedTenantQuery((tenant) =>
  tenant
    .selectFrom('associate_licences')
    .groupBy('module_id')
    .select('module_id')
    .select(({ fn }) => fn.count<number>('module_id').as('users')),
);

const selectAssigned = new PreparedIdsQuery((tenant, ids) =>
  tenant
    .selectFrom('associate_licences')
    .select(['associate_id', 'module_id'])
    .where('associate_id', 'in', ids)
    .orderBy('associate_id')
    .orderBy('module_id'),
);

export class SqlLicenceStore implements LicenceStore {
  readonly #queries: TenantQueries;

  constructor(context: StoreContext, tenantId: number) {
    this.#queries = new TenantQueries(context, tenantId);
  }

  async addBuiltIn(owner: LicenceOwner, modules: readonly LicenceModule[]): Promise<void> {
    await this.#queries.transaction(async (queries) => {
      await queries.insertInto('licence_owners', { id: owner.id, ...ownerRow(owner) }).execute();
      await reserveIds(queries, 'licence-owner', owner.id);
      const rows = modules.map((module) => ({ id: module.id, ...moduleRow(module) }));
      await queries.insertInto('licence_modules', rows).execute();
      await reserveIds(queries, 'licence-module', Math.max(...modules.map(({ id }) => id)));
    });
  }

  async listOwners(): Promise<readonly LicenceOwner[]> {
    return (await this.#queries.run(selectOwners, {})).map(ownerOf);
  }

  addOwner(owner: NewLicenceOwner): Promise<LicenceOwner> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'licence-owner', owner.id);
      await queries.insertInto('licence_owners', { id, ...ownerRow(owner) }).execute();
      return { ...owner, id };
    });
    return explainBrokenRule(this.#queries.traits, adding, { unique: ownerTaken(owner) });
  }

  async updateOwner(owner: LicenceOwner): Promise<void> {
    const update = this.#queries
      .updateTable('licence_owners')
      .set(ownerRow(owner))
      .where('id', '=', owner.id)
      .executeTakeFirstOrThrow();
    const explained = explainBrokenRule(this.#queries.traits, update, {
      unique: ownerTaken(owner),
    });
    const { numUpdatedRows } = await this.#queries.changing(explained, RIGHTS_CHANGED);
    if (numUpdatedRows === 0n) {
      const message = `There is no licence owner ${owner.id}. List licences to see which there are.`;
      throw new DomainError('not-found', message);
    }
  }

  async listModules(): Promise<readonly LicenceModule[]> {
    return (await this.#queries.run(selectModules, {})).map(moduleOf);
  }

  addModule(module: NewLicenceModule): Promise<LicenceModule> {
    const adding = this.#queries.transaction(async (queries) => {
      const id = await takeId(queries, 'licence-module', module.id);
      await queries.insertInto('licence_modules', { id, ...moduleRow(module) }).execute();
      return { ...module, id };
    });
    const explained = explainBrokenRule(this.#queries.traits, adding, moduleProblems(module));
    return this.#queries.changing(explained, RIGHTS_CHANGED);
  }

  async updateModule(module: LicenceModule): Promise<void> {
    const update = this.#queries
      .updateTable('licence_modules')
      .set(moduleRow(module))
      .where('id', '=', module.id)
      .executeTakeFirstOrThrow();
    const explained = explainBrokenRule(this.#queries.traits, update, moduleProblems(module));
    const { numUpdatedRows } = await this.#queries.changing(explained, RIGHTS_CHANGED);
    if (numUpdatedRows === 0n) throw noModule(module.id);
  }

  async removeModule(id: number): Promise<void> {
    const removing = this.#queries.transaction(async (queries) => {
      const removed = queries.deleteFrom('licence_modules').where('id', '=', id);
      const { numDeletedRows } = await removed.executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) throw noModule(id);
      await retireId(queries, 'licence-module', id);
    });
    const explained = explainBrokenRule(this.#queries.traits, removing, {
      'in-use': `There are users with the licence ${id}. Take it from them first.`,
    });
    await this.#queries.changing(explained, RIGHTS_CHANGED);
  }

  async countAssigned(): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#queries.run(countUsers, {});
    return new Map(rows.map(({ module_id, users }) => [module_id, Number(users)]));
  }

  async assignedTo(
    associateIds: readonly number[],
  ): Promise<ReadonlyMap<number, readonly number[]>> {
    const rows = await this.#queries.runFor(selectAssigned, associateIds);
    const byUser = Map.groupBy(rows, ({ associate_id }) => associate_id);
    const idsOf = (id: number) => (byUser.get(id) ?? []).map(({ module_id }) => module_id);
    return new Map(associateIds.map((id) => [id, idsOf(id)]));
  }

  async assign(associateId: number, ...moduleIds: readonly number[]): Promise<void> {
    if (moduleIds.length === 0) return;
    const rows = moduleIds.map((id) => ({ associate_id: associateId, module_id: id }));
    const insert = this.#queries
      .insertInto('associate_licences', rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const explained = explainBrokenRule(this.#queries.traits, insert, {
      'foreign-key':
        `There is no user ${associateId}, or no licence ${moduleIds.join(', ')}. ` +
        'List users and licences to see which there are.',
    });
    await this.#queries.changing(explained, this.#rightsOf(associateId));
  }

  async withdraw(associateId: number, moduleIds: readonly number[]): Promise<void> {
    if (moduleIds.length === 0) return;
    const removing = this.#queries
      .deleteFrom('associate_licences')
      .where('associate_id', '=', associateId)
      .where('module_id', 'in', moduleIds)
      .execute();
    await this.#queries.changing(removing, this.#rightsOf(associateId));
  }

  #rightsOf(associateId: number) {
    return { kind: 'rights', key: `${this.#queries.tenantId}/${associateId}` } as const;
  }
}

function ownerRow(owner: NewLicenceOwner) {
  return {
    name: owner.name,
    name_folded: foldName(owner.name),
    description: owner.description,
    expires_at_ms: owner.expiresAtMs,
  };
}

function ownerOf(
  row: Pick<Selectable<LicenceOwnerTable>, (typeof ownerColumns)[number]>,
): LicenceOwner {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    expiresAtMs: row.expires_at_ms,
  };
}

function moduleRow(module: NewLicenceModule) {
  return {
    owner_id: module.ownerId,
    name: module.name,
    name_folded: foldName(module.name),
    description: module.description,
    tooltip: module.tooltip,
    version: module.version,
    kind: module.kind,
    unrestricted: Number(module.isUnrestricted),
    seats: module.seats,
    extra_flags: module.extraFlags,
    allowed_types: JSON.stringify(module.allowedTypes),
    extra_info: module.extraInfo,
    sort_order: module.sortOrder,
    hidden: Number(module.isHidden),
    prerequisite: module.prerequisite,
  };
}

export function moduleOf(row: ModuleRow): LicenceModule {
  return {
    id: row.id,
    ownerId: row.owner_id,
    name: row.name,
    description: row.description,
    tooltip: row.tooltip,
    version: row.version,
    kind: row.kind,
    isUnrestricted: row.unrestricted === 1,
    seats: row.seats,
    extraFlags: row.extra_flags,
    allowedTypes: JSON.parse(row.allowed_types) as readonly AssociateType[],
    extraInfo: row.extra_info,
    sortOrder: row.sort_order,
    isHidden: row.hidden === 1,
    prerequisite: row.prerequisite,
  };
}

function ownerTaken({ name }: NewLicenceOwner): string {
  return `There is a licence owner named ${name} already. Choose another name.`;
}

function moduleProblems({ name, version, ownerId }: NewLicenceModule) {
  return {
    unique:
      `The licence owner ${ownerId} has a licence named ${name} with version ${version} already. ` +
      'Choose another name or version.',
    'foreign-key': `There is no licence owner ${ownerId}. List licences to see which there are.`,
  };
}

function noModule(id: number): DomainError {
  const message = `There is no licence ${id}. List licences to see which there are.`;
  return new DomainError('not-found', message);
}
