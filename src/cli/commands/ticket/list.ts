/** `ticket list`: live tickets, by id; nobody can log in with what this prints. */
import type { Command } from 'commander';
import type { Ticket } from '../../../domain/ticket.ts';
import type { Office } from '../../../office.ts';
import { addDataOption, withOffice } from '../../data-option.ts';
import { findUser } from '../../find-user.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { printRows, printTime, type Terminal } from '../../terminal.ts';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 10_000;

interface TicketListOptions {
  readonly data: string;
  readonly user?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function addTicketListCommand(ticket: Command, terminal: Terminal): void {
  addDataOption(ticket.command('list'))
    .summary('list live tickets')
    .description(
      'Lists the tickets that can be used now, the last used first. The id names a ticket without\n' +
        'giving it away. Last use, from and by are accurate to a minute.',
    )
    .option('--user <name>', 'only those of this user')
    .option('--limit <number>', 'how many at most', wholeNumberFrom(1, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice ticket list --user anna')
    .action(async ({ data, user, limit, json = false }: TicketListOptions) => {
      await withOffice(data, async (office) => {
        const associateId = user === undefined ? undefined : (await findUser(office, user)).id;
        const { tickets } = office.stores;
        const live = await tickets.listLive(office.clock.now(), limit + 1, associateId);
        printRows(terminal, json, await rowsOf(office, live.slice(0, limit)));
        if (live.length === 0) terminal.note('There are no live tickets.');
        if (live.length > limit) terminal.note(`There are more than these ${limit}; see --limit.`);
      });
    });
}

async function rowsOf({ stores }: Office, tickets: readonly Ticket[]) {
  const names = new Map<number, string | null>();
  for (const { associateId } of tickets) {
    if (names.has(associateId)) continue;
    names.set(associateId, (await stores.associates.find(associateId))?.name ?? null);
  }
  return tickets.map((ticket) => ({
    id: ticket.id,
    user: names.get(ticket.associateId) ?? null,
    issued: printTime(ticket.issuedAtMs),
    lastUsed: printTime(ticket.lastUsedAtMs),
    from: ticket.lastUsedFrom,
    by: ticket.lastUsedBy,
    expires: printTime(ticket.expiresAtMs),
  }));
}
