/** A server in this process, on an SQLite installation, that counts its statements. */
import { setTimeout as delay } from 'node:timers/promises';
import type { KyselyPlugin } from 'kysely';
import { pino } from 'pino';
import { openRegistry } from '../../src/open-registry.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { registryOptionsOf, settingsSchema } from '../../src/settings.ts';
import { masterKeyIn } from '../../src/storage/data-directory.ts';
import { openExistingDatabase } from '../../src/storage/database-place.ts';
import { readMasterKeys } from '../../src/storage/master-key.ts';
import { createStores } from '../../src/storage/stores.ts';
import type { TenantRegistry } from '../../src/tenant-services.ts';

export class CountedServer {
  readonly url: string;
  readonly #server: RunningServer;
  readonly #registry: TenantRegistry;
  readonly #statements: { count: number };

  private constructor(
    server: RunningServer,
    registry: TenantRegistry,
    statements: { count: number },
  ) {
    const { address, port } = server.address;
    this.url = `http://${address}:${port}`;
    this.#server = server;
    this.#registry = registry;
    this.#statements = statements;
  }

  static async start(directory: string): Promise<CountedServer> {
    const settings = settingsSchema.parse({ port: 0 });
    const statements = { count: 0 };
    const database = await openExistingDatabase(directory, null);
    const db = database.db.withPlugin(counter(statements));
    const stores = createStores({ ...database, db });
    const installation = await stores.installation.read();
    if (!installation) throw new Error(`There is no installation in ${directory}.`);
    const masterKeys = await readMasterKeys(masterKeyIn(directory));
    const options = registryOptionsOf(settings);
    const registry = await openRegistry({ installation, stores, masterKeys }, options);
    const server = await startServer(registry, settings, null, pino({ level: 'silent' }));
    await backgroundWork(statements);
    return new CountedServer(server, registry, statements);
  }

  /** Counts the statements of the work, without the begin and the end of transactions. */
  async count(work: () => Promise<unknown>): Promise<number> {
    this.#statements.count = 0;
    await work();
    return this.#statements.count;
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#registry.stores.close();
  }
}

const QUIET_MS = 50;

/** Waits until the background work of the start has executed its statements. */
async function backgroundWork(statements: { readonly count: number }): Promise<void> {
  let before = -1;
  while (statements.count !== before) {
    before = statements.count;
    await delay(QUIET_MS);
  }
}

/** Each statement that is executed has a result, also one that was compiled before. */
function counter(statements: { count: number }): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      statements.count += 1;
      return result;
    },
  };
}
