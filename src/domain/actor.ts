/** Actors: who asks for something, and what the actor may do. */
import type { Application } from './applications/application.ts';
import type { AuditCaller } from './audit/audit-trail.ts';
import { DomainError } from './errors.ts';
import type { OperatorRole } from './operators/operator.ts';
import { includesRight } from './roles/functional-right.ts';
import type { Principal } from './users/associate.ts';

/** A user who called an operation. */
export interface UserActor {
  readonly kind: 'user';
  readonly principal: Principal;
  /** Null if none is known, which happens only on-site. */
  readonly application: Application | null;
  readonly caller: AuditCaller;
}

/** An authenticated application that acts for no user. */
export interface ApplicationActor {
  readonly kind: 'application';
  readonly application: Application;
  readonly caller: AuditCaller;
}

/** A person who runs a command on the server's machine, or uses the console. */
export interface OperatorActor {
  readonly kind: 'operator';
  /** Such as `root@crm1` for a command, and `operator:anna` at the console. */
  readonly name: string;
  /** Who runs a command is an `operator`. */
  readonly role: OperatorRole;
  /** Null at the command line. */
  readonly caller: AuditCaller | null;
}

/** The server itself, for background work. */
export interface SystemActor {
  readonly kind: 'system';
}

export type Actor = UserActor | ApplicationActor | OperatorActor | SystemActor;

/**
 * The functional rights for each permission. A user needs one of them; null permits every user.
 * Operators, the server itself, and users with a role of the type `system` have every permission.
 * Applications have only the permissions in `ofApplications`, and operators with the role `viewer`
 * only those in `ofViewers`.
 */
const permissions = {
  'read-lists': null,
  /** The rules of `user-secrets/secret-access.ts` apply too. */
  'keep-secrets': null,
  'read-roles': ['admin-all', 'admin-role', 'admin-users'],
  'change-roles': ['admin-all', 'admin-role'],
  'change-groups': ['admin-all', 'admin-lists', 'admin-users'],
  // Who may read, administer or change whom depends on both, see `users/administered.ts`.
  'read-users': null,
  // Who may change whose password depends on both, see `users/administered.ts`.
  'change-passwords': null,
  'change-presence': null,
  'administer-users': ['admin-all', 'admin-users'],
  // Who may administer which external user depends on both, too.
  'administer-external-users': null,
  'change-licences': [],
  'read-sessions': [],
  'end-sessions': ['admin-all', 'admin-users'],
  'administer-consents': ['admin-all'],
  'read-installation': [],
  'administer-installation': [],
} as const satisfies Readonly<Record<string, readonly string[] | null>>;

export type Permission = keyof typeof permissions;

const ofApplications: readonly Permission[] = ['end-sessions'];

/** Permissions that change nothing and show no secret. */
const ofViewers: readonly Permission[] = [
  'read-lists',
  'read-roles',
  'read-users',
  'read-sessions',
  'read-installation',
];

declare const granted: unique symbol;

/** An actor who has the permission. Only `authorise` makes one. */
export type Authorised<P extends Permission> = Actor & { readonly [granted]: P };

/** @throws DomainError `not-permitted` */
export function authorise<P extends Permission>(actor: Actor, permission: P): Authorised<P> {
  if (isPermitted(actor, permission)) return actor as Authorised<P>;
  const needed = neededFor(actor, permission);
  throw new DomainError('not-permitted', `You are not permitted to do this. ${needed}`);
}

function neededFor(actor: Actor, permission: Permission): string {
  if (actor.kind === 'operator') return 'A viewer may only look. It needs the role operator.';
  const rights: readonly string[] = permissions[permission] ?? [];
  return rights.length === 0
    ? 'Only an operator may do this, by a command or at the console.'
    : `It needs one of the functional rights ${rights.join(', ')}. Ask an administrator.`;
}

export function isPermitted(actor: Actor, permission: Permission): boolean {
  if (actor.kind === 'application') return ofApplications.includes(permission);
  if (actor.kind === 'operator') return actor.role === 'operator' || ofViewers.includes(permission);
  if (actor.kind === 'system') return true;
  const { role, functionalRights } = actor.principal;
  const rights = permissions[permission];
  if (rights === null || role.type === 'system') return true;
  return rights.some((right) => includesRight(functionalRights, right));
}

/** Returns the associate id of a user, or 0 for other actors. */
export function associateIdOf(actor: Actor): number {
  return actor.kind === 'user' ? actor.principal.associate.id : 0;
}
