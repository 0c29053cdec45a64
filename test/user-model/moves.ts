/** Turns random choices into moves: what somebody does next. */
import fc from 'fast-check';
import { NODES } from '../model/nodes.ts';
import { ways } from '../support/user-agent-calls.ts';
import type { Given, Operation } from './operations.ts';
import type { User, World } from './world.ts';

/** How often each move is drawn. */
const weights = {
  'log in': 6,
  'get a token': 4,
  trade: 3,
  add: 10,
  save: 14,
  retire: 3,
  delete: 2,
  'take licences': 3,
  'set password': 2,
  'change own password': 2,
  'set rights': 3,
  'delete group': 1,
} as const;

export type Move = keyof typeof weights;

const moves = (Object.keys(weights) as Move[]).flatMap((move) =>
  Array<Move>(weights[move]).fill(move),
);

export const draws = fc.record({
  move: fc.constantFrom(...moves),
  node: fc.nat(NODES - 1),
  way: fc.constantFrom(...ways),
  /** Counted back from the newest. */
  actor: fc.nat(11),
  /** Whether the actor is somebody who may administer users, if there is anybody. */
  isMighty: fc.boolean(),
  target: fc.nat(23),
  value: fc.nat(23),
  flag: fc.boolean(),
});

export type Draw = typeof draws extends fc.Arbitrary<infer D> ? D : never;

/** Rights that roles get. The first one makes administrators. */
export const rightSets = [
  [],
  ['admin-all'],
  ['admin-users'],
  ['admin-role'],
  ['admin-lists', 'allow-send-email'],
  ['admin-users', 'admin-role'],
] as const;

const UNKNOWN_ID = 99_999;

export function pick<T>(list: readonly T[], which: number): T {
  const item = list[list.length - 1 - (which % list.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

/** Everybody but the observer, who is the only system user. */
export function people({ users }: World): readonly User[] {
  return users.filter(({ type }) => type !== 'system');
}

function targetId(world: World, { target }: Draw): number {
  return target === 0 ? UNKNOWN_ID : pick(people(world), target).id;
}

export function passwordOf(value: number): string {
  return `password ${value % 3}`;
}

/** @param actor null if the actor's session has ended. */
export function operationOf(world: World, draw: Draw, actor: User | null): Operation {
  const { move, value, flag } = draw;
  const userId = targetId(world, draw);
  const password = passwordOf(value);
  switch (move) {
    case 'add':
      return { kind: 'save', userId: 0, given: newUser(world, draw) };
    case 'save':
      return { kind: 'save', userId, given: change(world, draw) };
    case 'retire':
      return { kind: 'retire', userId, isRetired: flag };
    case 'delete':
      return { kind: 'delete', userId };
    case 'take licences':
      return { kind: 'take licences', userId };
    case 'set password':
      return { kind: 'set password', userId, password };
    case 'change own password': {
      const old = flag ? (actor?.password ?? 'none') : 'wrong password';
      return { kind: 'change own password', old, password };
    }
    case 'set rights':
      return { kind: 'set rights', roleId: changeableRole(world, draw), rights: rights(value) };
    case 'delete group':
      return { kind: 'delete group', groupId: group(value), moveTo: flag ? group(value + 1) : 0 };
    default:
      throw new Error(`${move} is no operation of the User agent.`);
  }
}

const group = (value: number) => 1 + (value % 6);
const rights = (value: number) => [...pick(rightSets, value)];
const nameOf = (value: number) => `user ${value % 12}`;

function changeableRole({ roles }: World, { target }: Draw): number {
  return pick(
    roles.filter(({ type }) => type === 'employee'),
    target,
  ).id;
}

function newUser(world: World, { target, value, flag }: Draw): Given {
  const type = target % 3 === 0 ? 'external' : 'internal';
  const fitting = world.roles.filter((role) => role.type === type);
  const employees = world.roles.filter((role) => role.type === 'employee');
  const odd = value === 0 ? world.roles : employees;
  const role = pick(type === 'external' && value !== 0 ? fitting : odd, value + target);
  return {
    name: nameOf(value),
    type,
    roleId: role.id,
    groupId: type === 'internal' ? group(target) : 0,
    personId: pick(world.persons, value * 5 + target).id,
    licences: flag ? licences(world, target + value) : [],
    ...(value % 4 === 0 && { password: passwordOf(value) }),
  };
}

/** One field, so that the model need not know which rule the server checks first. */
function change(world: World, { target, value, flag }: Draw): Given {
  switch ((value + target) % 8) {
    case 0:
      return { name: nameOf(value) };
    case 1:
    case 2:
      return { roleId: pick(world.roles, value + target).id };
    case 3:
      return { groupId: group(value) };
    case 4:
      return { isRetired: flag };
    case 5:
      return value % 3 === 0 ? { password: passwordOf(value) } : { groupId: group(value) };
    default:
      return { licences: licences(world, value) };
  }
}

function licences({ modules }: World, value: number): readonly number[] {
  const bits = value % 8;
  return modules.filter((_, index) => bits & (1 << index)).map(({ id }) => id);
}
