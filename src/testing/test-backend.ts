/**
 * A backend on a database in memory, with a clock of its own. It starts from a snapshot. So no
 * state in memory survives when a test server returns to a snapshot.
 */
import { type BackendSurroundings, type RunningBackend, startBackend } from '../backend.ts';
import type { ServedContract } from '../contract/served-contract.ts';
import type { MasterKeys } from '../domain/keys/master-keys.ts';
import { leastHashCost } from '../domain/login/password.ts';
import type { Journal } from '../journal/journal.ts';
import { openRegistry } from '../open-registry.ts';
import { registryOptionsOf, type Settings } from '../settings.ts';
import { type MemoryDatabase, openMemoryDatabase } from '../storage/sqlite/memory-database.ts';
import { createStores } from '../storage/stores.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import type { Faults } from './faults.ts';
import { expirePresented } from './issue-sessions.ts';
import { type ClockStart, TestClock } from './test-clock.ts';

export interface Snapshot {
  readonly content: Uint8Array;
  readonly clock: ClockStart;
}

/** What the backends of a test server share. */
export interface TestSurroundings extends Omit<BackendSurroundings, 'faultInjector' | 'recorder'> {
  readonly contract: ServedContract;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly masterKeys: MasterKeys;
}

export class TestBackend {
  readonly registry: TenantRegistry;
  readonly clock: TestClock;
  readonly backend: RunningBackend;
  readonly #database: MemoryDatabase;

  private constructor(
    registry: TenantRegistry,
    clock: TestClock,
    backend: RunningBackend,
    database: MemoryDatabase,
  ) {
    this.registry = registry;
    this.clock = clock;
    this.backend = backend;
    this.#database = database;
  }

  static async start(snapshot: Snapshot, surroundings: TestSurroundings): Promise<TestBackend> {
    const clock = new TestClock(snapshot.clock);
    const database = await openMemoryDatabase(snapshot.content);
    const { faults, journal: recorder, settings, masterKeys } = surroundings;
    const registry = await openTestRegistry(database, clock, settings, masterKeys);
    const faultInjector = faults.injectorOf({
      expireTicket: (tenant, text) => expirePresented(registry, tenant, text),
    });
    const backend = await startBackend(registry, { ...surroundings, faultInjector, recorder });
    return new TestBackend(registry, clock, backend, database);
  }

  /** Resolves when the transaction that runs has ended. */
  async takeSnapshot(): Promise<Snapshot> {
    const { isFrozen } = this.clock;
    const content = await this.#database.copy();
    return { content, clock: { atMs: this.clock.now(), isFrozen } };
  }

  /** Lets requests that wait for the clock end, so that the last request ends soon. */
  endPauses(): void {
    this.clock.close();
  }

  /** Call it after the last request. */
  async close(): Promise<void> {
    await this.backend.close();
    await this.registry.stores.close();
  }
}

/** Opens the registry of a database in memory that holds an installation. */
export async function openTestRegistry(
  { opened }: MemoryDatabase,
  clock: TestClock,
  settings: Settings,
  masterKeys: MasterKeys,
): Promise<TenantRegistry> {
  const stores = createStores(opened);
  const installation = await stores.installation.read();
  if (!installation) throw new Error('The snapshot holds no installation.');
  return openRegistry(
    { installation, stores, masterKeys },
    {
      ...registryOptionsOf(settings),
      clock,
      timing: clock,
      passwordHashCost: leastHashCost,
    },
  );
}
