import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { showProgress } from './progress.ts';

/** The output for three steps, at 0.9, 1.1 and 1.2 seconds. */
async function shownOf(terminal: ReturnType<typeof testTerminal>): Promise<string> {
  let nowMs = 0;
  const work = showProgress(
    terminal,
    'written',
    async (report) => {
      for (const [atMs, rows] of [
        [900, 10],
        [1_100, 55],
        [1_200, 99],
      ] as const) {
        nowMs = atMs;
        report(rows / 100, `${rows} of 100 rows`);
      }
      throw new Error('it ended early');
    },
    () => nowMs,
  );
  await assert.rejects(work, /it ended early/);
  return terminal.notes();
}

test('progress is shown once a second on a terminal, and cleared at the end', async () => {
  const shown = await shownOf(testTerminal({ answers: {} }));
  assert.equal(shown, '\r\u001b[K55 % written, 55 of 100 rows\r\u001b[K');
});

test('progress is not shown when standard error is not a terminal', async () => {
  assert.equal(await shownOf(testTerminal()), '');
});

test('no percentage is shown without a total', async () => {
  const terminal = testTerminal({ answers: {} });
  let nowMs = 0;
  const clock = () => (nowMs += 1_000);
  await showProgress(terminal, 'read', async (report) => report(5 / 0, '5 rows'), clock);
  assert.equal(terminal.notes(), '\r\u001b[K5 rows\r\u001b[K');
});
