/** Applies the licence owners of a tenant's seed, with their modules. */
import type { LicenceModule, LicenceOwner } from '../domain/licences/licence.ts';
import { foldName } from '../domain/names.ts';
import { groupBy, type Match, matchEntries } from './match-entries.ts';
import { type Removal, recordFields, removalsOf, saveEntry } from './records.ts';
import type { SeedPath } from './seed-path.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedLicenceModule, SeedLicenceOwner } from './seed-schema.ts';

/** Returns the modules to remove. */
export async function applyLicences(
  tenant: TenantRun,
  owners: readonly SeedLicenceOwner[],
): Promise<readonly Removal<LicenceModule>[]> {
  const { run, stores } = tenant;
  const path = [...tenant.path, 'licences'];
  const present = await stores.licences.listOwners();
  const named = groupBy(present, ({ name }) => foldName(name));
  const entries = owners.map(({ owner: name, ...rest }) => ({ name, ...rest }));
  const matches = matchEntries(run, {
    entries,
    present,
    path,
    candidatesOf: (_entry, name) => named(foldName(name)),
  });
  const removals: Removal<LicenceModule>[] = [];
  for (const match of matches) {
    const owner = await applyOwner(tenant, match);
    const { modules } = match.entry;
    if (modules) {
      const at = [...match.path, 'modules'];
      removals.push(...(await applyModules(tenant, owner, modules, at)));
    }
  }
  return removals;
}

async function applyOwner(
  { run, licences, mayChangeLicences, suffix }: TenantRun,
  match: Match<Omit<SeedLicenceOwner, 'owner'> & { name: string }, LicenceOwner>,
): Promise<LicenceOwner> {
  const { id, name, formerName: _former, modules: _modules, ...rest } = match.entry;
  const before = match.present ?? { id, name, description: '', expiresAtMs: null };
  let owner = match.present;
  const given = recordFields(rest);
  const subject = `licence owner ${name}${suffix}`;
  await saveEntry<LicenceOwner>(run, match, subject, given, async (fields) => {
    owner = await licences.saveOwner(mayChangeLicences, { ...before, ...fields });
  });
  return owner ?? { ...before, id: 0 };
}

async function applyModules(
  { run, stores, licences, mayChangeLicences, suffix }: TenantRun,
  owner: LicenceOwner,
  entries: readonly SeedLicenceModule[],
  path: SeedPath,
): Promise<readonly Removal<LicenceModule>[]> {
  const all = await stores.licences.listModules();
  const present = all.filter(({ ownerId }) => ownerId === owner.id);
  const candidatesOf = moduleFinder(present, entries);
  const matches = matchEntries(run, { entries, present, path, candidatesOf });
  for (const match of matches) {
    const { id, name, formerName: _former, deleted, ...rest } = match.entry;
    if (deleted) continue;
    const isUnrestricted = rest.seats === undefined;
    const added = { ...moduleDefaults, isUnrestricted, id, ownerId: owner.id, name };
    const subject = `licence ${name} of ${owner.name}${suffix}`;
    await saveEntry<LicenceModule>(run, match, subject, recordFields(rest), (fields) =>
      licences.saveModule(mayChangeLicences, { ...added, ...match.present, ...fields }),
    );
  }
  return removalsOf(run, matches, present, path);
}

/** The defaults of the optional fields of a module. */
export const moduleDefaults = {
  description: '',
  tooltip: '',
  version: '',
  kind: 'user',
  isUnrestricted: true,
  seats: 1,
  extraFlags: 0,
  allowedTypes: [],
  extraInfo: '',
  sortOrder: 0,
  isHidden: false,
  prerequisite: null,
} as const satisfies Omit<LicenceModule, 'id' | 'ownerId' | 'name'>;

/** The module with the name and version; else the one with the name that no other entry matches. */
function moduleFinder(present: readonly LicenceModule[], entries: readonly SeedLicenceModule[]) {
  const keyOf = (name: string, version: string) => JSON.stringify([foldName(name), version]);
  const named = groupBy(present, ({ name }) => foldName(name));
  const exact = groupBy(present, ({ name, version }) => keyOf(name, version));
  const taken = new Set(entries.map(({ name, version = '' }) => keyOf(name, version)));
  return ({ version }: SeedLicenceModule, name: string): readonly LicenceModule[] => {
    const same = version === undefined ? [] : exact(keyOf(name, version));
    if (same.length > 0) return same;
    return named(foldName(name)).filter(
      (module) => version === undefined || !taken.has(keyOf(module.name, module.version)),
    );
  };
}
