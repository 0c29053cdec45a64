/** `app redirect-uri`: manages the addresses to which people return after they sign in. */
import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { addRedirectUriAddCommand } from './redirect-uri/add.ts';
import { addRedirectUriListCommand } from './redirect-uri/list.ts';
import { addRedirectUriRemoveCommand } from './redirect-uri/remove.ts';

export function addAppRedirectUriCommand(app: Command, terminal: Terminal): void {
  const redirectUri = app
    .command('redirect-uri')
    .summary('addresses to which people return after they sign in (Online)')
    .description(
      'The addresses of an application to which people return after they sign in with OpenID ' +
        'Connect. A request must name one of them exactly. A request without one leads to the first.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app redirect-uri add "Fjord Reports" https://reports.example/callback',
    );
  addRedirectUriAddCommand(redirectUri, terminal);
  addRedirectUriListCommand(redirectUri, terminal);
  addRedirectUriRemoveCommand(redirectUri, terminal);
}
