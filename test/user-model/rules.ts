/** The rules of the model: why an operation is refused. Those of docs/user-agent.md. */
import type { Given, Operation } from './operations.ts';
import {
  ADMIN_EXTERNAL,
  administrators,
  byId,
  has,
  type Role,
  seatsTaken,
  type User,
  type World,
} from './world.ts';

export type Refusal =
  | 'SoIllegalOperationException'
  | 'SoInvalidArgumentException'
  | 'SoLicenseException'
  | 'SoNotFoundException'
  | 'SoValidationException';

const illegal = 'SoIllegalOperationException';
const invalid = 'SoValidationException';

type Why = readonly (Refusal | false)[];

/**
 * Returns every reason against the operation. The server may name any of them, and must perform the
 * operation if there is none.
 *
 * @param after the world after the operation, if it is performed.
 */
export function refusalsOf(
  world: World,
  actor: User,
  operation: Operation,
  after: World,
): ReadonlySet<Refusal> {
  const why = whyNot(world, actor, operation);
  const losesLast = administrators(world) > 0 && administrators(after) === 0;
  const all: Why = [...why, losesLast && why.every((it) => !it) && illegal];
  return new Set(all.filter((it) => it !== false));
}

function whyNot(world: World, actor: User, operation: Operation): Why {
  const needs = (...rights: readonly string[]): Why => [
    !rights.some((right) => has(world, actor, right)) && illegal,
  ];
  switch (operation.kind) {
    case 'save':
      return saving(world, actor, operation.userId, operation.given);
    case 'retire':
      return managing(world, actor, operation.userId, operation.isRetired);
    case 'delete':
      return managing(world, actor, operation.userId, true, mayAdministerExternal);
    case 'take licences':
      return managing(world, actor, operation.userId, false).concat(
        isLastAdministrator(world, operation.userId) && illegal,
      );
    case 'set password':
      return managing(world, actor, operation.userId, true, mayAdministerExternal);
    case 'change own password':
      return [];
    case 'set rights':
      return needs('admin-role');
    case 'delete group':
      return [...needs('admin-lists', 'admin-users'), ...deletingGroup(world, operation)];
  }
}

type May = (world: World, actor: User, contactId: number) => boolean;

const mayAdminister: May = (world, actor) => has(world, actor, 'admin-users');

/** External persons administer only those of their own company. */
const mayAdministerExternal: May = (world, actor, contactId) => {
  if (mayAdminister(world, actor, contactId)) return true;
  const licensed = world.modules.find(({ name }) => name === ADMIN_EXTERNAL);
  if (!actor.licences.includes(licensed?.id ?? 0)) return false;
  return actor.type !== 'external' || contactOf(world, actor) === contactId;
};

/** @param notOneself whether nobody may do it to themselves. */
function managing(
  world: World,
  actor: User,
  userId: number,
  notOneself: boolean,
  may: May = mayAdminister,
): Why {
  const target = byId(world.users, userId);
  if (!target) return [mayAdminister(world, actor, 0) ? 'SoNotFoundException' : illegal];
  if (target.id === actor.id) {
    const isAllowed = may !== mayAdminister || mayAdminister(world, actor, 0);
    const isDone = target.isRetired;
    return [(!isAllowed || (notOneself && !isDone)) && illegal];
  }
  return [!administers(world, actor, target, may) && illegal];
}

function administers(
  world: World,
  actor: User,
  target: User,
  may: May = mayAdministerExternal,
): boolean {
  if (target.id === actor.id) return true;
  const isExternal = target.type === 'external' && may(world, actor, contactOf(world, target));
  const isAllowed = mayAdminister(world, actor, 0) || isExternal;
  return isAllowed && !isStronger(world, target, actor);
}

