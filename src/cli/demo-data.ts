/** What the demo shows: the seed files that come with the program, and the published ticket. */
import { fileURLToPath } from 'node:url';
import { productFolder } from '../product.ts';
import { applySeed } from '../seed/apply-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { TenantRegistry } from '../tenant-services.ts';

/** In both of the demo's seed files, at each tenant. */
export const demoUser = { name: 'demo', password: 'demo' } as const;

/** The ticket in the published samples, so that they work as they stand. */
export const sampleTicket = '7T:1234abcxyzExample==';

/** From the start of the demo, used or not; what a use adds comes on top. */
const SAMPLE_TICKET_LIFETIME_MS = 30 * 24 * 3600 * 1000;
const TENANTS_MAX = 100;

export function demoSeedFile(online: boolean): string {
  const name = online ? 'demo-online.yaml' : 'demo-onsite.yaml';
  return fileURLToPath(new URL(`seeds/${name}`, productFolder));
}

/**
 * Applies the seed, and makes the sample's ticket the demo user's at each tenant that has one.
 *
 * @throws DomainError when the seed does not fit what is there.
 */
export async function prepareDemo(registry: TenantRegistry, seed: Seed): Promise<void> {
  await applySeed(registry, seed, { actor: { kind: 'system' } });
  for (const tenant of await registry.stores.tenants.list(0, TENANTS_MAX)) {
    const { stores, sessions } = registry.of(tenant);
    const associate = await stores.associates.findByName(demoUser.name);
    if (!associate) continue;
    const user = { address: '127.0.0.1', userAgent: 'demo' };
    const session = await sessions.start(associate, user, SAMPLE_TICKET_LIFETIME_MS);
    sessions.addAlias(sampleTicket, session.ticketText);
  }
}
