/** Applies the consents of a seed: which tenants have consented to which applications. */
import type { Application } from '../domain/applications/application.ts';
import { foldName } from '../domain/names.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedRun } from './seed-run.ts';
import type { SeedApplication } from './seed-schema.ts';

/** Called after the applications have their rights, which a consent covers. */
export async function applyConsents(
  run: SeedRun,
  tenants: ReadonlyMap<string, Tenant>,
): Promise<void> {
  for (const [index, entry] of (run.seed.applications ?? []).entries()) {
    const application = await run.stores.applications.findByName(entry.name);
    if (!application || !entry.consents) continue;
    const path = ['applications', index, 'consents'];
    await revokeOthers(run, application, entry, path, tenants);
    await giveWanted(run, application, entry, path, tenants);
  }
}

async function revokeOthers(
  run: SeedRun,
  application: Application,
  { consents = [] }: SeedApplication,
  path: SeedPath,
  tenants: ReadonlyMap<string, Tenant>,
): Promise<void> {
  const wanted = new Set(consents.map(({ tenant = '' }) => foldName(tenant)));
  for (const [key, tenant] of tenants) {
    const consent = await run.stores.ofTenant(tenant.id).consents.find(application.id);
    if (wanted.has(key) || consent?.revokedAtMs !== null) continue;
    await run.make(path, `revoke consent to ${nameAt(application, tenant)}`, () =>
      run.consentsOf(tenant).revoke(run.consentAdministrator, application),
    );
  }
}

async function giveWanted(
  run: SeedRun,
  application: Application,
  { consents = [] }: SeedApplication,
  path: SeedPath,
  tenants: ReadonlyMap<string, Tenant>,
): Promise<void> {
  for (const [index, { tenant: contextIdentifier = '', systemToken }] of consents.entries()) {
    const at = [...path, index];
    const tenant = run.requireTenant(contextIdentifier, [...at, 'tenant'], tenants);
    if (!tenant) continue;
    const consent = run.consentsOf(tenant);
    if (await consent.isGivenWith(application, systemToken ?? null)) continue;
    await run.make(at, `give consent to ${nameAt(application, tenant)}`, () =>
      consent.give(run.consentAdministrator, application, systemToken),
    );
  }
}

function nameAt({ name }: Application, { contextIdentifier }: Tenant): string {
  return contextIdentifier === '' ? name : `${name} (${contextIdentifier})`;
}
