/** Wires the console of a server in one process: it watches the requests, and then listens. */
import type { Logger } from 'pino';
import type { SettingRecord } from '../console-api/settings.ts';
import { servedContract } from '../contract/served-contract.ts';
import type { TlsOptions } from '../http/node-server.ts';
import type { Settings } from '../settings.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import type { ConsoleDoor } from './console-door.ts';
import type { ConsoleBackend } from './console-parts.ts';
import { listenForConsole, type RunningConsole } from './listen-for-console.ts';
import { openDoor } from './open-door.ts';
import { operatorDoor } from './operator-door.ts';
import { RequestWatch } from './request-watch.ts';

export interface ConsoleOfServerOptions {
  readonly registry: TenantRegistry;
  readonly settings: Settings;
  readonly log: Logger;
  /** Whether nobody needs to sign in. */
  readonly isOpen: boolean;
  readonly settingRecords: readonly SettingRecord[];
}

export class ConsoleOfServer {
  readonly watch: RequestWatch;
  readonly #options: ConsoleOfServerOptions;
  readonly #startedAtMs: number;

  constructor(options: ConsoleOfServerOptions) {
    const { registry, settings, log } = options;
    const now = () => registry.clock.now();
    this.#options = options;
    this.#startedAtMs = now();
    this.watch = new RequestWatch({
      settings,
      contract: servedContract(settings.servicesVersions, settings.services88Edition),
      now,
      onError: (error) => log.error({ err: error }, 'a request could not be recorded'),
    });
  }

  /**
   * @param tls the certificates of the server. Null without TLS.
   * @throws Error with the address and the reason if it cannot listen.
   */
  start(
    { sites, isReady }: Omit<ConsoleBackend, 'registry'>,
    tls: TlsOptions | null,
  ): Promise<RunningConsole> {
    const { registry, settings, log, isOpen, settingRecords } = this.#options;
    const { journal, activity } = this.watch;
    const backend = { registry, sites, isReady };
    const door: ConsoleDoor = isOpen ? openDoor : operatorDoor(registry);
    const startedAtMs = this.#startedAtMs;
    return listenForConsole(
      { settings, tls, log, door },
      { backend: () => backend, journal, activity, settingRecords, workers: 1, startedAtMs },
    );
  }
}
