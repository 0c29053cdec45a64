/** `demo`: runs a server to try out, on loopback only. Its user has a public password. */
import { type Command, Option } from 'commander';
import { servicesVersions } from '../../contract/editions.ts';
import { readDemoSeed } from '../../demo-seed.ts';
import { systemClock } from '../../domain/clock.ts';
import { DomainError } from '../../domain/errors.ts';
import { createLog } from '../../observe/log.ts';
import { openRegistry } from '../../open-registry.ts';
import { type Seed, startingTenantOf } from '../../seed/seed.ts';
import { registryOptionsOf } from '../../settings.ts';
import {
  createInstallation,
  type OpenedInstallation,
  openInstallation,
} from '../../storage/data-directory.ts';
import { createInstallationInMemory } from '../../storage/installation-in-memory.ts';
import type { TenantRegistry } from '../../tenant-services.ts';
import { withConsole } from '../console-port.ts';
import { prepareDemo } from '../demo-data.ts';
import { demoRecord, demoWelcome } from '../demo-welcome.ts';
import { requirePurpose } from '../require-purpose.ts';
import { runServer } from '../run-server.ts';
import { addSettingsOptions, readGivenSettings, settingRecordsOf } from '../settings-input.ts';
import { stopSignal } from '../stop-signal.ts';
import { printJsonLine, type Terminal } from '../terminal.ts';

/**
 * Fixed settings: the demo listens on loopback only, prints a welcome text instead of a log, and
 * serves every version of the contract.
 */
const FIXED = {
  host: '127.0.0.1',
  logLevel: 'warn',
  workers: 1,
  servicesVersions,
  consoleHost: '127.0.0.1',
  consoleUrl: null,
} as const;
/** Nothing in a demo is worth hiding from who runs it. */
const PRESETS = { journalLevel: 'messages' } as const;

type DemoFlags = {
  readonly data?: string;
  readonly online?: boolean;
  readonly seed?: string;
  readonly json?: boolean;
} & Readonly<Record<string, unknown>>;

export function addDemoCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('demo', { isDefault: true })
    .summary('run a demo server with a demo user (the default)')
    .description(
      'Runs a demo server on loopback only, with the user "demo" and the password "demo". Its ' +
        'data is temporary unless --data is given.',
    )
    .addOption(new Option('--data <dir>', 'keep the data of the demo in this directory'))
    .option(
      '--online',
      'make an Online installation, with the tenants Cust12345 and Cust26759 and two applications',
    )
    .addOption(
      new Option('--seed <file>', "use this seed file instead of the demo's").conflicts('online'),
    )
    .option('--json', 'print one line of JSON when it is ready, with addresses, user and tokens')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ticketoffice demo --port 9000\n  $ ticketoffice demo --online',
    );
  addSettingsOptions(command, Object.keys(FIXED) as (keyof typeof FIXED)[]).action(
    (flags: DemoFlags) => runDemo(flags, terminal),
  );
}

async function runDemo(flags: DemoFlags, terminal: Terminal): Promise<void> {
  const stop = stopSignal();
  const command = { fixed: FIXED, presets: PRESETS };
  const given = await readGivenSettings(flags, flags.data ?? null, terminal, command);
  const settings = await withConsole(given.settings);
  const seed =
    flags.seed === undefined
      ? await readDemoSeed(flags.online ?? false)
      : await readGivenSeed(flags.seed, terminal);
  const directory = flags.data ?? null;
  const ownSeed = flags.seed === undefined;
  const signIn = ownSeed && seed.mode === 'online' ? await startSignIn() : null;
  try {
    const registry = await openRegistry(
      await openDemo(directory, seed),
      registryOptionsOf(settings),
    );
    await prepare(registry, seed);
    const onReady = (url: string, consoleUrl: string | null) => {
      const readyMs = Math.round(performance.now());
      const signInUrl = signIn?.urlFor(url) ?? null;
      const facts = { url, consoleUrl, signInUrl, seed, ownSeed, directory, readyMs };
      if (flags.json) printJsonLine(terminal, demoRecord(facts));
      else terminal.print(demoWelcome(facts));
    };
    const settingRecords = settingRecordsOf({ ...given, settings });
    const additions = { isConsoleOpen: true, settingRecords };
    await runServer(registry, settings, createLog(settings.logLevel), stop, onReady, additions);
  } finally {
    signIn?.close();
  }
}

/** Loads the parser of YAML and the schema of seeds, which the demo's own seed does not need. */
async function readGivenSeed(file: string, terminal: Terminal): Promise<Seed> {
  return (await import('../seed-input.ts')).readSeedFile(file, terminal);
}

/** Loads `node:http`, which takes 40 ms. */
async function startSignIn() {
  return (await import('../demo-sign-in.ts')).startDemoSignIn();
}

async function prepare(registry: TenantRegistry, seed: Seed): Promise<void> {
  try {
    await prepareDemo(registry, seed);
  } catch (error) {
    await registry.stores.close();
    throw error;
  }
}

/**
 * @param directory null for data in memory.
 * @throws CliError `conflict` for an installation of another purpose.
 */
async function openDemo(directory: string | null, seed: Seed): Promise<OpenedInstallation> {
  const made = { tenant: startingTenantOf(seed), purpose: 'demo' } as const;
  const nowMs = systemClock.now();
  if (directory === null) return createInstallationInMemory(made, nowMs);
  const opened = await createInstallation(directory, made, nowMs).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'conflict') {
      return openInstallation(directory);
    }
    throw error;
  });
  return requirePurpose('demo', opened, directory);
}
