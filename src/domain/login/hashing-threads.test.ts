import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { deflate } from 'node:zlib';
import { cheapHash } from '../../../test/support/cheap-hash.ts';
import { hashInThread, hashingThreadsMax } from './hashing-threads.ts';
import { PasswordHasher } from './password.ts';

const nonce = Buffer.alloc(16, 1);
const slow = { message: 'a', nonce, memory: 19_456, passes: 4, parallelism: 1, tagLength: 32 };
const onLinux = { skip: process.platform !== 'linux' && 'only Linux has priorities of threads' };

it('computes the same as a hash that was stored before', async () => {
  const hasher = new PasswordHasher();
  assert.equal(await hasher.verify('secret', cheapHash('secret')), true);
  assert.equal(await hasher.verify('other', cheapHash('secret')), false);
});

it('does not let other work wait for hashes', async () => {
  const done: string[] = [];
  const hashes = Array.from({ length: 4 }, async () => {
    await hashInThread({ ...slow, passes: 60 });
    done.push('hash');
  });
  await promisify(deflate)('text');
  done.push('compressed');
  await Promise.all(hashes);
  assert.deepEqual(done, ['compressed', 'hash', 'hash', 'hash', 'hash']);
});

it('throws for parameters that are not allowed, and hashes afterwards', async () => {
  const wrong = { ...slow, memory: 1 };
  for (let turn = 0; turn <= hashingThreadsMax; turn += 1) {
    await assert.rejects(hashInThread(wrong), /memory/);
  }
  const tags = await Promise.all([slow, slow].map(hashInThread));
  assert.deepEqual(tags[0], tags[1]);
  assert.equal(tags[0]?.length, 32);
});

it('hashes with lower priority, and does all else with that of the process', onLinux, async () => {
  const own = getPriority();
  await hashInThread(slow);
  assert.equal(getPriority(), own);
  const niceness = readdirSync('/proc/self/task').map((thread) => {
    const [, fields = ''] = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ');
    return Number(fields.split(' ')[16]);
  });
  const low = niceness.filter((nice) => nice === own + 5);
  assert.ok(low.length >= 1 && low.length <= hashingThreadsMax, `${niceness}`);
});

it('throws when a thread ends without an answer, and hashes afterwards', async (context) => {
  const post = context.mock.method(Worker.prototype, 'postMessage', function (this: Worker) {
    void this.terminate();
  });
  await assert.rejects(hashInThread(slow), /has ended/);
  post.mock.restore();
  assert.equal((await hashInThread(slow)).length, 32);
});
