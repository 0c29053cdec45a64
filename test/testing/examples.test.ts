/** Runs the tests of `examples/testing/` with the test runners that they are written for. */
import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { ClientProject } from '../support/client-project.ts';

/** For all tests with `node:test`, including the start of the server, on a machine that is idle. */
const MILLISECONDS_MAX = 2000;

function processesPerProcessor(): number {
  const [load = 1] = loadavg();
  return Math.max(1, load / availableParallelism());
}

describe('the tests of the example client', () => {
  let project: ClientProject;
  before(async () => {
    project = await ClientProject.make();
  });
  after(() => project.remove());

  it('pass with node:test, and need no waiting', async (context) => {
    const { code, output } = await project.run('node --test --test-reporter=tap node-test/');
    assert.equal(code, 0, output);
    assert.match(output, /^# pass 9$/m);
    const milliseconds = Number(/took (\d+) ms/.exec(output)?.[1]);
    context.diagnostic(`seven hours and four waits of 30 s took ${milliseconds} ms`);
    assert.ok(milliseconds < MILLISECONDS_MAX * processesPerProcessor(), output);
  });

  it('pass with vitest', async () => {
    const { code, output } = await project.run('vitest run --dir vitest');
    assert.equal(code, 0, output);
    assert.match(output, /Tests +2 passed \(2\)/);
  });

  it('pass with jest', async () => {
    const { code, output } = await project.run('jest --config jest/jest.config.json', {
      NODE_OPTIONS: '--experimental-vm-modules',
    });
    assert.equal(code, 0, output);
    assert.match(output, /Tests: +2 passed, 2 total/);
  });

  it('fail with a client that does not renew its ticket', async () => {
    const client = await project.read('identity-client.ts');
    await project.write('identity-client.ts', client.replace('this.#ticket = null;', ''));
    try {
      const { code, output } = await project.run('node --test --test-reporter=tap node-test/');
      assert.equal(code, 1, output);
      assert.match(output, /not ok \d+ - logs in again when its ticket has expired/);
      assert.match(output, /^# fail 1$/m);
    } finally {
      await project.write('identity-client.ts', client);
    }
  });
});
