/** Applies what a seed says of a tenant's licence owners and their modules. */
import type { LicenceModule, LicenceOwner } from '../domain/licences/licence.ts';
import { foldName } from '../domain/names.ts';
import type { Removal } from './apply-roles.ts';
import {
  changedFields,
  givenFields,
  groupBy,
  leftOver,
  type Match,
  matchEntries,
} from './match-entries.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedLicenceModule, SeedLicenceOwner } from './seed-schema.ts';

/** Answers the modules to remove. */
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
  { entry, present, path }: Match<Omit<SeedLicenceOwner, 'owner'> & { name: string }, LicenceOwner>,
): Promise<LicenceOwner> {
  const { id, name, description, expires } = entry;
  const renamed = present && foldName(present.name) !== foldName(name) ? name : undefined;
  const given = givenFields<LicenceOwner>({
    id: undefined,
    name: renamed,
    description,
    expiresAtMs: expires,
  });
  if (present) {
    const fields = changedFields(present, given);
    if (fields.length === 0) return present;
    const told = fields.map((field) => (field === 'expiresAtMs' ? 'expires' : field)).join(', ');
    const line = `change licence owner ${present.name}${suffix}: ${told}`;
    return run.make(path, line, () =>
      licences.saveOwner(mayChangeLicences, { ...present, ...given }),
    );
  }
  const owner = { description: '', expiresAtMs: null, ...given, name, id };
  return run.make(path, `add licence owner ${name}${suffix}`, () =>
    licences.saveOwner(mayChangeLicences, owner),
  );
}

async function applyModules(
  { run, stores, licences, mayChangeLicences, suffix }: TenantRun,
  owner: LicenceOwner,
  entries: readonly SeedLicenceModule[],
  path: Removal<unknown>['path'],
): Promise<readonly Removal<LicenceModule>[]> {
  const all = await stores.licences.listModules();
  const present = all.filter(({ ownerId }) => ownerId === owner.id);
  const candidatesOf = moduleFinder(present, entries);
  const matches = matchEntries(run, { entries, present, path, candidatesOf });
  for (const { entry, present: module, path: at } of matches) {
    const told = `licence ${entry.name} of ${owner.name}${suffix}`;
    if (module) {
      const given = givenModule(entry, module);
      const fields = changedFields(module, given).map((field) => fileNames.get(field) ?? field);
      if (fields.length === 0) continue;
      await run.make(at, `change ${told}: ${fields.join(', ')}`, () =>
        licences.saveModule(mayChangeLicences, { ...module, ...given }),
      );
    } else if (!entry.deleted) {
      const added = { ...newModule(owner.id, entry), ...givenModule(entry, null) };
      await run.make(at, `add ${told}`, () => licences.saveModule(mayChangeLicences, added));
    }
  }
  return [
    ...matches.flatMap(({ entry, present: module, path: at }) =>
      entry.deleted && module ? [{ record: module, path: at }] : [],
    ),
    ...(run.prune ? leftOver(present, matches).map((record) => ({ record, path })) : []),
  ];
}

/** The module with name and version; else the one with the name that no other entry is. */
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

const fileNames: ReadonlyMap<string, string> = new Map([
  ['isUnrestricted', 'unrestricted'],
  ['isHidden', 'hidden'],
]);

function givenModule(
  entry: SeedLicenceModule,
  present: LicenceModule | null,
): Partial<LicenceModule> {
  const { unrestricted, hidden, name, version, description, tooltip, kind, seats } = entry;
  const renamed = present && foldName(present.name) !== foldName(name) ? name : undefined;
  const { extraFlags, allowedTypes, extraInfo, sortOrder, prerequisite } = entry;
  return givenFields<LicenceModule>({
    id: undefined,
    ownerId: undefined,
    name: renamed,
    description,
    tooltip,
    version,
    kind,
    isUnrestricted: unrestricted,
    seats,
    extraFlags,
    allowedTypes,
    extraInfo,
    sortOrder,
    isHidden: hidden,
    prerequisite,
  });
}

function newModule(ownerId: number, { id, name, seats }: SeedLicenceModule) {
  return {
    id,
    ownerId,
    name,
    description: '',
    tooltip: '',
    version: '',
    kind: 'user',
    isUnrestricted: seats === undefined,
    seats: 1,
    extraFlags: 0,
    allowedTypes: [],
    extraInfo: '',
    sortOrder: 0,
    isHidden: false,
    prerequisite: null,
  } as const;
}
