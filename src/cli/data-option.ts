/**
 * The options `--data`, `--database` and those for the master key, and how commands open the
 * installation.
 */
import { type Command, Option } from 'commander';
import { systemClock } from '../domain/clock.ts';
import type { MasterKeys } from '../domain/keys/master-keys.ts';
import { lifetimesOf, settingsSchema } from '../settings.ts';
import {
  masterKeyIn,
  type OpenedInstallation,
  openInstallation,
} from '../storage/data-directory.ts';
import type { PostgresPlace } from '../storage/database-place.ts';
import { type MasterKeySource, readMasterKeys } from '../storage/master-key.ts';
import type { PoolOptions } from '../storage/postgres/pool.ts';
import { TenantRegistry } from '../tenant-services.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { otherVariables } from './variable-names.ts';

const DATA_DEFAULT = './data';

/** The installation that a command works on. */
export interface DataOptions {
  readonly data: string;
  /** The URL of a PostgreSQL database. */
  readonly database?: string;
  readonly masterKeyFile?: string;
  readonly masterKeyCommand?: string;
  /** Set by commands that end sessions, not by the user: they must work on a full disk. */
  readonly mayUseReserve?: boolean;
  /** Set by commands that say which CS sessions are live. It is a setting of the server. */
  readonly csSessionIdleMs?: number;
}

export function addDataOption(command: Command): Command {
  return command
    .addOption(
      new Option('--data <dir>', 'data directory of the installation')
        .env(otherVariables.data)
        .default(DATA_DEFAULT),
    )
    .addOption(
      new Option(
        '--database <url>',
        'PostgreSQL database instead of a file in the data directory; give a URL with a ' +
          'password by the environment, because other users of the machine see flags',
      ).env('DATABASE_URL'),
    )
    .addOption(
      new Option(
        '--master-key-file <file>',
        'file with the master key (default: master.key in the data directory)',
      ).env(otherVariables.masterKeyFile),
    )
    .addOption(
      new Option(
        '--master-key-command <command>',
        'shell command that prints the master key, for a key management service',
      ).env(otherVariables.masterKeyCommand),
    );
}

/**
 * Undefined for the default file in the data directory. @throws CliError `usage` for more than one.
 */
export function masterKeySourceOf({
  masterKeyFile: file,
  masterKeyCommand: command,
}: DataOptions): MasterKeySource | undefined {
  const variable = otherVariables.masterKey;
  const text = process.env[variable];
  const given: MasterKeySource[] = [];
  if (file !== undefined) given.push({ kind: 'file', file });
  if (text !== undefined) given.push({ kind: 'environment', variable, text });
  if (command !== undefined) given.push({ kind: 'command', command });
  if (given.length <= 1) return given[0];
  const problem = 'The master key may come from one place only.';
  const advice = `Give one of --master-key-file, --master-key-command and ${variable}.`;
  throw new CliError(exitCodes.usage, `${problem} ${advice}`);
}

/** @throws DomainError as `readMasterKeys` does. */
export function readMasterKeysOf(options: DataOptions): Promise<MasterKeys> {
  return readMasterKeys(masterKeySourceOf(options) ?? masterKeyIn(options.data));
}

/** Commands have no statement timeouts. */
const COMMAND: PoolOptions = { connectionsMax: 4, patience: 'command' };

/** Null when the database is a file in the data directory. */
export function postgresPlaceOf(
  { database: url = '' }: DataOptions,
  pool = COMMAND,
): PostgresPlace | null {
  return url === '' ? null : { url, ...pool };
}

/** Opens the stores of an installation, without its TenantRegistry. */
export async function openData(
  options: DataOptions,
  pool: PoolOptions = COMMAND,
): Promise<OpenedInstallation> {
  const postgres = postgresPlaceOf(options, pool);
  return openInstallation(
    options.data,
    masterKeySourceOf(options),
    postgres,
    options.mayUseReserve,
  );
}

/** Commands never start sessions, so most of these lifetimes do not matter. */
const LIFETIMES = lifetimesOf(settingsSchema.parse({}));

/**
 * Opens the installation, does the work, and closes it in any case. Changes are recorded in the
 * audit trail.
 */
export async function withRegistry<T>(
  options: DataOptions,
  work: (registry: TenantRegistry) => Promise<T>,
): Promise<T> {
  const opened = await openData(options);
  try {
    const { csSessionIdleMs = LIFETIMES.csSessionIdleMs } = options;
    const lifetimes = { ...LIFETIMES, csSessionIdleMs };
    const wiring = { ...opened, clock: systemClock, lifetimes };
    return await work(await TenantRegistry.open(wiring));
  } finally {
    await opened.stores.close();
  }
}
