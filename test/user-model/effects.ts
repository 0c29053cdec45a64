/** The effects of the model: what the world is after an operation that was performed. */
import type { Operation } from './operations.ts';
import { byId, endSessions, type User, type World } from './world.ts';

/** The id of a user until the server has told it. */
export const NEW_ID = -1;

/** @param ticket of the actor's session. */
export function worldAfter(world: World, actor: User, ticket: string, operation: Operation): World {
  switch (operation.kind) {
    case 'save':
      return saved(world, operation);
    case 'retire': {
      const { userId, isRetired } = operation;
      return setRetired(world, userId, isRetired);
    }
    case 'delete': {
      const users = world.users.filter(({ id }) => id !== operation.userId);
      return endSessions({ ...world, users }, operation.userId);
    }
    case 'take licences':
      return changed(world, operation.userId, { licences: [] });
    case 'set password':
      return setPassword(world, operation.userId, operation.password);
    case 'change own password':
      return actor.password === operation.old
        ? setPassword(world, actor.id, operation.password, ticket)
        : world;
    case 'set rights': {
      const { roleId, rights } = operation;
      const roles = world.roles.map((role) => (role.id === roleId ? { ...role, rights } : role));
      return { ...world, roles };
    }
    case 'delete group': {
      const { groupId, moveTo } = operation;
      const users = world.users.map((user) =>
        user.groupId === groupId ? { ...user, groupId: moveTo } : user,
      );
      return { ...world, users, groups: world.groups.filter((id) => id !== groupId) };
    }
  }
}

function saved(
  world: World,
  { userId, given }: Extract<Operation, { readonly kind: 'save' }>,
): World {
  const { password, isRetired, ...fields } = given;
  if (userId === 0) {
    const fresh: User = {
      id: NEW_ID,
      name: '',
      type: 'internal',
      roleId: 0,
      groupId: 0,
      personId: 0,
      licences: [],
      password: password ?? null,
      isRetired: false,
      ...fields,
    };
    return { ...world, users: [...world.users, fresh] };
  }
  const renewed = changed(world, userId, fields);
  const after = password === undefined ? renewed : setPassword(renewed, userId, password);
  return isRetired === undefined ? after : setRetired(after, userId, isRetired);
}

/** Retiring takes the licences and ends the sessions. Reinstating gives nothing back. */
function setRetired(world: World, userId: number, isRetired: boolean): World {
  const user = byId(world.users, userId);
  if (!user || user.isRetired === isRetired) return world;
  if (!isRetired) return changed(world, userId, { isRetired });
  return endSessions(changed(world, userId, { isRetired, licences: [] }), userId);
}

function setPassword(world: World, userId: number, password: string, keptTicket = ''): World {
  return endSessions(changed(world, userId, { password }), userId, keptTicket);
}

function changed(world: World, userId: number, change: Partial<User>): World {
  const users = world.users.map((user) => (user.id === userId ? { ...user, ...change } : user));
  return { ...world, users };
}
