/** The scene of a move: the random choices, and the records that they select. */
import assert from 'node:assert/strict';
import type { Model } from './model.ts';
import type { Nodes } from './nodes.ts';
import type { Application, Session, Token, User, Visit } from './records.ts';
import { Client } from './wire.ts';

/** The random choices. Each move takes what it needs. */
export interface Draw {
  readonly node: number;
  /** A node, or one more for a command on a separate connection. */
  readonly by: number;
  /** Counted back from the newest. */
  readonly which: number;
  readonly application: number;
  readonly flag: boolean;
  /** Whether the call goes to the address of another tenant. */
  readonly elsewhere: boolean;
  readonly seconds: number;
}

export interface Scene {
  readonly model: Model;
  readonly nodes: Nodes;
  readonly draw: Draw;
}

/** The answer of the servers, and the expected one. */
export interface Look {
  readonly told: string;
  readonly expected: string;
}

/** Returns null if the move has no answer. */
export type Play = (scene: Scene) => Promise<Look | null>;

export const ticketsOf = ({ sessions }: Model) => sessions.filter(({ ticket }) => ticket !== null);

export const isEnabled = ({ disabled }: Application) => !disabled;

export const userOf = ({ cast }: Model, { which }: Draw): User => pick(cast.users, which);
export const tokenOf = ({ tokens }: Model, { which }: Draw): Token => pick(tokens, which);
export const sessionOf = (model: Model, { which }: Draw): Session => pick(ticketsOf(model), which);
export const applicationOf = ({ cast }: Model, draw: Draw): Application =>
  pick(cast.applications, draw.application);

export function pick<T>(list: readonly T[], which: number): T {
  const item = list[list.length - 1 - (which % list.length)];
  assert.ok(item !== undefined, 'there is nothing to pick from');
  return item;
}

/** The application calls at the user's tenant, or at another one. */
export function visitOf(model: Model, draw: Draw, { tenant: own }: User): Visit {
  const other = model.cast.tenants.find((tenant) => tenant !== own);
  const tenant = (draw.elsewhere && other) || own;
  return { tenant, application: applicationOf(model, draw) };
}

export function clientOf({ nodes, draw }: Scene, { tenant, application }: Visit): Client {
  return new Client(nodes.baseOf(draw.node, tenant.name), application);
}
