/** Applies the applications of a seed, with their tokens, system users and consents. */
import {
  type Application,
  type ApplicationProfile,
  createApplicationToken,
  createClientId,
  hashApplicationToken,
  plainApplication,
} from '../domain/applications/application.ts';
import { foldName } from '../domain/names.ts';
import type { Tenant } from '../domain/tenants/tenant.ts';
import { applyConsents } from './apply-consents.ts';
import { listAll } from './list-all.ts';
import { changedFields, recordFields } from './records.ts';
import type { SeedPath } from './seed-path.ts';
import type { SeedRun } from './seed-run.ts';
import type { SeedApplication } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';

/** Called first, so that others can take over the names and tokens of removed applications. */
export async function pruneApplications(run: SeedRun): Promise<void> {
  const { applications } = run.seed;
  if (!applications || !run.prune) return;
  const wanted = new Set(applications.map(({ name }) => foldName(name)));
  for (const { id, name } of await run.stores.applications.list()) {
    if (wanted.has(foldName(name))) continue;
    await run.make(['applications'], `remove application ${name}`, () =>
      run.applications.remove(run.operator, id),
    );
  }
}

/** Called after tenants and users are applied. */
export async function applyApplications(run: SeedRun): Promise<void> {
  const { applications = [] } = run.seed;
  const all = await listAll((afterId, limit) => run.stores.tenants.list(afterId, limit));
  const tenants = new Map(all.map((tenant) => [foldName(tenant.contextIdentifier), tenant]));
  const resolved = applications.map((entry, index) => {
    const path = ['applications', index];
    return { entry, path, given: givenProfile(run, entry, path, tenants) };
  });
  if (run.hasProblems) return;
  for (const { entry, path, given } of resolved) {
    const present = await run.stores.applications.findByName(entry.name);
    if (present) await changeApplication(run, path, entry, present, given);
    else await addApplication(run, path, entry, given);
  }
  await applySystemUsers(run, tenants);
  await applyConsents(run, tenants);
}

type Tenants = ReadonlyMap<string, Tenant>;

function givenProfile(
  run: SeedRun,
  entry: SeedApplication,
  path: SeedPath,
  known: Tenants,
): Partial<ApplicationProfile> {
  const { clientId, agents, tenants, publicKeys, redirectUris, native, serverToServer } = entry;
  return recordFields({
    clientId,
    redirectUris,
    native,
    serverToServer,
    agents: agents?.toSorted(),
    tenants: Array.isArray(tenants)
      ? tenants
          .map(
            (name, index) => run.requireTenant(name, [...path, 'tenants', index], known)?.id ?? 0,
          )
          .sort((a, b) => a - b)
      : tenants,
    publicKeys: publicKeys?.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1)),
  });
}

async function addApplication(
  run: SeedRun,
  path: SeedPath,
  { name, tokens, disabled }: SeedApplication,
  given: Partial<ApplicationProfile>,
): Promise<void> {
  const { applications, operator } = run;
  const defaults = { ...plainApplication, clientId: createClientId(), tenantIds: 'all' };
  const profile = { ...defaults, ...given, name } as ApplicationProfile;
  const [first = createApplicationToken(), ...others] = tokens ?? [];
  await run.make(path, `add application ${name}`, async () => {
    const { id } = await applications.add(operator, profile, hashApplicationToken(first));
    for (const token of others) {
      await applications.addToken(operator, id, hashApplicationToken(token));
    }
    if (disabled) await applications.disable(operator, id);
  });
  if (!tokens) run.showToken(first);
}

