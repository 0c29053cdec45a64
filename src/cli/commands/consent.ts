/** `consent`: shows and changes which applications may sign in the people of a tenant. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addConsentGrantCommand } from './consent/grant.ts';
import { addConsentListCommand } from './consent/list.ts';
import { addConsentRevokeCommand } from './consent/revoke.ts';
import { addConsentShowCommand } from './consent/show.ts';

export function addConsentCommand(program: Command, terminal: Terminal): void {
  const consent = program
    .command('consent')
    .summary('see and change which applications a tenant trusts (Online)')
    .description(
      'The consents of a tenant. An application can sign people in with OpenID Connect only where ' +
        'an administrator of the tenant has consented, on the page of the sign-in or by this ' +
        'command. The consent also gives the application its system token there.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice consent list --tenant Cust12345');
  addConsentListCommand(consent, terminal);
  addConsentShowCommand(consent, terminal);
  addConsentGrantCommand(consent, terminal);
  addConsentRevokeCommand(consent, terminal);
}
