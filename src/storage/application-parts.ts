/** Reads applications. Their agents, tenants and public keys are in tables of their own. */
import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Application } from '../domain/applications/application.ts';
import type { PublicKey } from '../domain/keys/public-key.ts';
import { sortTexts } from './role-store.ts';
import type { ApplicationTable, Tables } from './schema.ts';

type ApplicationRow = Selectable<ApplicationTable>;
type ApplicationQuery = SelectQueryBuilder<Tables, 'applications', ApplicationRow>;
/** Restricts which applications a query reads. */
export type Narrowing = (query: ApplicationQuery) => ApplicationQuery;

/** One row of the joined query: an application, and one of its agents, tenants or public keys. */
type ApplicationPart = ApplicationRow & {
  readonly agent: string | null;
  readonly tenant_id: number | null;
  readonly key_id: string | null;
  readonly jwk: string | null;
};

/** The fields of an application that are in tables of their own. */
export type SetName = 'agents' | 'tenantIds' | 'publicKeys';

/** The applications that match, read by one statement and so from one snapshot. */
export function selectApplications(db: Kysely<Tables>, narrow: Narrowing) {
  const found = () => narrow(db.selectFrom('applications').selectAll()).as('found');
  const noAgent = sql<string | null>`cast(null as text)`.as('agent');
  const noTenant = sql<number | null>`cast(null as integer)`.as('tenant_id');
  const noKeyId = sql<string | null>`cast(null as text)`.as('key_id');
  const noJwk = sql<string | null>`cast(null as text)`.as('jwk');
  return db
    .selectFrom(found())
    .selectAll('found')
    .select([noAgent, noTenant, noKeyId, noJwk])
    .unionAll(
      db
        .selectFrom(found())
        .innerJoin('application_agents', 'application_agents.application_id', 'found.id')
        .selectAll('found')
        .select(['application_agents.agent', noTenant, noKeyId, noJwk]),
    )
    .unionAll(
      db
        .selectFrom(found())
        .innerJoin('application_tenants', 'application_tenants.application_id', 'found.id')
        .selectAll('found')
        .select([noAgent, 'application_tenants.tenant_id', noKeyId, noJwk]),
    )
    .unionAll(
      db
        .selectFrom(found())
        .innerJoin('application_keys', 'application_keys.application_id', 'found.id')
        .selectAll('found')
        .select([noAgent, noTenant, 'application_keys.key_id', 'application_keys.jwk']),
    );
}

/** Builds the applications from the rows of `selectApplications`, ordered by id. */
export function applicationsOf(parts: readonly ApplicationPart[]): readonly Application[] {
  const byId = Map.groupBy(parts, ({ id }) => id);
  return [...byId.values()].flatMap(applicationOfParts).toSorted((a, b) => a.id - b.id);
}

function applicationOfParts(parts: readonly ApplicationPart[]): Application[] {
  const agents = sortTexts(parts.flatMap(({ agent }) => agent ?? []));
  const tenantIds = sortNumbers(parts.flatMap(({ tenant_id }) => tenant_id ?? []));
  const publicKeys = sortKeys(
    parts.flatMap(({ key_id: keyId, jwk }) =>
      keyId === null || jwk === null ? [] : { keyId, jwk: JSON.parse(jwk) },
    ),
  );
  return parts.slice(0, 1).map((row) => ({
    ...applicationOf(row),
    agents,
    tenantIds: row.all_tenants === 1 ? 'all' : tenantIds,
    publicKeys,
  }));
}

/** The fields that are in the application's own row. */
export function applicationOf(row: ApplicationRow): Omit<Application, SetName> {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    redirectUris: JSON.parse(row.redirect_uris),
    native: row.native === 1,
    serverToServer: row.server_to_server === 1,
    createdAtMs: row.created_at_ms,
    disabledAtMs: row.disabled_at_ms,
  };
}

export function sortKeys(keys: readonly PublicKey[]): readonly PublicKey[] {
  return keys.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
}

export function sortNumbers(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
