/**
 * What has to change of the system users of applications. Those of an application that says nothing
 * of them stay. Who is meant does not change with a name: the seed may give the user another.
 */
import { foldName } from '../domain/names.ts';
import type { SystemUserChange } from './change.ts';
import type { Present, PresentSeed } from './present-seed.ts';
import type { Seed } from './seed.ts';
import type { SeedPath, SeedProblem } from './seed-path.ts';
import type { SeedApplication, SeedSystemUser, SeedUser } from './seed-schema.ts';
import { unknownName } from './unknown-name.ts';
import { UsersByName } from './users-by-name.ts';

export interface ApplicationMatch {
  readonly application: SeedApplication;
  readonly before: Present<SeedApplication> | undefined;
  readonly path: SeedPath;
}

export interface SystemUserDifference {
  /** To be made before users change, so that each is free for another application. */
  readonly removals: readonly SystemUserChange[];
  /** To be made when users and applications are there. */
  readonly additions: readonly SystemUserChange[];
  readonly problems: readonly SeedProblem[];
}

/** As they are, and as the seed lists them. */
interface Users {
  readonly was: UsersByName<Present<SeedUser>>;
  readonly will: UsersByName<SeedUser>;
}

/** @param staying applications that are not removed. */
export function diffSystemUsers(
  present: PresentSeed,
  wanted: Seed,
  matches: readonly ApplicationMatch[],
  staying: readonly Present<SeedApplication>[],
): SystemUserDifference {
  const said = matches.filter(({ application }) => application.systemUsers !== undefined);
  const saidIds = new Set(said.map(({ before }) => before?.id));
  const users = {
    was: new UsersByName(present.tenants),
    will: new UsersByName<SeedUser>(wanted.tenants ?? []),
  };
  const silent = staying.filter(({ id }) => !saidIds.has(id));
  const holders = new Map(
    silent.flatMap(({ name, systemUsers = [] }) =>
      systemUsers.map((one) => [keyNow(users, one), name] as const),
    ),
  );
  const differences = said.map(({ application, before, path }): SystemUserDifference => {
    const now = before?.systemUsers ?? [];
    const { systemUsers = [] } = application;
    const keysNow = new Set(now.map((one) => keyNow(users, one)));
    const keysThen = new Set(systemUsers.map((one) => keyThen(users, one)));
    const gone = now.filter((one) => !keysThen.has(keyNow(users, one)));
    const come = systemUsers.filter((one) => !keysNow.has(keyThen(users, one)));
    const told = { what: 'systemUser', application: application.name } as const;
    return {
      removals: gone.map(({ tenant: contextIdentifier = '', user }) => ({
        ...told,
        action: 'remove',
        applicationId: before?.id ?? 0,
        contextIdentifier,
        user,
      })),
      additions: come.map(({ tenant: contextIdentifier = '', user }) => ({
        ...told,
        action: 'add',
        contextIdentifier,
        user,
      })),
      problems: systemUsers.flatMap((systemUser, index) => {
        const message = problemOf(users, systemUser, holders);
        return message === null ? [] : [{ path: [...path, 'systemUsers', index], message }];
      }),
    };
  });
  return {
    removals: differences.flatMap(({ removals }) => removals),
    additions: differences.flatMap(({ additions }) => additions),
    problems: differences.flatMap(({ problems }) => problems),
  };
}

/** Of a tenant whose users the seed lists, names were checked when it was read. */
function problemOf(
  users: Users,
  { tenant = '', user }: SeedSystemUser,
  holders: ReadonlyMap<string, string>,
): string | null {
  const tenants = [...users.was.tenants, ...users.will.tenants];
  if (!users.was.hasTenant(tenant) && !users.will.hasTenant(tenant)) {
    return unknownName('tenant', tenant, tenants);
  }
  if (!users.will.namesAt(tenant) && !users.was.find(tenant, user)) {
    return unknownName('user', user, users.was.namesAt(tenant) ?? []);
  }
  const holder = holders.get(keyThen(users, { tenant, user }));
  if (holder === undefined) return null;
  return `user ${user} is the system user of application ${holder} here; expected another`;
}

function keyNow({ was }: Users, { tenant = '', user }: SeedSystemUser): string {
  return keyOf(tenant, was.find(tenant, user)?.id);
}

/** Of the user who will have the name, also by being renamed. */
function keyThen({ was, will }: Users, { tenant = '', user }: SeedSystemUser): string {
  return keyOf(tenant, was.find(tenant, user)?.id ?? will.find(tenant, user)?.id);
}

/** @param userId undefined for one to be added, who is nobody yet. */
function keyOf(tenant: string, userId: number | undefined): string {
  return JSON.stringify([foldName(tenant), userId ?? null]);
}
