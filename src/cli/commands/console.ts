/** `console`: logs in at the console. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addConsoleLinkCommand } from './console/link.ts';

export function addConsoleCommand(program: Command, terminal: Terminal): void {
  const console = program
    .command('console')
    .summary('print a link that logs in at the console')
    .description(
      'The console shows in a browser what a server does, and can end sessions. A server has one if ' +
        'consolePort is set.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice console link');
  addConsoleLinkCommand(console, terminal);
}
