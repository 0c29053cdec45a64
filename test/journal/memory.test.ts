/** The journal keeps the texts that it shows, and nothing that they were cut from or made of. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { JournalLevel } from '../../src/journal/journal-reader.ts';
import { type JournalScene, openJournalScene } from '../support/journal-scene.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { credentials, envelope, getAccessToken, post } from '../support/soap-messages.ts';
import { startSession } from '../support/test-installation.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const LIMIT = { timeout: 120_000 };
const WARM_UP = 20;

function heapBytes(): number {
  // Some objects are free only after others were collected.
  for (let round = 0; round < 4; round += 1) collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** How many bytes the entries of so many requests take. */
async function bytesOf(scene: JournalScene, count: number, send: (index: number) => unknown) {
  for (let index = 0; index < WARM_UP; index += 1) await send(index);
  await scene.journal.list();
  for (let index = 0; index < count; index += 1) await send(index);
  assert.equal((await scene.journal.list()).length, WARM_UP + count);
  const withEntries = heapBytes();
  await scene.journal.clear();
  return withEntries - heapBytes();
}

for (const level of ['metadata', 'messages'] as const satisfies readonly JournalLevel[]) {
  describe(`The memory of the journal, at the level ${level},`, LIMIT, () => {
    let scene: JournalScene;
    before(async () => {
      scene = await openJournalScene('onsite', {}, level);
    });
    after(() => scene.installation.close());

    it('does not grow by queries that it hides', async () => {
      const ticket = authorization.ticket(await startSession(scene.services, scene.anna));
      const query = 'x'.repeat(12_000);
      const bytes = await bytesOf(scene, 400, (index) =>
        callRest(scene.base, `${currentPrincipal}?${query}${index}`, { authorization: ticket }),
      );
      assert.ok(bytes < 2_500_000, `${bytes} bytes`);
    });
  });
}

describe('The memory of the journal', LIMIT, () => {
  it('grows by the length of the messages that it shows, not by their parts', async () => {
    const scene = await openJournalScene();
    const ticket = await startSession(scene.services, scene.anna);
    const message = envelope(getAccessToken(), credentials(ticket));
    const bytes = await bytesOf(scene, 800, () => post(scene.base, message));
    await scene.installation.close();
    assert.ok(bytes < 4_000_000, `${bytes} bytes`);
  });
});
