/** Applies the tenants of a seed with their sections. */
import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../domain/names.ts';
import type { PasswordPolicy } from '../domain/passwords/password-policy.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { applyContacts, removeContacts } from './apply-contacts.ts';
import { applyGroups } from './apply-groups.ts';
import { applyLicences } from './apply-licences.ts';
import { applyPersons, removePersons } from './apply-persons.ts';
import { applyFunctionalRights, applyRoles, removeRoles } from './apply-roles.ts';
import { applyUsers } from './apply-users.ts';
import { listAll } from './list-all.ts';
import { removalAdvice } from './records.ts';
import { pathOfTenant } from './seed.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedRun, TenantRun } from './seed-run.ts';
import type { SeedTenant } from './seed-schema.ts';

export async function applyTenants(run: SeedRun): Promise<void> {
  const { tenants } = run.seed;
  if (!tenants) return;
  const present = await listAll((afterId, limit) => run.stores.tenants.list(afterId, limit));
  const named = new Map(present.map((tenant) => [foldName(tenant.contextIdentifier), tenant]));
  const wanted = new Set(tenants.map(({ contextIdentifier }) => foldName(contextIdentifier)));
  for (const [key, { contextIdentifier }] of run.prune ? named : []) {
    if (wanted.has(key)) continue;
    await run.make(['tenants'], `remove tenant ${contextIdentifier}`, () =>
      run.tenants.remove(run.operator, contextIdentifier),
    );
  }
  for (const [index, entry] of tenants.entries()) {
    const path = pathOfTenant(run.seed, index);
    const found = named.get(foldName(entry.contextIdentifier));
    const tenant = await applyTenant(run, path, entry, found);
    await applySections(run.ofTenant(tenant, path), entry);
  }
}

async function applyTenant(
  run: SeedRun,
  path: SeedPath,
  { contextIdentifier, company, suspended }: SeedTenant,
  present: Tenant | undefined,
): Promise<Tenant> {
  const { tenants, operator } = run;
  const subject = contextIdentifier === '' ? 'installation' : `tenant ${contextIdentifier}`;
  if (!present) {
    return run.make(path, `add ${subject}`, async () => {
      const added = await tenants.add(operator, { contextIdentifier, companyName: company });
      if (suspended) await tenants.suspend(operator, contextIdentifier);
      return added;
    });
  }
  const isSuspended = present.suspendedAtMs !== null;
  const fields = [
    ...(company === present.companyName ? [] : ['company']),
    ...((suspended ?? isSuspended) === isSuspended ? [] : ['suspended']),
  ];
  if (fields.length === 0) return present;
  await run.make(path, `change ${subject}: ${fields.join(', ')}`, async () => {
    if (company !== present.companyName) await tenants.rename(operator, contextIdentifier, company);
    if (suspended === true) await tenants.suspend(operator, contextIdentifier);
    if (suspended === false) await tenants.resume(operator, contextIdentifier);
  });
  return present;
}

async function applyPasswordPolicy(
  { run, path, stores, passwords, suffix }: TenantRun,
  policy: PasswordPolicy | null,
): Promise<void> {
  if (isDeepStrictEqual(await stores.passwordPolicies.find(), policy)) return;
  await run.make([...path, 'passwordPolicy'], `change password policy${suffix}`, () =>
    passwords.setPolicy(run.operator, policy),
  );
}

/** Records that users refer to are added before the users, and removed after them. */
async function applySections(tenant: TenantRun, entry: SeedTenant): Promise<void> {
  const { passwordPolicy, functionalRights, roles, groups, licences } = entry;
  const { contacts, persons, users } = entry;
  if (passwordPolicy !== undefined) await applyPasswordPolicy(tenant, passwordPolicy);
  if (functionalRights) await applyFunctionalRights(tenant, functionalRights);
  const gone = {
    roles: roles ? await applyRoles(tenant, roles) : [],
    groups: groups ? await applyGroups(tenant, groups) : [],
    licences: licences ? await applyLicences(tenant, licences) : [],
  };
  const unnamedContacts = contacts ? await applyContacts(tenant, contacts) : [];
  const unnamedPersons = persons ? await applyPersons(tenant, persons) : [];
  if (users) await applyUsers(tenant, users);
  // Retiring and reinstating users marks their persons.
  const marks = (users ?? []).some(({ retired }) => retired !== undefined);
  if (marks && persons && !tenant.run.hasProblems) await applyPersons(tenant, persons);
  const { run, suffix } = tenant;
  if (run.hasProblems) return;
  await removePersons(tenant, unnamedPersons);
  await removeContacts(tenant, unnamedContacts);
  for (const removal of gone.licences) {
    const { record, path } = removal;
    const removing = () => tenant.licences.removeModule(tenant.mayChangeLicences, record.id);
    const line = `remove licence ${record.name}${suffix}`;
    await run.make(path, line, removing, removalAdvice(removal));
  }
  for (const removal of gone.groups) {
    const { record, path } = removal;
    const removing = () => tenant.groups.remove(tenant.mayChangeGroups, record.id, 0);
    await run.make(path, `remove group ${record.name}${suffix}`, removing, removalAdvice(removal));
  }
  await removeRoles(tenant, gone.roles);
}
