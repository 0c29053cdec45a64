/** Creates an on-site installation to measure: one user, with one ticket or with many. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../src/domain/clock.ts';
import type { AccessTokenCodec } from '../../src/domain/sessions/access-token.ts';
import { parseTicket } from '../../src/domain/sessions/ticket.ts';
import { onsiteTenant } from '../../src/domain/tenants/tenant.ts';
import { createProfile } from '../../src/domain/users/associate.ts';
import { lifetimesOf, settingsSchema } from '../../src/settings.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';
import { databaseFileOf, type PostgresPlace } from '../../src/storage/database-place.ts';
import { TenantRegistry } from '../../src/tenant-services.ts';

export interface BenchInstallation {
  /** The data directory. The caller removes it. */
  readonly directory: string;
  readonly ticketId: string;
  readonly ticketText: string;
  /** Issued for that ticket, without a CS session. */
  readonly accessToken: string;
  /** Opens tokens that a server on the installation issues. */
  readonly codec: AccessTokenCodec;
}

/** The password of the user `bench`. */
export const benchPassword = 'bench';

const CALLER = { address: '127.0.0.1', userAgent: 'bench' };
const DAY_MS = 86_400_000;

/** @param postgres an empty database; by default the database is a file in the directory. */
export async function createBenchInstallation(
  postgres: PostgresPlace | null = null,
): Promise<BenchInstallation> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-bench-'));
  const now = systemClock.now();
  const company = { tenant: onsiteTenant('Bench'), postgres };
  const opened = await createInstallation(directory, company, now);
  try {
    const lifetimes = lifetimesOf(settingsSchema.parse({ accessTokenLifetimeSeconds: 14_400 }));
    const registry = await TenantRegistry.open({ ...opened, clock: systemClock, lifetimes });
    const tenant = await opened.stores.tenants.find('');
    if (!tenant) throw new Error('There is no tenant.');
    const { stores, sessions, accessTokens } = registry.of(tenant);
    const [role] = await stores.roles.list();
    const [group] = await stores.groups.list();
    if (!role || !group) throw new Error('There is no role or no group.');
    const csUser = { id: 1, accessLevel: 1, status: 'normal' } as const;
    const profile = createProfile('bench', role.id, group.id, { csUser });
    const associate = await stores.associates.add(
      profile,
      await registry.passwordHasher.hash(benchPassword),
      now,
    );
    const session = await sessions.start(associate, CALLER);
    const request = { application: null, includeCsSession: false, origin: 'soap' } as const;
    return {
      directory,
      ticketId: session.ticket.id,
      ticketText: session.ticketText,
      accessToken: await accessTokens.issue(session, request, CALLER),
      codec: registry.accessTokenCodec,
    };
  } finally {
    await opened.stores.close();
  }
}

/**
 * Adds copies of the ticket with new ids. The secret stays the same, so that their texts are known.
 * A server cannot tell the difference.
 *
 * @param expiresInMs from now; negative for expired tickets.
 */
export function addTickets(
  { directory, ticketId }: BenchInstallation,
  count: number,
  expiresInMs: number = DAY_MS,
): void {
  const database = new DatabaseSync(databaseFileOf(directory));
  const columns = database
    .prepare("select name from pragma_table_info('tickets')")
    .all()
    .map((row) => String(row['name']));
  const given: Readonly<Record<string, string>> = {
    id: UUID_SQL,
    expires_at_ms: String(systemClock.now() + expiresInMs),
    // In the future, because the first use of each ticket would otherwise be a write.
    last_used_at_ms: String(systemClock.now() + DAY_MS),
  };
  const selected = columns.map((column) => given[column] ?? `tickets.${column}`);
  database.exec(
    `with recursive numbers(n) as (select 1 union all select n + 1 from numbers limit ${count})
     insert into tickets (${columns.join(', ')})
     select ${selected.join(', ')} from numbers cross join tickets
     where tickets.id = '${ticketId}' and ${count} > 0`,
  );
  database.close();
}

/** An SQL expression for 32 random hexadecimal digits in five groups. */
const UUID_SQL = [8, 4, 4, 4, 12]
  .map((digits) => `lower(hex(randomblob(${digits / 2})))`)
  .join(` || '-' || `);

/** The texts of the tickets that `addTickets` added. */
export function listTicketTexts(
  { directory, ticketText }: BenchInstallation,
  countMax: number,
): readonly string[] {
  const database = new DatabaseSync(databaseFileOf(directory));
  const rows = database.prepare('select id from tickets limit ?').all(countMax);
  database.close();
  return rows.map((row) => copiedTicketText(ticketText, String(row['id'])));
}

/** The text of a ticket with another id and the same secret. */
export function copiedTicketText(ticketText: string, id: string): string {
  const secret = parseTicket(ticketText)?.secret ?? '';
  return `7T:${Buffer.from(`${id};${secret}`, 'utf16le').toString('base64')}`;
}

export function countTickets({ directory }: BenchInstallation): number {
  const database = new DatabaseSync(databaseFileOf(directory));
  const count = Number(database.prepare('select count(*) as n from tickets').get()?.['n']);
  database.close();
  return count;
}
