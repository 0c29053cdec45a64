/**
 * Runs random moves on the servers and on the model, and compares the answers, until time is up.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import {
  createApplicationToken,
  createClientId,
  hashApplicationToken,
  plainApplication,
} from '../../src/domain/applications/application.ts';
import { addTenant } from '../../src/domain/tenants/tenant.ts';
import { cheapHash } from '../support/cheap-hash.ts';
import { seed } from '../support/long.ts';
import { addUser } from '../support/test-installation.ts';
import { lookAtAll } from './look-at-all.ts';
import { Model } from './model.ts';
import { moves } from './moves.ts';
import { NODES, type Nodes } from './nodes.ts';
import type { Application, Cast, Tenant, User } from './records.ts';
import type { Draw, Look } from './scene.ts';

const MOVES_MAX = 120;
const RUNS_AT_A_TIME = 3;
const SHRINKING_MS_MAX = 60_000;
/** Longer than any record lives, including keys. */
const BETWEEN_RUNS_MS = 30 * 3_600_000;
const USERS = ['anna', 'bo', 'cleo'];

type Kind = keyof typeof moves;

/** Counts moves and answers, so that a run shows what it tested. */
class Tally {
  runs = 0;
  readonly moves = new Map<string, number>();
  readonly answers = new Map<string, number>();

  count(which: 'moves' | 'answers', name: string): void {
    this[which].set(name, (this[which].get(name) ?? 0) + 1);
  }

  tell(context: TestContext): void {
    const total = [...this.moves.values()].reduce((sum, count) => sum + count, 0);
    const list = (counts: ReadonlyMap<string, number>) =>
      [...counts]
        .map(([name, count]) => `${name} ${count}`)
        .sort()
        .join(', ');
    context.diagnostic(`${this.runs} runs, ${total} moves: ${list(this.moves)}`);
    context.diagnostic(`answers: ${list(this.answers)}`);
  }
}

/** An interface, because `fast-check` copies the type and would lose private members. */
interface Held {
  readonly model: Model;
}

class Command implements fc.AsyncCommand<Held, Nodes> {
  readonly #kind: Kind;
  readonly #draw: Draw;
  readonly #tally: Tally;

  constructor(kind: Kind, draw: Draw, tally: Tally) {
    this.#kind = kind;
    this.#draw = draw;
    this.#tally = tally;
  }

  check({ model }: Held): boolean {
    const move = moves[this.#kind];
    return !('needs' in move) || move.needs(model, this.#draw);
  }

  async run({ model }: Held, nodes: Nodes): Promise<void> {
    this.#tally.count('moves', this.#kind);
    const move = moves[this.#kind];
    // Looking around fills the caches of the nodes, so that forgetting can fail.
    if ('ends' in move) await this.#lookAround(model, nodes);
    const look = await move.play({ model, nodes, draw: this.#draw });
    await nodes.settle();
    if (look !== null) this.#compare(look);
    if ('ends' in move) await this.#lookAround(model, nodes);
  }

  async #lookAround(model: Model, nodes: Nodes): Promise<void> {
    for (let node = 0; node < NODES; node += 1) {
      const looks = await lookAtAll(model, (tenant) => nodes.baseOf(node, tenant.name));
      for (const look of looks) this.#compare(look);
    }
  }

  #compare({ told, expected }: Look): void {
    assert.equal(told, expected, this.toString());
    this.#tally.count('answers', told.replace(/^\w+ of \w+/, 'a user'));
  }

  toString(): string {
    return `${this.#kind} ${JSON.stringify(this.#draw)}`;
  }
}

const draws: fc.Arbitrary<Draw> = fc.record({
  node: fc.nat(NODES - 1),
  by: fc.nat(NODES),
  which: fc.nat(9),
  application: fc.nat(1),
  flag: fc.boolean(),
  elsewhere: fc.nat(9).map((number) => number === 9),
  seconds: fc.oneof(fc.nat(90), fc.constantFrom(61, 600, 1199, 1200, 1201, 2400)),
});

function commandsOf(tally: Tally) {
  const kinds = Object.keys(moves) as Kind[];
  const weighted = kinds.flatMap((kind) => Array<Kind>(moves[kind].weight).fill(kind));
  const commands = weighted.map((kind) => draws.map((draw) => new Command(kind, draw, tally)));
  return fc.commands(commands, { maxCommands: MOVES_MAX, size: 'max' });
}

/** Makes two tenants with a few users each, and two applications, all new to the servers. */
async function castFor(nodes: Nodes, run: number): Promise<Cast> {
  nodes.clock.nowMs += BETWEEN_RUNS_MS;
  await nodes.keepHouse(NODES);
  const registry = nodes.registryOf(NODES);
  const { stores } = registry;
  const { nowMs } = nodes.clock;
  const tenants: Tenant[] = [];
  const users: User[] = [];
  const applications: Application[] = [];
  for (const contextIdentifier of [`Left${run}`, `Right${run}`]) {
    const asked = { contextIdentifier, companyName: 'Company' };
    const added = await stores.transaction((inside) => addTenant(inside, asked, nowMs));
    const tenant = { id: added.id, name: contextIdentifier, suspended: false };
    tenants.push(tenant);
    for (const name of USERS) {
      const csUser = { id: 7, accessLevel: 1, status: 'normal' } as const;
      const { id } = await addUser(registry.of(added), name, null, { csUser });
      const password = `${name} at ${contextIdentifier}`;
      await stores.ofTenant(added.id).associates.setPasswordHash(id, cheapHash(password));
      users.push({ id, name, tenant, password, disabled: false, generation: 0, failures: 0 });
    }
  }
  for (const letter of ['A', 'B']) {
    const profile = { name: `${letter}${run}`, clientId: createClientId(), agents: ['User'] };
    const token = createApplicationToken();
    const full = { ...plainApplication, ...profile, tenantIds: 'all' } as const;
    const { id } = await stores.applications.add(full, hashApplicationToken(token), nowMs);
    applications.push({ id, clientId: profile.clientId, token, disabled: false, failures: 0 });
  }
  return { tenants, users, applications };
}

/** @param seconds longer runs find more. */
export async function checkModel(
  context: TestContext,
  nodes: Nodes,
  seconds: number,
): Promise<void> {
  const tally = new Tally();
  const property = fc.asyncProperty(commandsOf(tally), async (commands) => {
    tally.runs += 1;
    const cast = await castFor(nodes, tally.runs);
    await nodes.settle();
    await fc.asyncModelRun(
      () => ({ model: { model: new Model(cast, nodes.clock) }, real: nodes }),
      commands,
    );
  });
  const until = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < until; round += 1) {
    await fc.assert(property, {
      seed: seed + round,
      numRuns: RUNS_AT_A_TIME,
      interruptAfterTimeLimit: SHRINKING_MS_MAX,
    });
  }
  tally.tell(context);
}
