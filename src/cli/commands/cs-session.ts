/** `cs-session`: manages sessions of Customer Service. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addCsSessionListCommand } from './cs-session/list.ts';
import { addCsSessionRemoveCommand } from './cs-session/remove.ts';

export function addCsSessionCommand(program: Command, terminal: Terminal): void {
  const csSession = program
    .command('cs-session')
    .summary('list and remove sessions of Customer Service')
    .description(
      'CS sessions: sessions of Customer Service, which access tokens carry. One ends with its token ' +
        'and its ticket, when it was idle for too long, or when it is removed.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice cs-session list --user anna');
  addCsSessionListCommand(csSession, terminal);
  addCsSessionRemoveCommand(csSession, terminal);
}
