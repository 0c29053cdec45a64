/**
 * The content that test servers begin with. To apply a seed takes much longer than to copy the
 * result, so this process keeps the result for each seed.
 */
import { hash } from 'node:crypto';
import { systemClock } from '../domain/clock.ts';
import { createSealedKey } from '../domain/keys/key-ring.ts';
import { applySeed } from '../seed/apply-seed.ts';
import { readSeed } from '../seed/read-seed.ts';
import { startingTenantOf } from '../seed/seed.ts';
import { settingsSchema } from '../settings.ts';
import { fillInstallation } from '../storage/data-directory.ts';
import { masterKeysInMemory } from '../storage/installation-in-memory.ts';
import { openMemoryDatabase } from '../storage/sqlite/memory-database.ts';
import { createStores } from '../storage/stores.ts';
import type { SeedText } from './read-test-seed.ts';
import { openTestRegistry, type Snapshot } from './test-backend.ts';
import { type ClockStart, TestClock } from './test-clock.ts';

const TEMPLATES_MAX = 20;
const NOW_MS = 60_000;

/** In the order of their last use. */
const templates = new Map<string, Promise<Uint8Array>>();

/** Databases in memory never leave this process, and neither does their master key. */
export const testMasterKeys = masterKeysInMemory('The master key of the test servers');

/**
 * Returns the content of a seed, with a key for tokens of its own: no token of one server is valid
 * at another.
 *
 * @throws DomainError with a line for each reason why the seed cannot be applied.
 */
export async function seededSnapshot(seed: SeedText, clock: ClockStart): Promise<Snapshot> {
  const nowMs = new TestClock(clock).now();
  const database = await openMemoryDatabase(await templateOf(seed, clock));
  const stores = createStores(database.opened);
  try {
    for (const { id } of await stores.keys.list()) {
      await stores.keys.remove(id);
      await stores.keys.add(await createSealedKey(id, testMasterKeys, stores.masterKey, nowMs));
    }
    return { content: await database.copy(), clock };
  } finally {
    await stores.close();
  }
}

function templateOf(seed: SeedText, clock: ClockStart): Promise<Uint8Array> {
  const text = JSON.stringify([seed, timeOf(clock)]);
  const key = hash('sha256', text, 'base64');
  const template = templates.get(key) ?? makeTemplate(seed, clock);
  templates.delete(key);
  templates.set(key, template);
  template.catch(() => templates.delete(key));
  const [oldest] = templates.keys();
  if (templates.size > TEMPLATES_MAX && oldest !== undefined) templates.delete(oldest);
  return template;
}

/** Records that were made a while ago do for a server that starts now. */
function timeOf(clock: ClockStart): number | 'now' {
  if (clock === 'real' || Math.abs(clock.atMs - systemClock.now()) < NOW_MS) return 'now';
  return clock.atMs;
}

async function makeTemplate({ text, name }: SeedText, start: ClockStart): Promise<Uint8Array> {
  const seed = readSeed(text, name);
  const clock = new TestClock(start);
  const database = await openMemoryDatabase();
  const stores = createStores(database.opened);
  try {
    const made = { purpose: 'test', tenant: startingTenantOf(seed) } as const;
    await fillInstallation({ stores, masterKeys: testMasterKeys }, made, clock.now());
    const settings = settingsSchema.parse({});
    const registry = await openTestRegistry(database, clock, settings, testMasterKeys);
    await applySeed(registry, seed, { actor: { kind: 'system' } });
    return await database.copy();
  } finally {
    await stores.close();
  }
}
