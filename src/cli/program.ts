/** The command line, without running any of its commands. */
import { Command, type OutputConfiguration } from 'commander';
import { product } from '../product.ts';
import { CliError } from './cli-error.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';
import { environmentPrefix } from './variable-names.ts';

type AddCommand = (program: Command, terminal: Terminal) => void;

/** Longer lines are hard to read. */
const HELP_COLUMNS_MAX = 100;
const VERSION_FLAGS = ['-V', '--version'];
const DEFAULT_COMMAND = 'demo';
const ABOUT_ALL = ['help', 'completion'];
/** In the order of the help. A start is quick because it loads what is called alone. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemoCommand,
  init: async () => (await import('./commands/init.ts')).addInitCommand,
  serve: async () => (await import('./commands/serve.ts')).addServeCommand,
  backup: async () => (await import('./commands/backup.ts')).addBackupCommand,
  export: async () => (await import('./commands/export.ts')).addExportCommand,
  import: async () => (await import('./commands/import.ts')).addImportCommand,
  seed: async () => (await import('./commands/seed.ts')).addSeedCommand,
  tenant: async () => (await import('./commands/tenant.ts')).addTenantCommand,
  app: async () => (await import('./commands/app.ts')).addAppCommand,
  user: async () => (await import('./commands/user.ts')).addUserCommand,
  role: async () => (await import('./commands/role.ts')).addRoleCommand,
  group: async () => (await import('./commands/group.ts')).addGroupCommand,
  licence: async () => (await import('./commands/licence.ts')).addLicenceCommand,
  ticket: async () => (await import('./commands/ticket.ts')).addTicketCommand,
  token: async () => (await import('./commands/token.ts')).addTokenCommand,
  'cs-session': async () => (await import('./commands/cs-session.ts')).addCsSessionCommand,
  audit: async () => (await import('./commands/audit.ts')).addAuditCommand,
  key: async () => (await import('./commands/key.ts')).addKeyCommand,
  wsdl: async () => (await import('./commands/wsdl.ts')).addWsdlCommand,
  call: async () => (await import('./commands/call.ts')).addCallCommand,
  completion: async () => (await import('./commands/completion.ts')).addCompletionCommand,
};

/** @param args what it is to be called with; by default it has all commands. */
export async function createProgram(
  terminal: Terminal,
  args: readonly string[] = ['help'],
): Promise<Command> {
  const program = new Command('ticketoffice')
    .description(
      "A server that speaks SuperOffice NetServer's Services88 SOAP contract for identity: " +
        'logins, session tickets and access tokens. Without a command it runs the demo.',
    )
    .version(product.version)
    .showHelpAfterError('(--help tells more)')
    .exitOverride()
    .configureOutput(outputThrough(terminal))
    .hook('preSubcommand', requireKnownCommand)
    .hook('preAction', () => requireKnownEnvironment(terminal))
    .addHelpText('after', exitCodesHelp);
  for (const name of commandsFor(args)) (await commands[name]?.())?.(program, terminal);
  return program;
}

/** Those that can be meant: the one that is named, or else the default. Some are about all. */
function commandsFor(args: readonly string[]): readonly string[] {
  const names = Object.keys(commands);
  const [first = ''] = args;
  if (ABOUT_ALL.includes(first)) return names;
  if (names.includes(first)) return [first];
  if (VERSION_FLAGS.includes(first)) return [];
  if (args.includes('--help') || args.includes('-h')) return names;
  return names.filter((name) => name === DEFAULT_COMMAND || args.includes(name));
}

/** What commander itself says: help, which is as wide as the terminal, and errors. */
function outputThrough(terminal: Terminal): OutputConfiguration {
  const helpColumns = () => Math.min(terminal.columns ?? HELP_COLUMNS_MAX, HELP_COLUMNS_MAX);
  return {
    writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
    writeErr: (text) => terminal.note(text.replace(/\n$/, '')),
    outputError: (text, write) => write(withoutArguments(text)),
    getOutHelpWidth: helpColumns,
    getErrHelpWidth: helpColumns,
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

async function requireKnownEnvironment({ environment }: Terminal): Promise<void> {
  if (!Object.keys(environment).some((name) => name.startsWith(environmentPrefix))) return;
  (await import('./environment-variables.ts')).requireKnownVariables(environment);
}

/** Because there is a default command, commander takes a misspelt one for an argument of that. */
function requireKnownCommand({ args: [first = '-'], commands }: Command): void {
  if (first.startsWith('-') || commands.some((command) => command.name() === first)) return;
  const named = looksLikeName(first) ? ` "${first}"` : ' of that name';
  const problem = `There is no command${named}. See which there are with "ticketoffice --help".`;
  throw new CliError(exitCodes.usage, problem);
}
