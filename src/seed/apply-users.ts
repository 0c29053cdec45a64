/** Applies the users of a tenant's seed. */
import { isDeepStrictEqual } from 'node:util';
import { withPlanModules } from '../domain/licences/user-plans.ts';
import { foldName } from '../domain/names.ts';
import { type Associate, type AssociateProfile, createProfile } from '../domain/users/associate.ts';
import { typeRules } from '../domain/users/profile.ts';
import type { GivenPerson } from '../domain/users/users.ts';
import { listAll } from './list-all.ts';
import { groupBy, type Match, matchEntries } from './match-entries.ts';
import { changedFields, recordFields, removalsOf } from './records.ts';
import { References } from './references.ts';
import type { SeedPath } from './seed-path.ts';
import { SeedPersons } from './seed-persons.ts';
import type { TenantRun } from './seed-run.ts';
import type { SeedUser } from './seed-schema.ts';
import { changedDetails, givenDetails } from './user-details.ts';

interface ResolvedUser {
  readonly entry: SeedUser;
  readonly path: SeedPath;
  readonly present: Associate | null;
  /** The fields that the seed gives. For a new user they include role and group. */
  readonly given: Partial<AssociateProfile>;
  /** Undefined when the seed does not mention the person of an existing user. */
  readonly person: GivenPerson | undefined;
  /** Names of the fields of the person that change. */
  readonly personChanges: readonly string[];
  /** Undefined when the seed does not mention licences. */
  readonly moduleIds: readonly number[] | undefined;
}

/**
 * New administrators are applied first and users are removed last, so that there is always an
 * administrator. Licences are assigned at the end, when seats are free.
 */
export async function applyUsers(tenant: TenantRun, entries: readonly SeedUser[]): Promise<void> {
  const { run, stores, users, suffix, mayAdministerUsers } = tenant;
  const path = [...tenant.path, 'users'];
  const present = await listAll((afterId, limit) => stores.associates.list(afterId, limit));
  const named = groupBy(present, ({ name }) => foldName(name));
  const candidatesOf = (_entry: SeedUser, name: string) => named(foldName(name));
  const matches = matchEntries(run, { entries, present, path, candidatesOf });
  const references = await References.read(tenant);
  const persons = await SeedPersons.read(tenant);
  const resolved = matches.map((match) => resolveUser(references, persons, match));
  if (run.hasProblems) return;
  const order = ({ entry, present: user, given }: ResolvedUser) =>
    !entry.disabled && references.isAdministrator(given.roleId ?? user?.roleId ?? 0) ? 0 : 1;
  const userIds = new Map<SeedUser, number>();
  for (const user of resolved.toSorted((a, b) => order(a) - order(b))) {
    const applied = user.present
      ? await changeUser(tenant, user, user.present)
      : await addUser(tenant, user);
    userIds.set(user.entry, applied.id);
  }
  for (const { record } of removalsOf<Associate>(run, matches, present, path)) {
    await run.make(path, `remove user ${record.name}${suffix}`, () =>
      users.remove(mayAdministerUsers, record.id),
    );
  }
  for (const user of resolved) await assignLicences(tenant, user, userIds.get(user.entry) ?? 0);
}

function resolveUser(
  references: References,
  persons: SeedPersons,
  match: Match<SeedUser, Associate>,
): ResolvedUser {
  const { entry, path, present } = match;
  const type = entry.type ?? present?.type ?? 'internal';
  const given = givenProfile(references, match);
  const defaults = present
    ? {}
    : {
        roleId: given.roleId ?? references.defaultRoleId(type, path),
        groupId: given.groupId ?? references.defaultGroupId(type, path),
      };
  const moduleIds = entry.licences?.map((licence, index) =>
    references.moduleId(licence, [...path, 'licences', index]),
  );
  const described = persons.ofUser(match);
  const isMissing = !present && typeRules[type].person !== 'none';
  return {
    entry,
    path,
    present,
    given: { ...given, ...defaults },
    person: described.person ?? (isMissing ? {} : undefined),
    personChanges: present ? described.changes : [],
    moduleIds,
  };
}

