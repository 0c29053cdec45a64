/** `token`: inspects and revokes access tokens, given by their text. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addTokenInspectCommand } from './token/inspect.ts';
import { addTokenRevokeCommand } from './token/revoke.ts';

export function addTokenCommand(program: Command, terminal: Terminal): void {
  const token = program
    .command('token')
    .summary('inspect and revoke access tokens')
    .description(
      'Inspects and ends access tokens. They cannot be listed, because they are not stored.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice token inspect - < token.txt');
  addTokenInspectCommand(token, terminal);
  addTokenRevokeCommand(token, terminal);
}
