/** Builds the command line without running a command. */
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
/** In the order of the help. Only the called command is loaded, which makes the start fast. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemoCommand,
  init: async () => (await import('./commands/init.ts')).addInitCommand,
  serve: async () => (await import('./commands/serve.ts')).addServeCommand,
  'test-server': async () => (await import('./commands/test-server.ts')).addTestServerCommand,
  backup: async () => (await import('./commands/backup.ts')).addBackupCommand,
  export: async () => (await import('./commands/export.ts')).addExportCommand,
  import: async () => (await import('./commands/import.ts')).addImportCommand,
  seed: async () => (await import('./commands/seed.ts')).addSeedCommand,
  tenant: async () => (await import('./commands/tenant.ts')).addTenantCommand,
  app: async () => (await import('./commands/app.ts')).addAppCommand,
  consent: async () => (await import('./commands/consent.ts')).addConsentCommand,
  user: async () => (await import('./commands/user.ts')).addUserCommand,
  person: async () => (await import('./commands/person.ts')).addPersonCommand,
  contact: async () => (await import('./commands/contact.ts')).addContactCommand,
  'password-policy': async () =>
    (await import('./commands/password-policy.ts')).addPasswordPolicyCommand,
  role: async () => (await import('./commands/role.ts')).addRoleCommand,
  group: async () => (await import('./commands/group.ts')).addGroupCommand,
  licence: async () => (await import('./commands/licence.ts')).addLicenceCommand,
  ticket: async () => (await import('./commands/ticket.ts')).addTicketCommand,
  token: async () => (await import('./commands/token.ts')).addTokenCommand,
  'cs-session': async () => (await import('./commands/cs-session.ts')).addCsSessionCommand,
  audit: async () => (await import('./commands/audit.ts')).addAuditCommand,
  key: async () => (await import('./commands/key.ts')).addKeyCommand,
  operator: async () => (await import('./commands/operator.ts')).addOperatorCommand,
  console: async () => (await import('./commands/console.ts')).addConsoleCommand,
  wsdl: async () => (await import('./commands/wsdl.ts')).addWsdlCommand,
  call: async () => (await import('./commands/call.ts')).addCallCommand,
  completion: async () => (await import('./commands/completion.ts')).addCompletionCommand,
};

/** @param args the arguments of the call. By default all commands are loaded. */
export async function createProgram(
  terminal: Terminal,
  args: readonly string[] = ['help'],
): Promise<Command> {
  const program = new Command('ticketoffice')
    .description(
      "A server that speaks SuperOffice NetServer's SOAP contract for identity, Services84 to Services88: " +
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

/**
 * The commands that the arguments can mean: the named one, or else the default one. Help needs all.
 */
function commandsFor(args: readonly string[]): readonly string[] {
  const names = Object.keys(commands);
  const [first = ''] = args;
  if (ABOUT_ALL.includes(first)) return names;
  if (names.includes(first)) return [first];
  if (VERSION_FLAGS.includes(first)) return [];
  if (args.includes('--help') || args.includes('-h')) return names;
  return names.filter((name) => name === DEFAULT_COMMAND || args.includes(name));
}

/** Prints commander's own output: errors, and help that fits the terminal. */
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

/** Does not repeat an argument that is not understood, because it may be a password. */
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

/** Command names are short and in lower case. Tokens and passwords rarely are. */
function looksLikeName(text: string): boolean {
  return /^'?[a-z-]{1,20}'?$/.test(text);
}

async function requireKnownEnvironment({ environment }: Terminal): Promise<void> {
  if (!Object.keys(environment).some((name) => name.startsWith(environmentPrefix))) return;
  (await import('./environment-variables.ts')).requireKnownVariables(environment);
}

/** Commander takes a misspelt command for an argument of the default command. */
function requireKnownCommand({ args: [first = '-'], commands }: Command): void {
  if (first.startsWith('-') || commands.some((command) => command.name() === first)) return;
  const named = looksLikeName(first) ? ` "${first}"` : ' of that name';
  const problem = `There is no command${named}. See which there are with "ticketoffice --help".`;
  throw new CliError(exitCodes.usage, problem);
}
