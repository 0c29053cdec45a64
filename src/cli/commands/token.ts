/** `token`: inspects and revokes access tokens, given by their text. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addTokenInspectCommand } from './token/inspect.ts';
import { addTokenRevokeCommand } from './token/revoke.ts';

export function addTokenCommand(program: Command, terminal: Terminal): void {
  const token = program
    .command('token')
    .summary('inspect and revoke access tokens')
    .description('Access tokens: what they say, and an end to them. Nothing lists them.')
    .addHelpText('after', '\nExample:\n  $ ticketoffice token inspect - < token.txt');
  addTokenInspectCommand(token, terminal);
  addTokenRevokeCommand(token, terminal);
}
