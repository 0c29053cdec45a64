/** The demo's data: its seed, and the published ticket. */
import { applySeed } from '../seed/apply-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { TenantRegistry } from '../tenant-services.ts';

/** The user in both demo seed files, at each tenant. */
export const demoUser = { name: 'demo', password: 'demo' } as const;

/** The ticket of the published samples, so that they work unchanged. */
export const sampleTicket = '7T:1234abcxyzExample==';

/** From the start of the demo. Each use extends it further. */
const SAMPLE_TICKET_LIFETIME_MS = 30 * 24 * 3600 * 1000;
const TENANTS_MAX = 100;

/**
 * Applies the seed, and adds the sample ticket for the demo user of each tenant that has one.
 *
 * @throws DomainError when the seed does not fit the installation.
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
