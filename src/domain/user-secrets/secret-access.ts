/** Who may store and read the secrets of users. */
import { type Actor, type Authorised, isPermitted } from '../actor.ts';
import { DomainError } from '../errors.ts';
import { administers } from '../users/administered.ts';
import type { Associate, AssociateStore } from '../users/associate.ts';

type Owners = Pick<AssociateStore, 'find' | 'principal'>;

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

/**
 * The owner, system users and those who administer the owner as a user replace and remove secrets.
 *
 * @param ownerId see `requireMayChange`.
 */
export async function mayChangeSecretsOf(
  associates: Owners,
  actor: Actor,
  ownerId: number | null,
): Promise<boolean> {
  if (mayReadSecretsOf(actor, ownerId)) return true;
  if (!isPermitted(actor, 'administer-users')) return false;
  const owner = ownerId === null ? null : await associates.find(ownerId);
  return owner === null || administers(actor, await associates.principal(owner));
}

/**
 * @param ownerId null for a record that does not exist. Only those who may change all records learn
 *   that.
 * @throws DomainError `not-permitted`
 */
export async function requireMayChange(
  associates: Owners,
  actor: Actor,
  ownerId: number | null,
): Promise<void> {
  if (await mayChangeSecretsOf(associates, actor, ownerId)) return;
  throw notPermitted(
    'Only the user and those who administer the user may change what the user stores.',
  );
}

/**
 * Employees see what another user stores, without the secrets. External users see only their own.
 *
 * @throws DomainError `not-permitted`
 */
export async function requireMayList(
  associates: Owners,
  actor: Actor,
  ownerId: number,
): Promise<void> {
  const isEmployee = actor.kind === 'user' && actor.principal.role.type === 'employee';
  if (isEmployee || (await mayChangeSecretsOf(associates, actor, ownerId))) return;
  throw notPermitted('External users see only what they store themselves.');
}

export function noUser(id: number): DomainError {
  return new DomainError('not-found', `There is no user ${id}.`);
}

function notPermitted(why: string): DomainError {
  return new DomainError('not-permitted', `You are not permitted to do this. ${why}`);
}
