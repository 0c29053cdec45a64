/**
 * Threads that only hash the passwords of logins. In Node's own pool of threads, these hashes would
 * make compression, files and name resolution wait. On Linux the threads have a lower priority, so
 * that a crowd of logins hardly delays other requests. Elsewhere a thread has the priority of its
 * process.
 */
import type { Argon2Parameters } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** More threads than cores hash no faster. Each takes about 30 MB. */
export const hashingThreadsMax = Math.min(4, availableParallelism());

type Answer = { readonly tag: Uint8Array } | { readonly error: Error };

/** All hashers of the process share the threads. */
class HashingThread {
  readonly #worker = new Worker(`(${answerHashes})()`, { eval: true });
  #answer = Promise.withResolvers<Answer>();

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#answer.resolve(answer));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('A hashing thread has ended.')));
  }

  async hash(parameters: Argon2Parameters): Promise<Buffer> {
    this.#answer = Promise.withResolvers();
    // A command that hashes must not end before the answer, but an idle thread does not keep it.
    this.#worker.ref();
    this.#worker.postMessage(parameters);
    const answer = await this.#answer.promise;
    this.#worker.unref();
    if (idle.length < hashingThreadsMax) idle.push(this);
    else await this.#worker.terminate();
    if ('error' in answer) throw answer.error;
    return Buffer.from(answer.tag);
  }

  #end(error: Error): void {
    const place = idle.indexOf(this);
    if (place !== -1) idle.splice(place, 1);
    this.#answer.promise.catch(() => {});
    this.#answer.reject(error);
  }
}

const idle: HashingThread[] = [];

/**
 * Computes Argon2id. A caller limits how many run at once to `hashingThreadsMax`.
 *
 * @throws Error for parameters that Argon2id does not allow.
 */
export function hashInThread(parameters: Argon2Parameters): Promise<Buffer> {
  const thread = idle.pop() ?? new HashingThread();
  return thread.hash(parameters);
}

/**
 * Runs in the thread, from its source text, because a bundle has no file for it. So it uses nothing
 * of this file.
 */
function answerHashes(): void {
  const { argon2Sync } = process.getBuiltinModule('node:crypto');
  const { setPriority } = process.getBuiltinModule('node:os');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  // A lower priority would leave logins too little of a core that other requests use fully.
  const niceness = 5;
  try {
    // On Linux this affects the calling thread only.
    if (process.platform === 'linux') setPriority(niceness);
  } catch {
    // A sandbox may forbid it.
  }
  parentPort?.on('message', (parameters: Argon2Parameters) => {
    try {
      parentPort.postMessage({ tag: argon2Sync('argon2id', parameters) });
    } catch (error) {
      parentPort.postMessage({ error });
    }
  });
}
