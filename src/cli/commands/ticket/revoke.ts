/** `ticket revoke`: ends tickets with all that was derived from them. */
import type { Command } from 'commander';
import {
  looksLikeTicket,
  parseTicket,
  secretMatches,
  type TicketStore,
} from '../../../domain/ticket.ts';
import { CliError } from '../../cli-error.ts';
import { addDataOption, withOffice } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { readSecretArgument } from '../../secret-argument.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

interface TicketRevokeOptions {
  readonly data: string;
  readonly user?: string;
  readonly json?: boolean;
}

export function addTicketRevokeCommand(ticket: Command, terminal: Terminal): void {
  addDataOption(ticket.command('revoke'))
    .summary('end a ticket, or all tickets of a user')
    .description(
      'Ends a ticket, or all of a user, with every access token issued for it and every ticket that\n' +
        'such a token was traded for. The user can log in again.',
    )
    .argument(
      '[ticket]',
      'id of a ticket as listed, or the ticket itself; - reads it from standard input',
    )
    .option('--user <name>', 'end all tickets of this user')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice ticket revoke 5ad1c2a6-0a3c-4d8e-9b43-0d1f6a3f6b1e',
    )
    .action(async (given: string | undefined, options: TicketRevokeOptions) => {
      const { data, user, json = false } = options;
      if ((given === undefined) === (user === undefined)) {
        throw new CliError(exitCodes.usage, 'Give either a ticket or --user.');
      }
      const named = given === undefined ? '' : await readSecretArgument(terminal, given);
      const ticketsEnded = await withOffice(data, async (office) => {
        const { tickets } = office.stores;
        if (user === undefined) return revokeTicket(tickets, named);
        const associate = await findUser(office, user);
        // The store counts expired tickets too, whose rows are still there.
        const live = await countLiveTickets(office, associate);
        await tickets.removeOfAssociate(associate.id);
        return live;
      });
      printRecord(terminal, json, { ticketsEnded });
    });
}

/** @throws CliError `notFound`, the same whether the id or the secret is unknown. */
async function revokeTicket(tickets: TicketStore, named: string): Promise<number> {
  const id = looksLikeTicket(named) ? await provenId(tickets, named) : named.toLowerCase();
  const ended = id === null ? 0 : await tickets.remove(id);
  if (ended > 0) return ended;
  throw new CliError(
    exitCodes.notFound,
    'There is no such ticket. See which there are with "ticketoffice ticket list".',
  );
}

/** The id in a ticket's text, provided that the text is the ticket. */
async function provenId(tickets: TicketStore, ticketText: string): Promise<string | null> {
  const parsed = parseTicket(ticketText);
  const ticket = parsed && (await tickets.find(parsed.id));
  return ticket && secretMatches(ticket, parsed.secret) ? ticket.id : null;
}
