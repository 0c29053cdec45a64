/** Makes changes to what belongs to a tenant: roles, groups, licences and users. */
import type { AssociateProfile, DirectoryStore } from '../domain/associate.ts';
import type { TenantStores } from '../domain/installation.ts';
import type { AddEntry, ChangeEntry, EntryChange } from './change.ts';
import type { DirectoryIds, DirectoryOfTenant } from './directory-ids.ts';
import type { SeedTarget } from './plan-seed.ts';
import type { SeedLicense, SeedUser } from './seed-schema.ts';

/** @throws DomainError as the stores throw it. */
export async function performEntryChange(
  target: SeedTarget,
  ids: DirectoryIds,
  change: EntryChange,
): Promise<void> {
  const tenantId = await ids.tenantId(change.contextIdentifier);
  const stores = target.stores.ofTenant(tenantId);
  if (change.what !== 'user') {
    await performDirectoryChange(stores.directory, change);
  } else if (change.action === 'remove') {
    await stores.associates.remove(change.id);
  } else {
    const directory = await ids.of(change.contextIdentifier);
    if (change.action === 'add') await addUser(target, stores, directory, change);
    else await changeUser(target, stores, directory, change);
  }
}

async function performDirectoryChange(
  directory: DirectoryStore,
  change: Exclude<EntryChange, { readonly what: 'user' }>,
): Promise<void> {
  switch (change.what) {
    case 'role':
      if (change.action === 'remove') await directory.removeRole(change.id);
      else if (change.action === 'add') await directory.addRole(change.entry);
      else await directory.updateRole({ ...change.entry, id: change.id });
      return;
    case 'group':
      if (change.action === 'remove') await directory.removeGroup(change.id);
      else if (change.action === 'add') await directory.addGroup(change.entry);
      else await directory.updateGroup({ ...change.entry, id: change.id });
      return;
    case 'license':
      if (change.action === 'remove') await directory.removeLicense(change.id);
      else if (change.action === 'add') await directory.addLicense(licenseOf(change.entry));
      else await directory.updateLicense({ ...licenseOf(change.entry), moduleId: change.id });
  }
}

function licenseOf({ id, owner, name, description, version }: SeedLicense) {
  return { moduleId: id, ownerName: owner, name, description, version };
}

/** One who is to be disabled has no password until then. */
async function addUser(
  { passwords, clock }: SeedTarget,
  { associates, directory }: TenantStores,
  ids: DirectoryOfTenant,
  { entry }: AddEntry<'user'>,
): Promise<void> {
  const hash = entry.password === undefined ? null : await passwords.hash(entry.password);
  const profile = profileOf(entry, ids);
  const firstHash = entry.disabled ? null : hash;
  const { id } = await associates.add(profile, firstHash, clock.now(), entry.id);
  if (entry.disabled) await associates.disable(id, clock.now());
  if (entry.disabled && hash !== null) await associates.setPasswordHash(id, hash);
  for (const moduleId of moduleIdsOf(entry, ids)) await directory.grantLicense(id, moduleId);
}

/** What takes something from the user comes first, what gives comes last. */
async function changeUser(
  { passwords, clock }: SeedTarget,
  { associates, directory }: TenantStores,
  ids: DirectoryOfTenant,
  { id, fields, before, entry }: ChangeEntry<'user'>,
): Promise<void> {
  const changes = new Set(fields);
  if (changes.has('disabled') && entry.disabled) await associates.disable(id, clock.now());
  if (changes.has('password') && entry.password !== undefined) {
    await associates.setPasswordHash(id, await passwords.hash(entry.password));
  }
  if (fields.some((field) => !OUTSIDE_PROFILE.has(field))) {
    await associates.update(id, profileOf(entry, ids));
  }
  if (changes.has('licenses')) {
    await changeLicenses(associates, directory, id, moduleIdsOf(entry, ids));
  }
  if (before.disabled && !entry.disabled) await associates.enable(id);
}

const OUTSIDE_PROFILE: ReadonlySet<string> = new Set(['disabled', 'password', 'licenses']);

async function changeLicenses(
  associates: TenantStores['associates'],
  directory: DirectoryStore,
  id: number,
  wanted: readonly number[],
): Promise<void> {
  const associate = await associates.find(id);
  const granted = associate ? (await associates.principal(associate)).licenses : [];
  for (const { moduleId } of granted) {
    if (!wanted.includes(moduleId)) await directory.withdrawLicense(id, moduleId);
  }
  for (const moduleId of wanted) await directory.grantLicense(id, moduleId);
}

/** Planning has filled in the owner of each. */
function moduleIdsOf({ licenses }: SeedUser, ids: DirectoryOfTenant): readonly number[] {
  return licenses.map(({ owner = '', name }) => ids.moduleId(owner, name));
}

function profileOf(user: SeedUser, ids: DirectoryOfTenant): AssociateProfile {
  const groupIds = user.secondaryGroups.map((name) => ids.groupId(name));
  return {
    name: user.name,
    fullName: user.fullName,
    email: user.email ?? null,
    type: user.type,
    roleId: ids.roleId(user.role),
    groupId: ids.groupId(user.group),
    secondaryGroupIds: [...new Set(groupIds)].sort((a, b) => a - b),
    personId: user.personId,
    contactId: user.contactId,
    contactOwnerId: user.contactOwnerId,
    countryId: user.countryId,
    homeCountryId: user.homeCountryId,
    businessId: user.businessId,
    categoryId: user.categoryId,
    csUser: user.csUser ?? null,
  };
}
