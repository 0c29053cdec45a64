/**
 * Limits on what an administrator of users may do to whom. Someone with `admin-users` but without
 * `admin-all` must not become more powerful by it.
 */
import type { Actor } from '../actor.ts';
import type { ChangeScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import { includesRight } from '../roles/functional-right.ts';
import type { Role } from '../roles/role.ts';
import type { Associate } from './associate.ts';

type Scope = Pick<ChangeScope<TenantStores>, 'stores'>;

const ALL = 'admin-all';
const ADMINISTRATIVE = /^admin-/i;

/** @throws DomainError `not-permitted` if the user is mightier than the actor. */
export async function requireMayAdminister(
  { stores }: Scope,
  actor: Actor,
  user: Pick<Associate, 'roleId' | 'name'>,
): Promise<void> {
  if (hasAllRights(actor)) return;
  const role = await stores.roles.find(user.roleId);
  const rights = await rightNamesOf(stores, user.roleId);
  if (role?.type !== 'system' && !includesRight(rights, ALL)) return;
  const message = `The user ${user.name} has the functional right ${ALL}, and you do not.`;
  throw new DomainError('not-permitted', `${message} Ask an administrator who has it.`);
}

/** Returns why the actor cannot give the role to a user, or null. */
export async function givenRoleProblem(
  { stores }: Scope,
  actor: Actor,
  { id, type }: Pick<Role, 'id' | 'type'>,
): Promise<string | null> {
  if (hasAllRights(actor) || actor.kind !== 'user') return null;
  if (type === 'system') return `The role has every right, and you do not have ${ALL}.`;
  const own = actor.principal.functionalRights;
  const rights = await rightNamesOf(stores, id);
  const beyond = rights.filter((name) => ADMINISTRATIVE.test(name) && !includesRight(own, name));
  if (beyond.length === 0) return null;
  return `The role has the functional rights ${beyond.join(', ')}, which you do not have.`;
}

/** Whether the actor is the given user. */
export function isSelf(actor: Actor, { id }: Pick<Associate, 'id'>): boolean {
  return actor.kind === 'user' && actor.principal.associate.id === id;
}

function hasAllRights(actor: Actor): boolean {
  if (actor.kind !== 'user') return true;
  const { role, functionalRights } = actor.principal;
  return role.type === 'system' || includesRight(functionalRights, ALL);
}

async function rightNamesOf({ roles }: TenantStores, roleId: number): Promise<readonly string[]> {
  const ids = (await roles.rightIds([roleId])).get(roleId) ?? [];
  const catalogue = await roles.listRights();
  return catalogue.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
}
