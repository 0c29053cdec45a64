/** Checks that the benchmark of the console runs. It does not check any speed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  consoleCostTable,
  consoleCostTarget,
  measureConsoleCost,
} from '../../bench/measuring/console/console-cost.ts';
import {
  consoleLoadTable,
  consoleLoadTargets,
  measureConsoleLoad,
} from '../../bench/measuring/console/console-load.ts';
import { skipWithoutBrowser } from '../support/browser/find-browser.ts';
import { onlyLong } from '../support/long.ts';

const LIMIT = { timeout: 120_000 };

describe('the benchmark of the console', onlyLong, () => {
  it('compares the console off and on', LIMIT, async () => {
    const once = { rounds: 1, seconds: 0.2, connections: 4, warmUpSeconds: 0 } as const;
    const samples = await measureConsoleCost({ ...once, tool: 'autocannon' });
    assert.match(consoleCostTable(samples), /^\| console on +\|/m);
    if (process.platform === 'linux') assert.ok(consoleCostTarget(samples).measured);
  });

  it('presses keys in the live journal under load', {
    ...LIMIT,
    skip: skipWithoutBrowser,
  }, async () => {
    const stepSeconds = 3;
    const load = { sessions: 100, requestsPerSecond: 100, steps: 2, stepSeconds };
    const measured = await measureConsoleLoad(load);
    assert.deepEqual(measured.problems, []);
    for (const { keyPress, requestsPerSecond } of [...measured.journal, measured.sessions]) {
      assert.ok(keyPress && keyPress.min > 0);
      assert.ok(requestsPerSecond > 0);
    }
    assert.match(consoleLoadTable(measured, stepSeconds), /^\| journal, 6 s +\|/m);
    assert.ok(consoleLoadTargets(measured).every((target) => target.measured));
  });
});