async function changeApplication(
  run: SeedRun,
  path: SeedPath,
  { tokens = [], disabled }: SeedApplication,
  present: Application,
  given: Partial<ApplicationProfile>,
): Promise<void> {
  const { applications, operator } = run;
  const { id, name } = present;
  const isDisabled = present.disabledAtMs !== null;
  const profile = changedFields<ApplicationProfile>(present, given);
  const newTokens = (await hasJust(run, id, tokens)) ? [] : tokens;
  const fields = [
    ...profile,
    ...((disabled ?? isDisabled) === isDisabled ? [] : ['disabled']),
    ...(newTokens.length > 0 ? ['tokens'] : []),
  ];
  if (fields.length === 0) return;
  await run.make(path, `change application ${name}: ${fields.join(', ')}`, async () => {
    if (profile.length > 0) await applications.change(operator, id, given);
    // In their order, because only the newest stay valid.
    for (const token of newTokens) {
      await applications.addToken(operator, id, hashApplicationToken(token));
    }
    if (run.prune && newTokens.length === 1) await applications.endOldTokens(operator, id);
    if (disabled === true) await applications.disable(operator, id);
    if (disabled === false) await applications.enable(operator, id);
  });
}

/** Whether the application has these tokens and, with prune, no others. */
async function hasJust(run: SeedRun, id: number, tokens: readonly string[]): Promise<boolean> {
  const { applications } = run.stores;
  for (const token of tokens) {
    if ((await applications.findByTokenHash(hashApplicationToken(token)))?.id !== id) return false;
  }
  if (!run.prune || tokens.length === 0) return true;
  return (await applications.listTokenTimes(id)).length === tokens.length;
}

interface Assignment {
  readonly application: Application;
  readonly entry: SeedApplication;
  readonly path: SeedPath;
}

/** Removes system users first, because a user can belong to one application only. */
async function applySystemUsers(run: SeedRun, tenants: Tenants): Promise<void> {
  const assignments: Assignment[] = [];
  for (const [index, entry] of (run.seed.applications ?? []).entries()) {
    const application = await run.stores.applications.findByName(entry.name);
    if (!application || !entry.systemUsers) continue;
    assignments.push({ application, entry, path: ['applications', index, 'systemUsers'] });
  }
  for (const assignment of assignments) await removeSystemUsers(run, assignment, tenants);
  for (const assignment of assignments) await setSystemUsers(run, assignment, tenants);
}

async function removeSystemUsers(
  run: SeedRun,
  { application: { id, name }, entry: { systemUsers = [] }, path }: Assignment,
  tenants: Tenants,
): Promise<void> {
  for (const tenant of tenants.values()) {
    const { systemUsers: store, associates } = run.stores.ofTenant(tenant.id);
    const userId = await store.find(id);
    if (userId === null) continue;
    const user = (await associates.find(userId))?.name ?? '';
    const isWanted = systemUsers.some(
      (wanted) => isAt(tenant, wanted.tenant) && foldName(wanted.user) === foldName(user),
    );
    if (isWanted) continue;
    await run.make(path, `remove system user ${user} of ${name}${suffixOf(tenant)}`, () =>
      run.applications.removeSystemUser(run.operator, tenant, id),
    );
  }
}

async function setSystemUsers(
  run: SeedRun,
  { application: { id, name }, entry: { systemUsers = [] }, path }: Assignment,
  tenants: Tenants,
): Promise<void> {
  for (const [index, { tenant: contextIdentifier = '', user }] of systemUsers.entries()) {
    const at = [...path, index];
    const tenant = run.requireTenant(contextIdentifier, [...at, 'tenant'], tenants);
    if (!tenant) continue;
    const { systemUsers: store, associates } = run.stores.ofTenant(tenant.id);
    const associate = await associates.findByName(user);
    if (!associate) {
      const known = await listAll((afterId, limit) => associates.list(afterId, limit));
      const names = known.map((it) => it.name);
      run.report([...at, 'user'], unknownName('user', user, names));
      continue;
    }
    if ((await store.find(id)) === associate.id) continue;
    await run.make(at, `add system user ${associate.name} of ${name}${suffixOf(tenant)}`, () =>
      run.applications.setSystemUser(run.operator, tenant, id, associate.id),
    );
  }
}

function isAt({ contextIdentifier }: Tenant, wanted = ''): boolean {
  return foldName(wanted) === foldName(contextIdentifier);
}

function suffixOf({ contextIdentifier }: Tenant): string {
  return contextIdentifier === '' ? '' : ` (${contextIdentifier})`;
}
