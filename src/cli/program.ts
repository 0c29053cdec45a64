/** The command line: all commands, without running any. */
import { Command } from 'commander';
import { product } from '../product.ts';
import { addCallCommand } from './commands/call.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addInitCommand } from './commands/init.ts';
import { addServeCommand } from './commands/serve.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export function createProgram(terminal: Terminal): Command {
  const program = new Command('ticketoffice')
    .description(
      "A server that speaks SuperOffice NetServer's Services88 SOAP contract for identity:\n" +
        'logins, session tickets and access tokens. Without a command it runs the demo.',
    )
    .version(product.version)
    .showHelpAfterError('(--help tells more)')
    .exitOverride()
    .addHelpText('after', exitCodesHelp);
  addDemoCommand(program, terminal);
  addInitCommand(program, terminal);
  addServeCommand(program, terminal);
  addCallCommand(program, terminal);
  return program;
}
