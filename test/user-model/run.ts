/** A history: the moves are made on the nodes and on the model, and the answers compared. */
import assert from 'node:assert/strict';
import type { Nodes } from '../model/nodes.ts';
import { Client } from '../model/wire.ts';
import { callUserAgent, type Outcome, type Place } from '../support/user-agent-calls.ts';
import type { Cast } from './cast.ts';
import { NEW_ID, worldAfter } from './effects.ts';
import { type Draw, operationOf, passwordOf, people, pick } from './moves.ts';
import { type Operation, requestOf } from './operations.ts';
import { refusalsOf } from './rules.ts';
import { byId, has, type User, type World } from './world.ts';

/** Of one name. After more, each attempt is delayed. */
const FAILURES_MAX = 2;

export class Run {
  readonly nodes: Nodes;
  readonly cast: Cast;
  world: World;
  /** All tickets that were given, also those that have ended. */
  readonly tickets: string[];
  /** All access tokens that were given, also those that have ended. */
  readonly tokens: string[] = [];
  /** Of all users that there ever were. */
  readonly usedIds: Set<number>;
  readonly #failures = new Map<string, number>();

  constructor(nodes: Nodes, cast: Cast) {
    this.nodes = nodes;
    this.cast = cast;
    this.world = cast.world;
    this.tickets = cast.world.sessions.map(({ ticket }) => ticket);
    this.usedIds = new Set(cast.world.users.map(({ id }) => id));
  }

  /** An application at a node. */
  client(node: number): Client {
    return new Client(this.nodes.baseOf(node, this.cast.tenant), this.cast.application);
  }

  place(node: number, ticket: string): Place {
    const url = this.nodes.baseOf(node, this.cast.tenant);
    return { url, ticket, applicationToken: this.cast.application.token };
  }

  /** Null if the session has ended. */
  userOf(ticket: string): User | null {
    const session = this.world.sessions.find((it) => it.ticket === ticket);
    return (session && byId(this.world.users, session.userId)) ?? null;
  }

  userOfToken(text: string): User | null {
    const token = this.world.tokens.find((it) => it.text === text);
    return token ? this.userOf(token.ticket) : null;
  }

  nameOf(user: User | null): string {
    return user ? `${user.name} of ${this.cast.tenant}` : 'not valid';
  }

  /** Returns the answer in words, or null if the move is not possible. */
  make(draw: Draw): Promise<string | null> {
    switch (draw.move) {
      case 'log in':
        return this.#logIn(draw);
      case 'get a token':
        return this.#getToken(draw);
      case 'trade':
        return this.#trade(draw);
      default:
        return this.#perform(draw);
    }
  }

  async #logIn({ node, target, value, flag }: Draw): Promise<string | null> {
    const user = pick(people(this.world), target);
    const password = flag && user.password !== null ? user.password : passwordOf(value);
    const isRight = user.password === password && !user.isRetired;
    if (!isRight && !this.#mayFail(user.name)) return null;
    const { told, text } = await this.client(node).logIn(user.name, password);
    assert.equal(told, this.nameOf(isRight ? user : null));
    if (isRight) this.#startSession(user.id, text);
    return isRight ? 'done' : told;
  }

  async #getToken({ node, actor, flag }: Draw): Promise<string> {
    const ticket = pick(this.tickets, actor);
    const client = this.client(node);
    const { told, text } = flag
      ? await client.getTokenBySoap(ticket, false)
      : await client.getTokenByRest({ ticket }, false);
    const stands = this.userOf(ticket) !== null;
    assert.equal(told, stands ? 'issued' : 'not valid');
    if (!stands) return told;
    this.tokens.push(text);
    this.world = { ...this.world, tokens: [...this.world.tokens, { text, ticket }] };
    return 'done';
  }

  async #trade({ node, actor }: Draw): Promise<string | null> {
    if (this.tokens.length === 0) return null;
    const token = pick(this.tokens, actor);
    const user = this.userOfToken(token);
    const { told, text } = await this.client(node).trade(token);
    assert.equal(told, this.nameOf(user));
    if (user) this.#startSession(user.id, text);
    return user ? 'done' : told;
  }

  /** A repeated trade returns a known ticket. */
  #startSession(userId: number, ticket: string): void {
    if (this.tickets.includes(ticket)) {
      assert.ok(this.userOf(ticket), 'a ticket that has ended was given again');
      return;
    }
    this.tickets.push(ticket);
    this.world = { ...this.world, sessions: [...this.world.sessions, { userId, ticket }] };
  }

  async #perform(draw: Draw): Promise<string | null> {
    const ticket = this.#ticketOf(draw);
    const actor = this.userOf(ticket);
    const operation = operationOf(this.world, draw, actor);
    if (actor && isWrong(operation, actor) && !this.#mayFail(actor.name)) return null;
    const { operation: name, json } = requestOf(this.world, operation, this.cast.rightIds);
    const outcome = await callUserAgent(draw.way, this.place(draw.node, ticket), name, json);
    const [told, why] =
      'refused' in outcome ? [outcome.refused, outcome.message] : (['done', ''] as const);
    const what = `${actor?.name}: ${JSON.stringify(operation)}: ${why}`;
    if (!actor) {
      assert.equal(told, 'SoSessionException', what);
      return told;
    }
    const after = worldAfter(this.world, actor, ticket, operation);
    const refusals: ReadonlySet<string> = refusalsOf(this.world, actor, operation, after);
    if (!refusals.has(told)) assert.equal(told, [...refusals].join(' or ') || 'done', what);
    if (told === 'done') this.world = this.#complete(after, outcome, operation, actor);
    return told;
  }

  #ticketOf({ actor, isMighty }: Draw): string {
    const mighty = this.tickets.filter((ticket) => {
      const user = this.userOf(ticket);
      return user !== null && has(this.world, user, 'admin-users');
    });
    return pick(isMighty && mighty.length > 0 ? mighty : this.tickets, actor);
  }

  /** Takes the id of a new user from the answer. */
  #complete(after: World, outcome: Outcome, operation: Operation, actor: User): World {
    const result = 'result' in outcome ? outcome.result : null;
    if (operation.kind === 'change own password') assert.equal(result, !isWrong(operation, actor));
    if (operation.kind !== 'save' || operation.userId !== 0) return after;
    const id = Number(Object(result).AssociateId);
    assert.ok(id > 0 && !this.usedIds.has(id), `the id ${id} was used before`);
    this.usedIds.add(id);
    const users = after.users.map((user) => (user.id === NEW_ID ? { ...user, id } : user));
    return { ...after, users };
  }

  /** Counts a failure, unless there were too many. */
  #mayFail(name: string): boolean {
    const failures = this.#failures.get(name) ?? 0;
    if (failures >= FAILURES_MAX) return false;
    this.#failures.set(name, failures + 1);
    return true;
  }
}

/** Whether the actor does not know the own password. */
function isWrong(operation: Operation, actor: User): boolean {
  return operation.kind === 'change own password' && operation.old !== actor.password;
}
