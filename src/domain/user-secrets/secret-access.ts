/** Who may store and read the secrets of users. */
import { type Actor, type Authorised, isPermitted } from '../actor.ts';
import { DomainError } from '../errors.ts';
import type { Associate } from '../users/associate.ts';

export type SecretActor = Authorised<'keep-secrets'>;

/**
 * Returns the user who calls. An anonymous user stores no secrets: whoever logs in as that user
 * would read them.
 *
 * @throws DomainError `not-permitted` for anybody else.
 */
export function requireKeeper(actor: Actor): Associate {
  const isKeeper = actor.kind === 'user' && actor.principal.role.type !== 'anonymous';
  if (isKeeper) return actor.principal.associate;
  throw notPermitted('Only users who have logged in themselves can store secrets here.');
}

/** @param ownerId null for the caller. @throws DomainError `not-permitted` */
export function ownerOf(actor: Actor, ownerId: number | null): number {
  const keeper = requireKeeper(actor);
  return ownerId ?? keeper.id;
}

/** Only the owner and system users read secrets. Administrators do not. */
export function mayReadSecretsOf(actor: Actor, ownerId: number | null): boolean {
  if (actor.kind !== 'user') return false;
  const { associate, role } = actor.principal;
  return role.type === 'system' || associate.id === ownerId;
}

/** The owner, system users and user administrators replace and remove secrets. */
export function mayChangeSecretsOf(actor: Actor, ownerId: number | null): boolean {
  return mayReadSecretsOf(actor, ownerId) || isPermitted(actor, 'administer-users');
}

/**
 * @param ownerId null for a record that does not exist. Only those who may change all records learn
 *   that.
 * @throws DomainError `not-permitted`
 */
export function requireMayChange(actor: Actor, ownerId: number | null): void {
  if (mayChangeSecretsOf(actor, ownerId)) return;
  throw notPermitted('Only the user and administrators of users may change what the user stores.');
}

/**
 * Employees see what another user stores, without the secrets. External users see only their own.
 *
 * @throws DomainError `not-permitted`
 */
export function requireMayList(actor: Actor, ownerId: number): void {
  const isEmployee = actor.kind === 'user' && actor.principal.role.type === 'employee';
  if (isEmployee || mayChangeSecretsOf(actor, ownerId)) return;
  throw notPermitted('External users see only what they store themselves.');
}

export function noUser(id: number): DomainError {
  return new DomainError('not-found', `There is no user ${id}.`);
}

function notPermitted(why: string): DomainError {
  return new DomainError('not-permitted', `You are not permitted to do this. ${why}`);
}
