/** Actors: who asks for something, and what they are permitted to do. */
import type { Application } from './application.ts';
import type { Principal } from './associate.ts';
import type { AuditCaller } from './audit-trail.ts';
import { DomainError } from './errors.ts';
import { includesRight } from './roles/functional-right.ts';

/** A user who called an operation. */
export interface UserActor {
  readonly kind: 'user';
  readonly principal: Principal;
  /** Null where none is known, which is on-site only. */
  readonly application: Application | null;
  readonly caller: AuditCaller;
}

/** An application that has proven which it is, on behalf of no user. */
export interface ApplicationActor {
  readonly kind: 'application';
  readonly application: Application;
  readonly caller: AuditCaller;
}

/** Somebody who runs a command on the server's machine. */
export interface OperatorActor {
  readonly kind: 'operator';
  /** Such as `root@crm1`. */
  readonly name: string;
}

/** The server itself, for work that nobody asked for. */
export interface SystemActor {
  readonly kind: 'system';
}

export type Actor = UserActor | ApplicationActor | OperatorActor | SystemActor;

/**
 * The functional rights of which a user needs one, for each permission. Null permits every user.
 * Operators, the server itself, and users with a role of the type `system` have every permission;
 * applications have those in `ofApplications`.
 */
const permissions = {
  'read-lists': null,
  'read-roles': ['admin-all', 'admin-role', 'admin-users'],
  'change-roles': ['admin-all', 'admin-role'],
  'change-groups': ['admin-all', 'admin-lists', 'admin-users'],
  'administer-users': ['admin-all', 'admin-users'],
  'change-licences': [],
  'end-sessions': ['admin-all', 'admin-users'],
  'administer-installation': [],
} as const satisfies Readonly<Record<string, readonly string[] | null>>;

export type Permission = keyof typeof permissions;

const ofApplications: readonly Permission[] = ['end-sessions'];

declare const granted: unique symbol;

/** An actor who was found to have the permission: `authorise` alone makes one. */
export type Authorised<P extends Permission> = Actor & { readonly [granted]: P };

/** @throws DomainError `not-permitted` */
export function authorise<P extends Permission>(actor: Actor, permission: P): Authorised<P> {
  if (isPermitted(actor, permission)) return actor as Authorised<P>;
  const rights: readonly string[] = permissions[permission] ?? [];
  const needed =
    rights.length === 0
      ? 'Only an operator may do this, with a command on the server.'
      : `It needs one of the functional rights ${rights.join(', ')}. Ask an administrator.`;
  throw new DomainError('not-permitted', `You are not permitted to do this. ${needed}`);
}

export function isPermitted(actor: Actor, permission: Permission): boolean {
  if (actor.kind === 'application') return ofApplications.includes(permission);
  if (actor.kind !== 'user') return true;
  const { role, functionalRights } = actor.principal;
  const rights = permissions[permission];
  if (rights === null || role.type === 'system') return true;
  return rights.some((right) => includesRight(functionalRights, right));
}

/** The associate's id of a user, or 0 for whoever is none. */
export function associateIdOf(actor: Actor): number {
  return actor.kind === 'user' ? actor.principal.associate.id : 0;
}
