/** A server in this process, on an SQLite installation, whose statements are recorded. */
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { openRegistry } from '../../src/open-registry.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { registryOptionsOf, settingsSchema } from '../../src/settings.ts';
import { openInstallation } from '../../src/storage/data-directory.ts';
import type { TenantRegistry } from '../../src/tenant-services.ts';
import { recordStatements } from './recorded-statements.ts';

const QUIET_MS = 50;

export class RecordedServer {
  readonly url: string;
  readonly #server: RunningServer;
  readonly #registry: TenantRegistry;

  private constructor(server: RunningServer, registry: TenantRegistry) {
    const { address, port } = server.address;
    this.url = `http://${address}:${port}`;
    this.#server = server;
    this.#registry = registry;
  }

  static async start(directory: string): Promise<RecordedServer> {
    const settings = settingsSchema.parse({ port: 0 });
    const opened = await openInstallation(directory);
    const registry = await openRegistry(opened, registryOptionsOf(settings));
    const server = await startServer(registry, settings, null, pino({ level: 'silent' }));
    await backgroundWork();
    return new RecordedServer(server, registry);
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#registry.stores.close();
  }
}

/** Waits until the background work of the start has executed its statements. */
async function backgroundWork(): Promise<void> {
  while ((await recordStatements(() => delay(QUIET_MS))).length > 0);
}