async function changeUser(
  tenant: TenantRun,
  { entry, path, given, person, personChanges }: ResolvedUser,
  user: Associate,
): Promise<Associate> {
  const { run, stores, users, passwords, suffix, mayAdministerUsers, mayChangePasswords } = tenant;
  const { id, name } = user;
  const details = givenDetails(entry);
  const detailChanges = await changedDetails(stores, id, details);
  const profile = changedFields<AssociateProfile>(user, given);
  const password = run.newPasswords.get(entry) ?? null;
  const isDisabled = user.disabledAtMs !== null;
  const isRetired = user.retiredAtMs !== null;
  const fields = [
    ...personChanges,
    ...profile,
    ...detailChanges,
    ...(password === null ? [] : ['password']),
    ...((entry.disabled ?? isDisabled) === isDisabled ? [] : ['disabled']),
    ...((entry.retired ?? isRetired) === isRetired ? [] : ['retired']),
  ];
  if (fields.length === 0) return user;
  await run.make(path, `change user ${name}${suffix}: ${fields.join(', ')}`, async () => {
    const personal = person && personChanges.length > 0 ? { person } : {};
    await users.change(mayAdministerUsers, id, { ...given, ...personal, details });
    if (password !== null) await passwords.setAccepted(mayChangePasswords, id, password);
    if (entry.disabled === true) await users.disable(mayAdministerUsers, id);
    if (entry.disabled === false) await users.enable(mayAdministerUsers, id);
    if (entry.retired !== undefined) {
      await users.setRetired(mayAdministerUsers, id, entry.retired);
    }
  });
  return user;
}

function addUser(
  { run, users, suffix, mayAdministerUsers }: TenantRun,
  { entry, path, given, person }: ResolvedUser,
): Promise<Associate> {
  const { roleId = 0, groupId = 0 } = given;
  const profile = {
    ...createProfile(entry.name, roleId, groupId, given),
    ...(person && { person }),
    details: givenDetails(entry),
  };
  return run.make(path, `add user ${entry.name}${suffix}`, async () => {
    const password = run.newPasswords.get(entry) ?? null;
    const user = await users.add(mayAdministerUsers, profile, password, entry.id);
    if (entry.disabled) await users.disable(mayAdministerUsers, user.id);
    if (entry.retired) await users.setRetired(mayAdministerUsers, user.id, true);
    return user;
  });
}

function givenProfile(
  references: References,
  { entry, path }: Match<SeedUser, Associate>,
): Partial<AssociateProfile> {
  const { role, group, secondaryGroups, ...rest } = entry;
  const { userName, nickName, tooltip, rank, type, waitingForApproval, csUser, person } = rest;
  const groupIds = (names: readonly string[]) =>
    names.map((name, index) => references.groupId(name, [...path, 'secondaryGroups', index]));
  return recordFields({
    userName,
    nickName,
    tooltip,
    rank,
    type,
    waitingForApproval,
    csUser,
    // Any other person is given with its fields.
    person: person === null ? 0 : undefined,
    role: role && references.roleId(role, [...path, 'role']),
    group: groupIdOf(references, group, [...path, 'group']),
    secondaryGroups:
      secondaryGroups && [...new Set(groupIds(secondaryGroups))].sort((a, b) => a - b),
  });
}

/** Undefined when the seed does not mention it. */
function groupIdOf(
  references: References,
  name: string | null | undefined,
  path: SeedPath,
): number | undefined {
  if (name === null) return 0;
  return name === undefined ? undefined : references.groupId(name, path);
}

async function assignLicences(
  { run, stores, licences, suffix, mayAdministerUsers }: TenantRun,
  { entry, path, moduleIds }: ResolvedUser,
  userId: number,
): Promise<void> {
  if (!moduleIds) return;
  const assigned = (await stores.licences.assignedTo([userId])).get(userId) ?? [];
  const wanted = withPlanModules(await stores.licences.listModules(), moduleIds);
  if (isDeepStrictEqual(new Set(assigned), new Set(wanted))) return;
  const line = `change user ${entry.name}${suffix}: licences`;
  await run.make([...path, 'licences'], line, () =>
    licences.assign(mayAdministerUsers, userId, moduleIds),
  );
}
