/** The console of several workers. The primary process serves it, with a registry of its own. */
import type { Logger } from 'pino';
import type { SettingRecord } from '../console-api/settings.ts';
import { servedContract } from '../contract/served-contract.ts';
import type { TlsOptions } from '../http/node-server.ts';
import type { Settings } from '../settings.ts';
import { sitesOf } from '../site.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import { listenForConsole, type RunningConsole } from './listen-for-console.ts';
import { operatorDoor } from './operator-door.ts';
import { WorkersWatch } from './workers-watch.ts';

export interface ConsoleOfWorkersOptions {
  readonly registry: TenantRegistry;
  readonly settings: Settings;
  readonly tls: TlsOptions | null;
  readonly log: Logger;
  readonly settingRecords: readonly SettingRecord[];
}

const FLUSH_EVERY_MS = 60_000;

/**
 * Call it before the workers start. Closing it closes the registry as well.
 *
 * @throws Error with the address and the reason if it cannot listen.
 */
export async function startConsoleOfWorkers({
  registry,
  settings,
  tls,
  log,
  settingRecords,
}: ConsoleOfWorkersOptions): Promise<RunningConsole> {
  const contract = servedContract(settings.servicesVersions, settings.services88Edition);
  const watch = new WorkersWatch(settings);
  const sites = await sitesOf(registry, contract);
  const isReady = () =>
    registry.stores.ping().then(
      () => true,
      () => false,
    );
  const backend = { registry, sites, isReady };
  const { workers } = settings;
  const startedAtMs = registry.clock.now();
  const parts = { journal: watch, activity: watch, settingRecords, workers, startedAtMs };
  const door = operatorDoor(registry);
  const listening = { settings, tls, log, door };
  const console = await listenForConsole(listening, { ...parts, backend: () => backend });
  watch.open();
  const flush = () =>
    registry.audit.flush().catch((error: unknown) => {
      log.error({ err: error }, 'counts for the audit trail could not be written; they are kept');
    });
  const stopRepeating = registry.timing.repeat(FLUSH_EVERY_MS, flush);
  return {
    ...console,
    close: async () => {
      stopRepeating();
      watch.close();
      await console.close();
      await flush();
    },
  };
}
