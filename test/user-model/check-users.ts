/** Runs random histories of users on the nodes and on the model, until time is up. */
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { NODES, type Nodes } from '../model/nodes.ts';
import { seed } from '../support/long.ts';
import { castFor } from './cast.ts';
import { lookAround } from './look-around.ts';
import { draws } from './moves.ts';
import { Run } from './run.ts';

const MOVES_MAX = 40;
const BETWEEN_MOVES_MS = 1000;
const SHRINKING_MS_MAX = 60_000;

/** All nodes, in turn. */
function nodesFrom(first: number): readonly number[] {
  return Array.from({ length: NODES }, (_, index) => (first + index) % NODES);
}

/** @param seconds longer runs find more. */
export async function checkUsers(
  context: TestContext,
  nodes: Nodes,
  seconds: number,
): Promise<void> {
  const answers = new Map<string, number>();
  let runs = 0;
  const histories = fc.array(draws, { minLength: 1, maxLength: MOVES_MAX, size: 'max' });
  const property = fc.asyncProperty(histories, async (history) => {
    runs += 1;
    const run = new Run(nodes, await castFor(nodes, runs));
    await nodes.settle();
    for (const draw of history) {
      nodes.clock.nowMs += BETWEEN_MOVES_MS;
      const told = await run.make(draw);
      if (told === null) continue;
      const what = `${draw.move}: ${told}`;
      answers.set(what, (answers.get(what) ?? 0) + 1);
      await nodes.settle();
      // What was refused must have changed nothing. One node is enough to tell.
      await lookAround(run, told === 'done' ? nodesFrom(draw.node + 1) : [draw.node]);
    }
  });
  const until = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < until; round += 1) {
    const limits = { numRuns: 1, interruptAfterTimeLimit: SHRINKING_MS_MAX };
    await fc.assert(property, { seed: seed + round, ...limits });
  }
  const counts = Array.from(answers, ([what, count]) => `${what} ${count}`).sort();
  context.diagnostic(`${runs} histories on ${NODES} nodes: ${counts.join(', ')}`);
}