function saving(world: World, actor: User, userId: number, given: Given): Why {
  const before = userId === 0 ? null : (byId(world.users, userId) ?? null);
  const managed = userId === 0 ? [] : managing(world, actor, userId, false, mayAdministerExternal);
  if (managed.some((it) => it !== false)) return managed;
  const type = given.type ?? before?.type ?? 'internal';
  const personId = given.personId ?? before?.personId ?? 0;
  const person = byId(world.persons, personId);
  const isAllowed =
    mayAdminister(world, actor, 0) ||
    (type === 'external' && mayAdministerExternal(world, actor, person?.contactId ?? 0));
  if (!isAllowed) return [illegal];
  const isOneself = userId === actor.id;
  return [
    nameIsTaken(world, userId, given.name) && invalid,
    !roleFits(world, actor, before, type, given.roleId) && invalid,
    !groupFits(world, before, type, given.groupId) && invalid,
    before === null && !personFits(world, actor, type, personId) && invalid,
    ...licensing(world, actor, before, type, given),
    given.password !== undefined && isOneself && invalid,
    given.isRetired === true && isOneself && !before?.isRetired && illegal,
    given.licences?.length === 0 &&
      given.isRetired !== true &&
      isLastAdministrator(world, userId) &&
      illegal,
  ];
}

function nameIsTaken({ users }: World, userId: number, name = ''): boolean {
  return users.some((user) => user.id !== userId && user.name.toLowerCase() === name.toLowerCase());
}

function roleFits(
  world: World,
  actor: User,
  before: User | null,
  type: User['type'],
  roleId: number | undefined,
): boolean {
  if (roleId === undefined || roleId === before?.roleId) return true;
  const role = byId(world.roles, roleId);
  if (role?.type !== (type === 'internal' ? 'employee' : type)) return false;
  return before?.id !== actor.id && administrativeBeyond(world, role, actor).length === 0;
}

function groupFits(
  { groups }: World,
  before: User | null,
  type: User['type'],
  groupId: number | undefined,
): boolean {
  if (groupId === undefined || groupId === 0 || groupId === before?.groupId) return true;
  return type === 'internal' && groups.includes(groupId);
}

/** A person is one user of each type, and the actor must administer all of them. */
function personFits(world: World, actor: User, type: User['type'], personId: number): boolean {
  const person = byId(world.persons, personId);
  const users = world.users.filter((user) => user.personId === personId);
  const fits = users.every((user) => user.type !== type && administers(world, actor, user));
  return person !== undefined && (person.isOurs || type === 'external') && fits;
}

function licensing(
  world: World,
  actor: User,
  before: User | null,
  type: User['type'],
  given: Given,
): Why {
  const { licences = before?.licences ?? [], isRetired = before?.isRetired === true } = given;
  // Who is being retired loses all licences, whatever is asked for.
  if (given.isRetired === true && !before?.isRetired) return [];
  const chosen = world.modules.filter(({ id }) => licences.includes(id));
  const added = chosen.filter(({ id }) => !before?.licences.includes(id));
  const isUnfit = chosen.some(({ types }) => types.length > 0 && !types.includes(type));
  const isFull = added.some(({ id, seats }) => seatsTaken(world, id) >= seats);
  const isMighty =
    added.some(({ name }) => /^admin-/.test(name)) && !mayAdminister(world, actor, 0);
  return [
    (isUnfit || isMighty || (isRetired && added.length > 0)) && invalid,
    isFull && 'SoLicenseException',
  ];
}

function deletingGroup(
  { groups, users }: World,
  { groupId, moveTo }: Extract<Operation, { readonly kind: 'delete group' }>,
): Why {
  if (!groups.includes(groupId)) return ['SoNotFoundException'];
  const isUsed = users.some((user) => user.groupId === groupId);
  const fits = groups.includes(moveTo) && moveTo !== groupId;
  return [
    groups.length === 1 && illegal,
    (isUsed || moveTo !== 0) && !fits && 'SoInvalidArgumentException',
  ];
}

/** The rights to administer of a role that the user lacks. */
function administrativeBeyond(world: World, { rights }: Role, user: User): readonly string[] {
  return rights.filter((right) => /^admin-/.test(right) && !has(world, user, right));
}

function isStronger(world: World, target: User, actor: User): boolean {
  const role = byId(world.roles, target.roleId);
  return role !== undefined && administrativeBeyond(world, role, actor).length > 0;
}

/** The last administrator must keep a licence. */
function isLastAdministrator(world: World, userId: number): boolean {
  const user = byId(world.users, userId);
  if (!user || user.isRetired || user.licences.length === 0) return false;
  const role = byId(world.roles, user.roleId);
  return role?.rights.includes('admin-all') === true && administrators(world) <= 1;
}

function contactOf({ persons }: World, { personId }: User): number {
  return byId(persons, personId)?.contactId ?? 0;
}
