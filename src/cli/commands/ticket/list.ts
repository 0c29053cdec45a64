/** `ticket list`: lists live tickets by id. An id is not enough to log in. */
import type { Command } from 'commander';
import type { Ticket } from '../../../domain/sessions/ticket.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findUser, findUserNames } from '../../find-user.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRows, printTime, type Terminal } from '../../terminal.ts';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 10_000;

interface TicketListOptions extends TenantOptions {
  readonly user?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function addTicketListCommand(ticket: Command, terminal: Terminal): void {
  addTenantOptions(ticket.command('list'))
    .summary('list live tickets')
    .description(
      'Lists the tickets that can be used now, the last used first. They are shown by id, with ' +
        'which nobody can log in. Last use, from and by are accurate to a minute.',
    )
    .option('--user <name>', 'only those of this user')
    .option('--limit <number>', 'how many at most', wholeNumberFrom(1, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice ticket list --user anna')
    .action(async (options: TicketListOptions) => {
      const { user, limit, json = false } = options;
      await withTenantServices(options, async (services) => {
        const associateId = user === undefined ? undefined : (await findUser(services, user)).id;
        const { tickets } = services.stores;
        const live = await tickets.listLive(services.clock.now(), limit + 1, associateId);
        printRows(terminal, json, await rowsOf(services, live.slice(0, limit)));
        if (live.length === 0) terminal.note('There are no live tickets.');
        if (live.length > limit) terminal.note(`There are more than these ${limit}; see --limit.`);
      });
    });
}

async function rowsOf({ stores }: TenantServices, tickets: readonly Ticket[]) {
  const ids = tickets.map(({ associateId }) => associateId);
  const names = await findUserNames(stores.associates, ids);
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
