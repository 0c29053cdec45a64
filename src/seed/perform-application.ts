/** Makes changes to applications. */
import {
  type ApplicationProfile,
  createApplicationToken,
  createClientId,
  hashApplicationToken,
} from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { Stores } from '../domain/installation.ts';
import type { ApplicationChange } from './change.ts';
import type { SeedTarget } from './plan-seed.ts';
import { sorted } from './present-seed.ts';
import type { SeedApplication } from './seed-schema.ts';

/** The token that was made for an application that was added without one, else null. */
export async function performApplicationChange(
  { stores, clock }: SeedTarget,
  change: ApplicationChange,
): Promise<string | null> {
  const { applications } = stores;
  if (change.action === 'remove') {
    await applications.remove(change.id);
    return null;
  }
  const { application } = change;
  if (change.action === 'add') {
    const [first = createApplicationToken(), ...others] = application.tokens ?? [];
    const profile = await profileOf(stores, application, { clientId: createClientId() });
    const { id } = await applications.add(profile, hashApplicationToken(first), clock.now());
    if (application.disabled) await applications.disable(id, clock.now());
    await addTokens(stores, id, others, clock.now());
    return application.tokens === undefined ? first : null;
  }
  const { id, before, fields, dropsOtherTokens } = change;
  if (application.disabled) await applications.disable(id, clock.now());
  await applications.update(id, await profileOf(stores, application, before));
  if (fields.includes('tokens') && application.tokens) {
    // All of them, in their order: of those that it has only the newest stay valid.
    await addTokens(stores, id, application.tokens, clock.now());
    if (dropsOtherTokens && application.tokens.length === 1) await applications.removeOldTokens(id);
  }
  if (!application.disabled) await applications.enable(id);
  return null;
}

async function addTokens(
  { applications }: Stores,
  id: number,
  tokens: readonly string[],
  nowMs: number,
): Promise<void> {
  for (const token of tokens) await applications.addToken(id, hashApplicationToken(token), nowMs);
}

async function profileOf(
  stores: Stores,
  { clientId, name, agents, tenants, publicKeys }: SeedApplication,
  before: Pick<SeedApplication, 'clientId' | 'publicKeys'>,
): Promise<ApplicationProfile> {
  return {
    clientId: clientId ?? before.clientId ?? '',
    name,
    agents: sorted(agents),
    tenantIds: tenants === 'all' ? tenants : await tenantIdsOf(stores, tenants),
    publicKeys: publicKeys ?? before.publicKeys ?? [],
  };
}

async function tenantIdsOf(
  { tenants }: Stores,
  contextIdentifiers: readonly string[],
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const contextIdentifier of contextIdentifiers) {
    const tenant = await tenants.find(contextIdentifier);
    if (!tenant) {
      throw new DomainError('not-found', `There is no tenant ${contextIdentifier}. Plan anew.`);
    }
    ids.push(tenant.id);
  }
  return ids.sort((a, b) => a - b);
}
