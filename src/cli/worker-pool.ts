/**
 * Several server processes on one port, started and watched by one that serves nothing itself. A
 * worker that ends is replaced; when the watching process ends, however it does, they end too.
 */
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CliError } from './cli-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** What a worker tells the process that watches it. */
interface ReadyMessage {
  readonly kind: 'ready';
  readonly url: string;
}

/** A worker that does not last is replaced the later, the more often that happens. */
const REPLACE_AFTER_MS = { min: 100, max: 10_000 };
const LASTED_MS = 10_000;
/** A little more than a worker takes to stop at its own pace. */
const KILL_AFTER_MS = 9_000;

/** Tells the watching process that this worker serves. */
export function reportReady(url: string): void {
  process.send?.({ kind: 'ready', url } satisfies ReadyMessage);
}

/** Lets a worker end that has nothing more to do. */
export function leavePool(): void {
  cluster.worker?.disconnect();
}

export class WorkerPool {
  readonly #log: Logger;
  readonly #workers = new Set<Worker>();
  readonly #stopping = new AbortController();
  #replaceAfterMs = REPLACE_AFTER_MS.min;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Starts the workers and answers the URL of all. The first must be ready before there are others,
   * so that what is wrong is said once.
   *
   * @throws CliError when the first does not get ready, and has said why.
   */
  async start(count: number): Promise<string> {
    const url = await this.#startOne();
    await Promise.all(Array.from({ length: count - 1 }, () => this.#startOne()));
    return url;
  }

  /** Lets all finish what they do. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const all = [...this.#workers];
    const signal = (name: NodeJS.Signals) => {
      for (const worker of all) worker.process.kill(name);
    };
    const timer = setTimeout(() => signal('SIGKILL'), KILL_AFTER_MS);
    const ended = all.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    signal('SIGTERM');
    await Promise.all(ended);
    clearTimeout(timer);
  }

  #startOne(): Promise<string> {
    const worker = cluster.fork();
    const startedAt = performance.now();
    this.#workers.add(worker);
    return new Promise((resolve, reject) => {
      let ready = false;
      worker.on('message', (message: ReadyMessage) => {
        if (message.kind !== 'ready') return;
        ready = true;
        this.#log.info({ worker: worker.process.pid }, 'a worker is ready');
        resolve(message.url);
      });
      worker.once('exit', (code, signal) => {
        this.#workers.delete(worker);
        if (ready) void this.#replace(worker, startedAt, { code, signal });
        else reject(new CliError(exitCodeOf(code), 'A worker did not get ready, see above.'));
      });
    });
  }

  async #replace(worker: Worker, startedAt: number, end: object): Promise<void> {
    const { signal: stopping } = this.#stopping;
    if (stopping.aborted) return;
    this.#log.error({ worker: worker.process.pid, ...end }, 'a worker ended; it is replaced');
    const lasted = performance.now() - startedAt > LASTED_MS;
    const { min, max } = REPLACE_AFTER_MS;
    this.#replaceAfterMs = lasted ? min : Math.min(this.#replaceAfterMs * 2, max);
    for (;;) {
      await delay(this.#replaceAfterMs, undefined, { signal: stopping }).catch(() => {});
      if (stopping.aborted) return;
      try {
        await this.#startOne();
        return;
      } catch {
        this.#log.error('a worker did not get ready; another is tried');
        this.#replaceAfterMs = Math.min(this.#replaceAfterMs * 2, max);
      }
    }
  }
}

function exitCodeOf(code: number): ExitCode {
  return Object.values(exitCodes).find((known) => known === code) ?? exitCodes.failure;
}
