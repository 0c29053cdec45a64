/**
 * Notices of changes: triggers that tell every listening node which records it must forget. Whoever
 * changes a row cannot forget to tell, and what was rolled back is not told.
 *
 * A notice is the kind and the key of a record with a colon between, such as `tickets:…`; without a
 * key it is about all of the kind. New rows are told only where their absence may have been kept,
 * and uses of tickets never: they only move the end of a ticket's life away.
 *
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 */
import type { KeptKind } from '../../domain/change-feed.ts';

export const CHANNEL = 'ticketoffice_changes';

/** More than these in one statement are told as one. */
const NOTICES_MAX = 100;

type Event = 'insert' | 'update' | 'delete';

export const changeNotices: readonly string[] = [
  ...tellRows('tickets', 'tickets', 'id', ['delete']),
  ...tellRows('associates', 'associates', `tenant_id || '/' || id`, ['update', 'delete']),
  // New rows come with a change of their associate.
  ...tellRows('associates', 'associate_groups', `tenant_id || '/' || associate_id`, [
    'update',
    'delete',
  ]),
  ...tellRows('revokedTokens', 'revoked_tokens', 'token_id', ['insert']),
  ...tellTables('tenants', ['tenants'], ['update', 'delete']),
  ...tellTables(
    'applications',
    [
      'applications',
      'application_agents',
      'application_tenants',
      'application_tokens',
      'application_keys',
    ],
    ['insert', 'update', 'delete'],
  ),
  ...tellTables(
    'rights',
    ['roles', 'functional_rights', 'role_functional_rights', 'licence_owners', 'licence_modules'],
    ['insert', 'update', 'delete'],
  ),
  ...tellRows('rights', 'associate_licences', `tenant_id || '/' || associate_id`, [
    'insert',
    'delete',
  ]),
  ...tellTables('keys', ['token_keys', 'signing_keys'], ['insert', 'update', 'delete']),
];

/** @param key of a row, as an expression of SQL. */
function tellRows(
  kind: KeptKind,
  table: string,
  key: string,
  events: readonly Event[],
): readonly string[] {
  return [
    `create function tell_of_${table}() returns trigger language plpgsql as $$
    begin
      if (select count(*) from (select from changed limit ${NOTICES_MAX + 1}) as few)
        > ${NOTICES_MAX}
      then
        perform pg_notify('${CHANNEL}', '${kind}:');
      else
        perform pg_notify('${CHANNEL}', '${kind}:' || ${key}) from changed;
      end if;
      return null;
    end $$`,
    ...events.map(
      (event) =>
        `create trigger tell_of_${event} after ${event} on ${table}
        referencing ${event === 'delete' ? 'old' : 'new'} table as changed
        for each statement execute function tell_of_${table}()`,
    ),
  ];
}

/** Any change is about all of the kind. */
function tellTables(
  kind: KeptKind,
  tables: readonly string[],
  events: readonly Event[],
): readonly string[] {
  return [
    `create function tell_of_any_${kind}() returns trigger language plpgsql as $$
    begin
      perform pg_notify('${CHANNEL}', '${kind}:');
      return null;
    end $$`,
    ...tables.map(
      (table) =>
        `create trigger tell_of_any after ${events.join(' or ')} on ${table}
        for each statement execute function tell_of_any_${kind}()`,
    ),
  ];
}
