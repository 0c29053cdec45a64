/** `ticket list`: lists live tickets by id. An id is not enough to log in. */
import type { Command } from 'commander';
import type { ViewedTicket } from '../../../domain/sessions/session-views.ts';
import { findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
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
        'which nobody can log in. Last use, from and by are accurate to a minute. The audit trail records who looked.',
    )
    .option('--user <name>', 'only those of this user')
    .option('--limit <number>', 'how many at most', wholeNumberFrom(1, LIMIT_MAX), LIMIT_DEFAULT)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice ticket list --user anna')
    .action(async (options: TicketListOptions) => {
      const { user, limit, json = false } = options;
      await withTenantServices(options, async (services) => {
        const associateId = user === undefined ? undefined : (await findUser(services, user)).id;
        const reader = asOperator('read-sessions');
        const { items, isCut } = await services.sessionViews.tickets(reader, {
          associateId,
          limit,
        });
        printRows(terminal, json, items.map(recordOf));
        if (items.length === 0) terminal.note('There are no live tickets.');
        if (isCut) terminal.note(`There are more than these ${limit}; see --limit.`);
      });
    });
}

function recordOf(ticket: ViewedTicket) {
  return {
    id: ticket.id,
    user: ticket.user,
    issued: printTime(ticket.issuedAtMs),
    lastUsed: printTime(ticket.lastUsedAtMs),
    from: ticket.lastUsedFrom,
    by: ticket.lastUsedBy,
    expires: printTime(ticket.expiresAtMs),
  };
}
