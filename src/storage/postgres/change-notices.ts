/**
 * Triggers that notify every listening node of changed records, so that it removes them from its
 * cache. A trigger runs for every change, and a transaction that is rolled back sends no
 * notification.
 *
 * The payload is the kind and the key of a record, separated by a colon, such as `tickets:…`.
 * Without a key, it stands for all records of the kind. An insert sends a notification only if a
 * cache may hold the absence of the record. The use of a ticket sends none, because it only extends
 * the ticket. A ticket that gets another generation sends one.
 *
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 */
import type { CachedKind } from '../../domain/change-feed.ts';

export const CHANNEL = 'ticketoffice_changes';

/** A statement that changes more rows sends one notification for all records of the kind. */
const NOTICES_MAX = 100;

type Event = 'insert' | 'update' | 'delete';

export const changeNotices: readonly string[] = [
  ...tellRows('tickets', 'tickets', 'id', ['delete']),
  // A trigger for the columns that change cannot have a table of the changed rows.
  `create function tell_of_carried_ticket() returns trigger language plpgsql as $$
    begin
      perform pg_notify('${CHANNEL}', 'tickets:' || new.id);
      return null;
    end $$`,
  `create trigger tell_of_carrying after update of generation on tickets
    for each row execute function tell_of_carried_ticket()`,
  ...tellRows('associates', 'associates', `tenant_id || '/' || id`, ['update', 'delete']),
  // Inserted rows come with a change of their associate.
  ...tellRows('associates', 'associate_groups', `tenant_id || '/' || associate_id`, [
    'update',
    'delete',
  ]),
  // A change of a person or a contact may affect any user.
  ...tellTables('associates', ['persons', 'contacts'], ['update', 'delete']),
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

/** @param key an SQL expression for the key of a row. */
function tellRows(
  kind: CachedKind,
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

/** Each statement sends one notification for all records of the kind. */
function tellTables(
  kind: CachedKind,
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
