/** `app key`: manages the public keys with which an application proves its identity. */
import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { addAppKeyAddCommand } from './key/add.ts';
import { addAppKeyListCommand } from './key/list.ts';
import { addAppKeyRemoveCommand } from './key/remove.ts';

export function addAppKeyCommand(app: Command, terminal: Terminal): void {
  const key = app
    .command('key')
    .summary('public keys of an application, for OAuth 2.0')
    .description(
      'The public keys of an application. With a private key it signs the assertions that ' +
        'prove its identity (private_key_jwt), instead of sending its token.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app key add "Fjord Reports" --file reports-public.pem',
    );
  addAppKeyAddCommand(key, terminal);
  addAppKeyListCommand(key, terminal);
  addAppKeyRemoveCommand(key, terminal);
}
