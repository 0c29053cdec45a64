/** The live journal ends with the session, and its places do not run out. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { ConsoleScene, errorIn } from './scene.ts';

const LIMIT = { timeout: 60_000 };
const READERS_MAX = 20;
const path = '/api/journal/stream';

describe('the live journal', LIMIT, () => {
  let scene: ConsoleScene;
  let cookie: string;
  before(async () => {
    scene = await ConsoleScene.open();
    cookie = await scene.signIn('viewer');
  });
  after(() => scene.close());

  it('has a limit on readers, and room again when one leaves', async () => {
    const readers: IncomingMessage[] = [];
    for (let count = 0; count < READERS_MAX; count += 1) {
      readers.push(await scene.begin({ path, cookie }));
    }
    const refused = await scene.ask({ path, cookie });
    assert.equal(refused.status, 503);
    assert.equal(errorIn(refused), 'busy');
    for (const reader of readers) reader.destroy();
    await readersBecome(0);
    const reader = await scene.begin({ path, cookie });
    assert.equal(reader.statusCode, 200);
    reader.destroy();
    await readersBecome(0);
  });

  it('takes no place for a reader who wants the head only', async () => {
    for (let count = 0; count <= READERS_MAX; count += 1) {
      const { status } = await scene.ask({ method: 'HEAD', path, cookie });
      assert.ok(status === 200 || status === 405, `${status} after ${count}`);
    }
    await readersBecome(0);
  });

  it('takes no place for somebody who is not signed in', async () => {
    for (let count = 0; count <= READERS_MAX; count += 1) {
      assert.equal((await scene.ask({ path })).status, 401);
    }
    await readersBecome(0);
  });

  /** The server learns a moment later that a reader has left. */
  async function readersBecome(expected: number): Promise<void> {
    let found = -1;
    for (let tries = 0; tries < 200 && found !== expected; tries += 1) {
      const { text } = await scene.ask({ path: '/api/overview', cookie });
      found = JSON.parse(text).journal.readers;
    }
    assert.equal(found, expected);
  }
});
