/** Commands that cannot be undone ask at a terminal, and need `--yes` without one. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1'] });
  await cli.run(['tenant', 'suspend', 'Cust1']);
  await cli.addUser('anna', '--tenant', 'Cust1');
  await cli.issueToken(['app', 'add', 'Reports']);
  await cli.run(['key', 'rotate', '--kind', 'token']);
});
after(() => cli.close());

const irreversible: readonly [args: readonly string[], question: RegExp][] = [
  [['key', 'retire', '1'], /Retire key 1\? Every token that it made is refused/],
  [['app', 'remove', 'reports'], /Remove Reports\? Its application tokens and access tokens end/],
  [['tenant', 'remove', 'cust1'], /Remove Cust1 with 1 users and 0 live tickets\?/],
];

for (const [args, question] of irreversible) {
  describe(args.slice(0, 2).join(' '), () => {
    test('is refused without a terminal, and says how to confirm', async () => {
      const { exitCode, stdout, stderr } = await cli.run(args);
      assert.deepEqual([exitCode, stdout], [exitCodes.usage, '']);
      assert.match(stderr, question);
      assert.match(stderr, /no terminal to ask at.*Give --yes/);
    });

    test('changes nothing when the answer is no or empty', async () => {
      for (const answer of ['n', '']) {
        const result = await cli.run(args, { answers: { Remove: answer, Retire: answer } });
        assert.deepEqual([result.exitCode, result.stdout], [exitCodes.failure, '']);
        assert.match(result.stderr, /Nothing was changed\.\n$/);
      }
    });

    test('asks once, on standard error', async () => {
      const result = await cli.run(args, { answers: { Remove: 'y', Retire: 'y' } });
      assert.equal(result.exitCode, 0, result.stderr);
      assert.match(result.stderr, question);
      assert.doesNotMatch(result.stdout, /[?]/);
    });

    test('asks nothing when there is nothing to remove', async () => {
      assert.equal((await cli.run(args)).exitCode, exitCodes.notFound);
    });
  });
}

test('--yes asks nothing and needs no terminal', async () => {
  await cli.issueToken(['app', 'add', 'Other']);
  const { exitCode, stderr } = await cli.run(['app', 'remove', 'Other', '--yes']);
  assert.deepEqual([exitCode, stderr], [0, '']);
});
