/** `serve`: runs the server of an installation. */
import cluster from 'node:cluster';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import type { RunningConsole } from '../../console-server/listen-for-console.ts';
import type { TlsOptions } from '../../http/node-server.ts';
import { createLog } from '../../observe/log.ts';
import type { MetricsServer } from '../../observe/metrics-server.ts';
import { openRegistry } from '../../open-registry.ts';
import { registryOptionsOf, type Settings } from '../../settings.ts';
import type { OpenedInstallation } from '../../storage/data-directory.ts';
import { addDataOption, type DataOptions, openData } from '../data-option.ts';
import { requirePurpose } from '../require-purpose.ts';
import { runServer } from '../run-server.ts';
import {
  addSettingsOptions,
  type GivenSettings,
  readGivenSettings,
  settingRecordsOf,
} from '../settings-input.ts';
import { hangUpOfServer, stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';
import { readTlsFiles } from '../tls-files.ts';
import { watchTlsFiles } from '../tls-watch.ts';
import { leavePool, reportReady, WorkerPool } from '../worker-pool.ts';

const NOTHING_TO_RELOAD =
  'SIGHUP does nothing: certificates are read again by themselves, settings at a start';

export function addServeCommand(program: Command, terminal: Terminal): void {
  addSettingsOptions(addDataOption(program.command('serve')))
    .summary('run the server')
    .description(
      'Runs the server until SIGINT or SIGTERM. Current requests then have up to 8 seconds to ' +
        'finish, and further signals are ignored. SIGHUP stops the server too if a terminal is ' +
        'attached; otherwise it is ignored. Logs are JSON lines on standard output. Every ' +
        'setting is also an environment variable (--public-url is TICKETOFFICE_PUBLIC_URL) and a ' +
        'property of the settings file (publicUrl). Flags take precedence over the environment, ' +
        'and the environment over the file. With --workers, several processes serve on one port, ' +
        'and one that exits is replaced.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice serve --data ./data --public-url https://crm.example.com',
    )
    .action(async (flags: ServeFlags) => {
      const hangUp = hangUpOfServer();
      const stop = stopSignal(hangUp);
      const given = await readGivenSettings(flags, flags.data, terminal);
      const { settings } = given;
      const log = createLog(settings.logLevel);
      if (hangUp === 'ignore') process.on('SIGHUP', () => log.info(NOTHING_TO_RELOAD));
      if (settings.workers === 1) return serve(flags, given, log, stop, logReady(log));
      if (cluster.isPrimary) return watchWorkers(flags, given, log, stop);
      return serve(flags, given, log, stop, reportReady).finally(leavePool);
    });
}

type ServeFlags = DataOptions & Readonly<Record<string, unknown>>;

function logReady(log: Logger): (url: string) => void {
  return (url) => log.info({ url }, 'ready');
}

async function serve(
  flags: ServeFlags,
  given: GivenSettings,
  log: Logger,
  stop: Promise<void>,
  onReady: (url: string) => void,
): Promise<void> {
  const { settings } = given;
  const opened = await openServable(flags, settings);
  const registry = await openRegistry(opened, registryOptionsOf(settings));
  const settingRecords = settingRecordsOf(given);
  await runServer(registry, settings, log, stop, onReady, { settingRecords });
}

async function watchWorkers(
  flags: ServeFlags,
  given: GivenSettings,
  log: Logger,
  stop: Promise<void>,
): Promise<void> {
  const { settings } = given;
  // Checks the installation before the workers start, so that a problem is reported only once.
  const opened = await openServable(flags, settings);
  const console = await startConsoleOfWorkers(opened, given, log);
  const pool = new WorkerPool(log);
  let metrics: MetricsServer | null = null;
  try {
    metrics = await startMetricsOfWorkers(settings, log);
    const url = await pool.start(settings.workers);
    log.info({ url, workers: settings.workers }, 'ready');
    await stop;
    log.info('stopping: workers finish requests that run');
  } finally {
    await pool.stop();
    await metrics?.close();
    await console?.close();
  }
  log.info('stopped');
}

/**
 * Null when the console is off. The stores are closed then.
 *
 * @throws Error when its address cannot be listened on.
 */
async function startConsoleOfWorkers(
  opened: OpenedInstallation,
  given: GivenSettings,
  log: Logger,
): Promise<Pick<RunningConsole, 'close'> | null> {
  const { settings } = given;
  if (settings.consolePort === null) {
    await opened.stores.close();
    return null;
  }
  const { startConsoleOfWorkers } = await import('../../console-server/consoles.ts');
  const registry = await openRegistry(opened, registryOptionsOf(settings));
  const close = () => registry.stores.close();
  try {
    const tls = await readTlsFiles(settings);
    const settingRecords = settingRecordsOf(given);
    const started = await startConsoleOfWorkers({ registry, settings, tls, log, settingRecords });
    const replace = (replacement: TlsOptions) => started.replaceCertificates(replacement);
    const unwatch = tls && watchTlsFiles({ settings, tls, clock: registry.clock, log, replace });
    return {
      close: async () => {
        unwatch?.();
        await started.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Null when metrics are off. @throws Error when their address cannot be listened on. */
async function startMetricsOfWorkers(
  { metricsHost: host, metricsPort: port }: Settings,
  log: Logger,
): Promise<MetricsServer | null> {
  if (port === null) return null;
  const [{ startMetricsServer }, { readMetricsOfWorkers: read }] = await Promise.all([
    import('../../observe/metrics-server.ts'),
    import('../../observe/worker-metrics.ts'),
  ]);
  return startMetricsServer({ host, port, read, log });
}

/** @throws CliError `conflict` for an installation of another purpose. */
async function openServable(
  flags: DataOptions,
  { databaseConnectionsMax: connectionsMax }: Settings,
): Promise<OpenedInstallation> {
  const opened = await openData(flags, { connectionsMax, patience: 'server' });
  return requirePurpose('production', opened, flags.data);
}
