/** Rules for deleting a role and for choosing the role that replaces it. */
import type { Actor } from '../actor.ts';
import { DomainError } from '../errors.ts';
import { administratorRoleId, type Role } from './role.ts';

/** @throws DomainError `conflict` with the reason why the role cannot be deleted. */
export function requireDeletable(actor: Actor, role: Role, roles: readonly Role[]): void {
  const why = reasonToStay(actor, role, roles);
  if (why !== null) throw new DomainError('conflict', `The role ${role.name} must stay: ${why}`);
}

/** Returns the reason why a role cannot be deleted, or null. */
export function reasonToStay(actor: Actor, role: Role, roles: readonly Role[]): string | null {
  if (actor.kind === 'user' && actor.principal.role.id === role.id) return 'it is your own.';
  if (role.id === administratorRoleId) return 'an administrator needs it.';
  if (role.type === 'anonymous' || role.type === 'system') {
    return `it is the only one of the type ${role.type}, and no other can be made.`;
  }
  const others = roles.filter(
    ({ id, type, isDeleted }) => id !== role.id && type === role.type && !isDeleted,
  );
  return others.length === 0 ? `it is the only one of the type ${role.type}.` : null;
}

/** @throws DomainError `invalid-argument` with the reason why the role's users cannot get it. */
export function requireReplacement(role: Role, replacement: Role | null, givenId: number): void {
  const why = reasonAgainst(role, replacement, givenId);
  if (why === null) return;
  const message = `Users of the role ${role.name} need another role of the type ${role.type}: ${why}`;
  throw new DomainError('invalid-argument', message);
}

function reasonAgainst(role: Role, replacement: Role | null, givenId: number): string | null {
  if (givenId === 0) return 'none was given.';
  if (!replacement) return `there is no role ${givenId}.`;
  if (replacement.id === role.id) return 'it cannot replace itself.';
  if (replacement.isDeleted) return `the role ${replacement.name} is deleted.`;
  if (replacement.type === role.type) return null;
  return `the role ${replacement.name} is of the type ${replacement.type}.`;
}
