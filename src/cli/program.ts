/** The command line: all commands, without running any. */
import { Command, type OutputConfiguration } from 'commander';
import { product } from '../product.ts';
import { CliError } from './cli-error.ts';
import { addAppCommand } from './commands/app.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBackupCommand } from './commands/backup.ts';
import { addCallCommand } from './commands/call.ts';
import { addCsSessionCommand } from './commands/cs-session.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addExportCommand } from './commands/export.ts';
import { addImportCommand } from './commands/import.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeyCommand } from './commands/key.ts';
import { addSeedCommand } from './commands/seed.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTenantCommand } from './commands/tenant.ts';
import { addTicketCommand } from './commands/ticket.ts';
import { addTokenCommand } from './commands/token.ts';
import { addUserCommand } from './commands/user.ts';
import { addWsdlCommand } from './commands/wsdl.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const HELP_COLUMNS = 100;

export function createProgram(terminal: Terminal): Command {
  const program = new Command('ticketoffice')
    .description(
      "A server that speaks SuperOffice NetServer's Services88 SOAP contract for identity:\n" +
        'logins, session tickets and access tokens. Without a command it runs the demo.',
    )
    .version(product.version)
    .showHelpAfterError('(--help tells more)')
    .exitOverride()
    .configureOutput(outputThrough(terminal))
    .hook('preSubcommand', requireKnownCommand)
    .addHelpText('after', exitCodesHelp);
  addDemoCommand(program, terminal);
  addInitCommand(program, terminal);
  addServeCommand(program, terminal);
  addBackupCommand(program, terminal);
  addExportCommand(program, terminal);
  addImportCommand(program, terminal);
  addSeedCommand(program, terminal);
  addTenantCommand(program, terminal);
  addAppCommand(program, terminal);
  addUserCommand(program, terminal);
  addTicketCommand(program, terminal);
  addTokenCommand(program, terminal);
  addCsSessionCommand(program, terminal);
  addAuditCommand(program, terminal);
  addKeyCommand(program, terminal);
  addWsdlCommand(program, terminal);
  addCallCommand(program, terminal);
  return program;
}

/** What commander itself says: help, which looks the same everywhere, and errors. */
function outputThrough(terminal: Terminal): OutputConfiguration {
  return {
    writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
    writeErr: (text) => terminal.note(text.replace(/\n$/, '')),
    outputError: (text, write) => write(withoutArguments(text)),
    getOutHelpWidth: () => HELP_COLUMNS,
    getErrHelpWidth: () => HELP_COLUMNS,
  };
}

/** What is not understood is not repeated: it may be a password in the wrong place. */
function withoutArguments(error: string): string {
  return error
    .replace(
      /(?<=unknown option ').*(?=')/s,
      (option) => /^(?:--[^=]*|-.)/s.exec(option)?.[0] ?? '',
    )
    .replace(/(?<=unknown command )'.*'/s, (name) => (looksLikeName(name) ? name : 'there'))
    .replace(/(?<=argument(?: value)?) '.*'(?= is invalid)/s, '')
    .replace(/(?<=too many arguments.* but got \d+):.*$/s, '.\n');
}

/** Commands have short names of small letters; tokens and passwords hardly do. */
function looksLikeName(text: string): boolean {
  return /^'?[a-z-]{1,20}'?$/.test(text);
}

/** Because there is a default command, commander takes a misspelt one for an argument of that. */
function requireKnownCommand({ args: [first = '-'], commands }: Command): void {
  if (first.startsWith('-') || commands.some((command) => command.name() === first)) return;
  const named = looksLikeName(first) ? ` "${first}"` : ' of that name';
  const problem = `There is no command${named}. See which there are with "ticketoffice --help".`;
  throw new CliError(exitCodes.usage, problem);
}
