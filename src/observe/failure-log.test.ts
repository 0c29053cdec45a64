import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { DomainError } from '../domain/errors.ts';
import { FailureLog } from './failure-log.ts';
import { createLog } from './log.ts';

const full = () =>
  new DomainError('unavailable', 'Try again.', { cause: new Error('The disk is full.') });

function createFailureLog(context: TestContext) {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  return {
    lines,
    failures: new FailureLog(log),
    tick: (ms: number) => context.mock.timers.tick(ms),
  };
}

it('counts failures while the database is unavailable, without a stack', (context) => {
  const { lines, failures, tick } = createFailureLog(context);
  for (let count = 0; count < 300; count += 1)
    failures.report(full(), 'failed', { requestId: 'a' });
  tick(10_000);
  failures.report(full(), 'failed');
  tick(10_000);
  tick(10_000);
  failures.report(full(), 'failed');
  failures.report(full(), 'failed');
  failures.close();
  assert.deepEqual(
    lines.map(({ failures }) => failures),
    [1, 299, 1, 1, 1],
  );
  for (const line of lines) {
    assert.equal(line['reason'], 'The disk is full.');
    assert.equal(line['msg'], 'the database is away; clients are told to try again later');
    assert.ok(!('err' in line));
  }
});

it('logs each unexpected error, with its stack', (context) => {
  const { lines, failures } = createFailureLog(context);
  for (const id of ['a', 'b']) failures.report(new TypeError('a bug'), 'failed', { requestId: id });
  failures.close();
  assert.deepEqual(
    lines.map(({ msg, requestId }) => [msg, requestId]),
    [
      ['failed', 'a'],
      ['failed', 'b'],
    ],
  );
  assert.match(JSON.stringify(lines), /TypeError: a bug\\n +at /);
});
