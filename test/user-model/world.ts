/** The records of the model: what a tenant has, whichever node and database holds it. */

export interface Role {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  /** Names of functional rights. */
  readonly rights: readonly string[];
}

export interface Module {
  readonly id: number;
  readonly name: string;
  /** Infinity for an unrestricted licence. */
  readonly seats: number;
  /** The types of users who can have it. Empty for all. */
  readonly types: readonly string[];
}

export interface Person {
  readonly id: number;
  readonly contactId: number;
  readonly isOurs: boolean;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly type: 'internal' | 'external' | 'system';
  readonly roleId: number;
  /** 0 for users of types without a group. */
  readonly groupId: number;
  readonly personId: number;
  /** Ids of modules, ascending. */
  readonly licences: readonly number[];
  /** Null for a user who cannot log in by password. */
  readonly password: string | null;
  readonly isRetired: boolean;
}

export interface Session {
  readonly userId: number;
  readonly ticket: string;
}

export interface Token {
  readonly text: string;
  readonly ticket: string;
}

/** Sessions and tokens that have ended are not in it any more. */
export interface World {
  readonly roles: readonly Role[];
  readonly modules: readonly Module[];
  readonly persons: readonly Person[];
  /** Ids of groups that are not deleted. */
  readonly groups: readonly number[];
  readonly users: readonly User[];
  readonly sessions: readonly Session[];
  readonly tokens: readonly Token[];
}

export const ADMIN_EXTERNAL = 'admin-extern-user';

export function byId<R extends { readonly id: number }>(records: readonly R[], id: number) {
  return records.find((record) => record.id === id);
}

/** Whether the user has the right. `admin-all` includes the others, and a system user has all. */
export function has({ roles }: World, { roleId }: User, right: string): boolean {
  const role = byId(roles, roleId);
  const includesAll = right.startsWith('admin-') && role?.rights.includes('admin-all');
  return role?.type === 'system' || includesAll === true || role?.rights.includes(right) === true;
}

export function seatsTaken({ users }: World, moduleId: number): number {
  return users.filter(({ licences }) => licences.includes(moduleId)).length;
}

/** How many users who may log in have `admin-all` by their role. */
export function administrators({ users, roles }: World): number {
  return users.filter(
    ({ isRetired, roleId }) => !isRetired && byId(roles, roleId)?.rights.includes('admin-all'),
  ).length;
}

/** Ends the sessions and tokens of a user, except one ticket. The tokens of that end too. */
export function endSessions(world: World, userId: number, keptTicket = ''): World {
  const sessions = world.sessions.filter(
    (session) => session.userId !== userId || session.ticket === keptTicket,
  );
  const ended = world.sessions.filter((session) => session.userId === userId);
  const tickets = ended.map(({ ticket }) => ticket);
  return {
    ...world,
    sessions,
    tokens: world.tokens.filter(({ ticket }) => !tickets.includes(ticket)),
  };
}
