/** `ticket revoke`: ends tickets and everything that was derived from them. */
import type { Command } from 'commander';
import {
  looksLikeTicket,
  parseTicket,
  secretMatches,
  type TicketStore,
} from '../../../domain/sessions/ticket.ts';
import type { TenantRegistry, TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tenantFlag } from '../../find-tenant.ts';
import { countLiveTickets, findUser } from '../../find-user.ts';
import { asOperator } from '../../operator-name.ts';
import { readSecretArgument } from '../../secret-argument.ts';
import { addTenantOptions, findTenantServices, type TenantOptions } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';

/**
 * From this number on, a note is printed first. There is no progress to show, because all tickets
 * end in one transaction.
 */
const TOLD_FROM = 1_000;

interface TicketRevokeOptions extends TenantOptions {
  readonly user?: string;
  readonly json?: boolean;
}

export function addTicketRevokeCommand(ticket: Command, terminal: Terminal): void {
  addTenantOptions(ticket.command('revoke'))
    .summary('end a ticket, or all tickets of a user')
    .description(
      'Ends a ticket, or all of a user, with every access token issued for it and every ticket ' +
        'that such a token was traded for. The user can log in again. Online, the text of a ' +
        'ticket names its tenant; an id and --user need --tenant.',
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
      const { user, json = false } = options;
      if ((given === undefined) === (user === undefined)) {
        throw new CliError(exitCodes.usage, 'Give either a ticket or --user.');
      }
      const named = given === undefined ? '' : await readSecretArgument(terminal, given);
      const ticketsEnded = await withRegistry(
        { ...options, mayUseReserve: true },
        async (registry) => {
          const services = await servicesOf(registry, named, options.tenant);
          if (user === undefined) return revokeTicket(services, named);
          const associate = await findUser(services, user);
          // The store's count includes expired tickets whose rows still exist.
          const live = await countLiveTickets(services, associate.id);
          if (terminal.stderr.isTTY && live > TOLD_FROM) terminal.note(`Ending ${live} tickets …`);
          const operator = asOperator('end-sessions');
          await services.sessionAdministration.revokeTicketsOf(operator, associate.id);
          return live;
        },
      );
      printRecord(terminal, json, { ticketsEnded });
    });
}

/**
 * The given tenant, or else the tenant that the ticket's text names. The text is verified later,
 * when the ticket is looked up there.
 */
async function servicesOf(
  registry: TenantRegistry,
  named: string,
  tenant: string | undefined,
): Promise<TenantServices> {
  if (tenant !== undefined || !looksLikeTicket(named)) return findTenantServices(registry, tenant);
  const contextIdentifier = parseTicket(named)?.contextIdentifier;
  const found =
    contextIdentifier === undefined ? null : await registry.stores.tenants.find(contextIdentifier);
  if (found) return registry.of(found);
  throw noSuchTicket(registry.installation.mode === 'online' ? ' --tenant TENANT' : '');
}

/** @throws CliError `notFound`, with the same message for an unknown id and for a wrong secret. */
async function revokeTicket(services: TenantServices, named: string): Promise<number> {
  const { stores, sessionAdministration } = services;
  const id = looksLikeTicket(named) ? await provenId(stores.tickets, named) : named.toLowerCase();
  const operator = asOperator('end-sessions');
  const ended = id === null ? 0 : await sessionAdministration.revokeTicket(operator, id);
  if (ended > 0) return ended;
  throw noSuchTicket(tenantFlag(services));
}

function noSuchTicket(flag: string): CliError {
  const command = `ticketoffice ticket list${flag}`;
  const problem = `There is no such ticket. See which there are with "${command}".`;
  return new CliError(exitCodes.notFound, problem);
}

/** The ticket id in the text, if the secret in the text is right; otherwise null. */
async function provenId(tickets: TicketStore, ticketText: string): Promise<string | null> {
  const parsed = parseTicket(ticketText);
  const ticket = parsed && (await tickets.find(parsed.id));
  return ticket && secretMatches(ticket, parsed.secret) ? ticket.id : null;
}
