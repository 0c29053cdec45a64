/** Runs the demo in the test's process, on a free port, with a temporary database. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { prepareDemo } from '../../src/cli/demo-data.ts';
import { findTenantServices } from '../../src/cli/tenant-option.ts';
import { demoSeedFile } from '../../src/demo-seed.ts';
import { type Clock, systemClock, systemTiming, type Timing } from '../../src/domain/clock.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import { openRegistry } from '../../src/open-registry.ts';
import { readSeed } from '../../src/seed/read-seed.ts';
import { startingTenantOf } from '../../src/seed/seed.ts';
import { type ServerAdditions, startServer } from '../../src/server.ts';
import { registryOptionsOf, type Settings, settingsSchema } from '../../src/settings.ts';
import { createInstallation } from '../../src/storage/data-directory.ts';
import type { TenantRegistry, TenantServices } from '../../src/tenant-services.ts';
import { writeEmptyDatabase } from './empty-database.ts';

export interface DemoServer {
  /** The URL before `/Remote`, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Null without the setting `consolePort`. */
  readonly consoleUrl: string | null;
  /** The services of the only tenant. Online: of `DEMO_TENANT`. */
  readonly services: TenantServices;
  readonly registry: TenantRegistry;
  close(): Promise<void>;
}

/** A tenant of the Online demo. */
export const DEMO_TENANT = 'Cust12345';

export async function startDemoServer({
  mode = 'onsite',
  settings: overrides = {},
  clock = systemClock,
  timing = systemTiming,
  additions = {},
}: {
  readonly mode?: InstallationMode;
  readonly settings?: Partial<Settings>;
  readonly clock?: Clock;
  readonly timing?: Timing;
  readonly additions?: ServerAdditions;
} = {}): Promise<DemoServer> {
  const settings = settingsSchema.parse({ port: 0, logLevel: 'silent', ...overrides });
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const file = demoSeedFile(mode === 'online');
  const seed = readSeed(await readFile(file, 'utf8'), file);
  const made = {
    tenant: startingTenantOf(seed),
    purpose: 'demo',
    durability: 'temporary',
  } as const;
  await writeEmptyDatabase(join(directory, 'ticketoffice.db'));
  const opened = await createInstallation(directory, made, clock.now());
  const registry = await openRegistry(opened, { ...registryOptionsOf(settings), clock, timing });
  await prepareDemo(registry, seed);
  const services = await findTenantServices(registry, mode === 'online' ? DEMO_TENANT : undefined);
  const log = pino({ level: settings.logLevel });
  const server = await startServer(registry, settings, null, log, additions);
  return {
    url: `http://${server.address.address}:${server.address.port}`,
    consoleUrl: server.consoleUrl,
    services,
    registry,
    close: async () => {
      await server.close();
      await registry.stores.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
