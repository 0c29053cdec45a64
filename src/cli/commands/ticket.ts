/** `ticket`: lists and revokes session tickets. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addTicketListCommand } from './ticket/list.ts';
import { addTicketRevokeCommand } from './ticket/revoke.ts';

export function addTicketCommand(program: Command, terminal: Terminal): void {
  const ticket = program
    .command('ticket')
    .summary('list and revoke session tickets')
    .description('Session tickets: one for each login that has neither expired nor been ended.')
    .addHelpText('after', '\nExample:\n  $ ticketoffice ticket list --user anna');
  addTicketListCommand(ticket, terminal);
  addTicketRevokeCommand(ticket, terminal);
}
