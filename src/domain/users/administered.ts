/**
 * Which users an actor may administer. Someone with `admin-users` but without `admin-all` must not
 * become more powerful by it.
 */
import type { Actor, UserActor } from '../actor.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { LicenceModule } from '../licences/licence.ts';
import { foldName } from '../names.ts';
import { includesRight } from '../roles/functional-right.ts';
import type { Role } from '../roles/role.ts';
import type { Associate, AssociateStore, Principal } from './associate.ts';

/**
 * A user, by id or by name. A name is case-insensitive, and is compared with names first and then
 * with user names.
 */
export type UserReference = { readonly id: number } | { readonly name: string };

/** The user licence that lets a user administer external users. */
const EXTERNAL_ADMINISTRATION = 'admin-extern-user';
const ADMINISTRATIVE = /^admin-/i;

type UserFinders = Pick<AssociateStore, 'find' | 'findByName' | 'findByUserName'>;

/** Whether the actor administers users. Only such actors may learn which users exist. */
export function administersAll(actor: Actor): boolean {
  if (actor.kind === 'application') return false;
  if (actor.kind !== 'user') return true;
  const { role, functionalRights } = actor.principal;
  return role.type === 'system' || includesRight(functionalRights, 'admin-users');
}

/** Whether the actor is the user. Anonymous users do not administer even themselves. */
export function isOneself(actor: Actor, userId: number): actor is UserActor {
  return (
    actor.kind === 'user' &&
    actor.principal.associate.id === userId &&
    actor.principal.role.type !== 'anonymous'
  );
}

/** Whether the actor administers the user, or external users if the user is one. */
export function administers(actor: Actor, target: Principal): boolean {
  if (actor.kind !== 'user') return administersAll(actor);
  if (isStronger(target, actor.principal)) return false;
  const { type, contactId } = target.associate;
  return administersAll(actor) || (type === 'external' && administersExternal(actor, contactId));
}

/**
 * Whether the actor administers the external users of a contact. External persons administer only
 * those of their own company.
 *
 * @param contactId 0 for users who belong to no contact.
 */
export function administersExternal(actor: Actor, contactId: number): boolean {
  if (actor.kind !== 'user' || administersAll(actor)) return administersAll(actor);
  const { associate, role, licences } = actor.principal;
  const isLicensed = licences.some(
    ({ name, kind }) => kind === 'user' && foldName(name) === EXTERNAL_ADMINISTRATION,
  );
  if (!isLicensed || role.type === 'anonymous') return false;
  if (associate.type !== 'external') return true;
  return associate.contactId !== 0 && associate.contactId === contactId;
}

/**
 * Whether the user has a right to administer that the actor lacks. Whoever sets a user's password
 * can log in as that user, and would get the right.
 */
function isStronger(target: Principal, { role, functionalRights }: Principal): boolean {
  if (role.type === 'system') return false;
  if (target.role.type === 'system') return !includesRight(functionalRights, 'admin-all');
  return administrativeBeyond(target.functionalRights, functionalRights).length > 0;
}

/** Returns the rights to administer that the other rights do not include. */
function administrativeBeyond(
  rights: readonly string[],
  own: readonly string[],
): readonly string[] {
  return rights.filter((right) => ADMINISTRATIVE.test(right) && !includesRight(own, right));
}

export async function findUser(
  associates: UserFinders,
  whom: UserReference,
): Promise<Associate | null> {
  if ('id' in whom) return associates.find(whom.id);
  return (await associates.findByName(whom.name)) ?? associates.findByUserName(whom.name);
}

/**
 * Returns the user, who is the actor or one whom the actor administers.
 *
 * @throws DomainError `not-permitted`; `not-found`, which only administrators get.
 */
export async function requireManaged(
  associates: UserFinders & Pick<AssociateStore, 'principal'>,
  actor: Actor,
  whom: UserReference,
): Promise<Associate> {
  const user = await findUser(associates, whom);
  if (user && isOneself(actor, user.id)) return user;
  const target = user && (await associates.principal(user));
  if (target && administers(actor, target)) return target.associate;
  if (!target && administersAll(actor)) throw noUser(whom);
  throw refusal(actor, target);
}

export function noUser(whom: UserReference): DomainError {
  const named = 'id' in whom ? `user ${whom.id}` : 'user with this name';
  const message = `There is no ${named}. List users to see which there are.`;
  return new DomainError('not-found', message);
}

/** @param target null if the user does not exist. */
export function refusal(actor: Actor, target: Principal | null): DomainError {
  const why =
    target && actor.kind === 'user' && administersAll(actor)
      ? 'The user has rights to administer that you do not have. Ask an administrator who has them.'
      : 'It is about another user, and needs one of the functional rights admin-all, admin-users. ' +
        'Ask an administrator.';
  return new DomainError('not-permitted', `You are not permitted to do this. ${why}`);
}

/** Whether the actor administers all of the users, apart from itself. */
export async function administersEach(
  associates: Pick<AssociateStore, 'principal'>,
  actor: Actor,
  users: readonly Associate[],
): Promise<boolean> {
  for (const user of users) {
    if (isOneself(actor, user.id)) continue;
    if (!administers(actor, await associates.principal(user))) return false;
  }
  return true;
}

/** Returns why the actor cannot give the role to a user, or null. */
export async function givenRoleProblem(
  { roles }: Pick<TenantStores, 'roles'>,
  actor: Actor,
  { id, type }: Pick<Role, 'id' | 'type'>,
): Promise<string | null> {
  if (actor.kind !== 'user') return null;
  const { role, functionalRights } = actor.principal;
  if (role.type === 'system' || includesRight(functionalRights, 'admin-all')) return null;
  if (type === 'system') return 'The role has every right, and you do not have admin-all.';
  const ids = (await roles.rightIds([id])).get(id) ?? [];
  const catalogue = await roles.listRights();
  const names = catalogue.filter((right) => ids.includes(right.id)).map(({ name }) => name);
  const beyond = administrativeBeyond(names, functionalRights);
  if (beyond.length === 0) return null;
  return `The role has the functional rights ${beyond.join(', ')}, which you do not have.`;
}

/**
 * Returns why the actor cannot give the licences to a user, or null. Only administrators make
 * others administer users.
 */
export function givenLicenceProblem(
  actor: Actor,
  modules: readonly Pick<LicenceModule, 'name'>[],
): string | null {
  if (administersAll(actor)) return null;
  const administrative = modules.find(({ name }) => ADMINISTRATIVE.test(name));
  if (!administrative) return null;
  return `Only an administrator can give the licence ${administrative.name}.`;
}
