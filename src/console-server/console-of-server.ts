/** Wires the console of a server: it watches the requests from the start, and then listens. */
import type { Logger } from 'pino';
import type { SettingRecord } from '../console-api/settings.ts';
import { servedContract } from '../contract/served-contract.ts';
import { isLoopbackHost } from '../http/addresses.ts';
import type { TlsOptions } from '../http/http-server.ts';
import type { ObservedRequest } from '../observe/request-metrics.ts';
import type { Settings } from '../settings.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import type { Recorder } from '../web/recording.ts';
import type { ConsoleBackend } from './console-parts.ts';
import { type ConsoleServer, startConsole } from './console-server.ts';
import { openDoor } from './open-door.ts';
import { RequestWatch } from './request-watch.ts';

export interface ConsoleOfServerOptions {
  readonly registry: TenantRegistry;
  readonly settings: Settings;
  readonly port: number;
  readonly log: Logger;
  /** Whether nobody needs to sign in. */
  readonly isConsoleOpen: boolean;
  readonly settingRecords: readonly SettingRecord[];
}

export class ConsoleOfServer {
  readonly #options: ConsoleOfServerOptions;
  readonly #watch: RequestWatch;
  readonly #startedAtMs: number;

  constructor(options: ConsoleOfServerOptions) {
    const { registry, settings, log } = options;
    const now = () => registry.clock.now();
    this.#options = options;
    this.#startedAtMs = now();
    this.#watch = new RequestWatch({
      settings,
      contract: servedContract(settings.servicesVersions, settings.services88Edition),
      now,
      onError: (error) => log.error({ err: error }, 'a request could not be recorded'),
    });
  }

  /** Null if the journal is off. */
  get recorder(): Recorder | null {
    const { journal } = this.#watch;
    return journal.level === 'off' ? null : journal;
  }

  readonly onRequest = (request: ObservedRequest): void => this.#watch.activity.observe(request);

  /**
   * @param tls the certificates of the server. Null without TLS.
   * @throws Error with the address and the reason if it cannot listen.
   */
  async start(
    { sites, isReady }: Omit<ConsoleBackend, 'registry'>,
    tls: TlsOptions | null,
  ): Promise<ConsoleServer> {
    const { registry, settings, port, log, settingRecords, isConsoleOpen } = this.#options;
    const { consoleHost: host, consoleUrl } = settings;
    const { journal, activity } = this.#watch;
    let certificates = tls;
    const backend = { registry, sites, isReady };
    const console = await startConsole({
      ...{ host, port, consoleUrl, log },
      door: openDoor,
      tls: isLoopbackHost(host) ? null : tls,
      parts: {
        ...{ journal, activity },
        backend: () => backend,
        contract: servedContract(settings.servicesVersions, settings.services88Edition),
        settings: settingRecords,
        certificate: () => certificates?.cert ?? null,
        workers: 1,
        startedAtMs: this.#startedAtMs,
      },
    });
    return {
      ...console,
      replaceCertificates: (replacement) => {
        certificates = replacement;
        console.replaceCertificates(replacement);
      },
    };
  }
}
