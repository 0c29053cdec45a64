/** `test-server`: runs a server for tests, which a control API steers. All data is in memory. */
import { type Command, Option } from 'commander';
import { soPrincipalService } from '../../contract/services88/so-principal.ts';
import { userService } from '../../contract/services88/user.ts';
import type { Settings } from '../../settings.ts';
import { requireTokenForm } from '../../testing/control-token.ts';
import { seedOfText } from '../../testing/seed-of-text.ts';
import { fixedSettings, startWithSettings } from '../../testing/start-test-server.ts';
import type { StartedTestServer, TestSeed } from '../../testing/test-server.ts';
import { CliError } from '../cli-error.ts';
import { withConsole } from '../console-port.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseMoment } from '../option-values.ts';
import { listenError } from '../run-server.ts';
import { readSeedText } from '../seed-input.ts';
import { addSettingsOptions, readGivenSettings, settingRecordsOf } from '../settings-input.ts';
import { stopSignal } from '../stop-signal.ts';
import { printJsonLine, type Terminal } from '../terminal.ts';
import { otherVariables } from '../variable-names.ts';

type TestServerFlags = {
  readonly seed?: string;
  readonly online?: boolean;
  readonly clock: 'real' | 'frozen' | Date;
} & Readonly<Record<string, unknown>>;

/** Warnings and errors are all that is logged. They go to standard error. */
const LOG = { logLevel: 'warn' } as const;
/** The test server caches less, which makes resets fast. */
const OMITTED = [...fixedSettings, 'logLevel', 'cachedRecordsMax', 'cachedTicketsMax'] as const;

export function addTestServerCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('test-server')
    .summary('run a server for tests, which a control API steers')
    .description(
      'Runs a server for tests until SIGINT or SIGTERM. All data is in memory. Tests move its ' +
        'clock, inject faults, ask why requests were refused, get tickets without passwords, and ' +
        'reset it, by the control API below /__ticketoffice/. When it is ready, it prints one ' +
        'line of JSON: {"ready":true,"url":…,"control":…,"console":…}. Everything else goes to standard ' +
        'error. Unless it listens on a loopback address, the control API needs a token, which ' +
        `${otherVariables.controlToken} gives; otherwise one is made, and is in that line too.`,
    )
    .addOption(
      new Option(
        '--seed <file>',
        "start with this seed file instead of the demo's; - reads standard input",
      ).conflicts('online'),
    )
    .option('--online', "start with the demo's Online installation")
    .addOption(
      new Option('--clock <time>', 'real, frozen, or a time at which it is frozen')
        .argParser(parseClock)
        .default('real'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ ticketoffice test-server --port 0 --clock frozen\n' +
        '  $ ticketoffice test-server --seed seed.yaml --clock 2031-01-31T12:00:00Z',
    );
  addSettingsOptions(command, OMITTED).action((flags: TestServerFlags) =>
    runTestServer(flags, terminal),
  );
}

async function runTestServer(flags: TestServerFlags, terminal: Terminal): Promise<void> {
  const stop = stopSignal();
  const given = await readGivenSettings(flags, null, terminal, { fixed: LOG });
  const settings = await withConsole(given.settings);
  const settingRecords = settingRecordsOf({ ...given, settings });
  const controlToken = controlTokenIn(terminal);
  const seed = await readSeed(flags.seed, terminal);
  const { online = false, clock } = flags;
  const { host, port } = settings;
  const options = {
    ...{ seed, online, clock, host, port, settings: settingsOf(settings) },
    ...(controlToken !== undefined && { controlToken }),
  };
  const server = await startWithSettings(options, settingRecords).catch((error: unknown) => {
    throw listenError(error, settings);
  });
  const madeToken = controlToken === undefined ? server.controlToken : null;
  tellReady(server, madeToken, terminal);
  await stop;
  await server.close();
}

function tellReady(server: StartedTestServer, madeToken: string | null, terminal: Terminal): void {
  const { url, controlUrl: control, consoleUrl: console } = server;
  const token = madeToken === null ? {} : { token: madeToken };
  const readyMs = Math.round(performance.now());
  terminal.note(`Ticketoffice test server, ready in ${readyMs} ms`);
  const at = server.isOnline ? { tenant: '{tenant}' } : {};
  for (const { name } of [soPrincipalService, userService]) {
    terminal.note(`  ${name.padEnd(12)} ${server.soapUrl(name, at)}`);
  }
  terminal.note(`  ${'Control'.padEnd(12)} ${control}   (openapi.json describes it)`);
  if (console !== null) terminal.note(`  ${'Console'.padEnd(12)} ${console}`);
  if (madeToken !== null) terminal.note(`  ${'Token'.padEnd(12)} ${madeToken}`);
  terminal.note('This is for tests: whoever reaches the control API gets every ticket.');
  printJsonLine(terminal, { ready: true, url, control, console, ...token });
}

/** @throws CliError `usage` */
function controlTokenIn({ environment }: Terminal): string | undefined {
  const token = environment[otherVariables.controlToken];
  try {
    requireTokenForm(token);
  } catch (error) {
    const problem = error instanceof Error ? error.message : '';
    throw new CliError(exitCodes.usage, `${otherVariables.controlToken}: ${problem}`);
  }
  return token;
}

/** @throws CliError `usage` if it cannot be read; DomainError `invalid-argument` */
async function readSeed(file: string | undefined, terminal: Terminal): Promise<TestSeed> {
  if (file === undefined) return 'demo';
  const { content, name } = await readSeedText(file, terminal);
  return seedOfText(content, name);
}

/** The settings that a test server takes, without those that are options of it. */
function settingsOf({ host: _host, port: _port, ...settings }: Settings) {
  const omitted: readonly string[] = OMITTED;
  const entries = Object.entries(settings).filter(([name]) => !omitted.includes(name));
  return { ...Object.fromEntries(entries), ...LOG };
}

function parseClock(given: string): TestServerFlags['clock'] {
  return given === 'real' || given === 'frozen' ? given : new Date(parseMoment(given));
}
