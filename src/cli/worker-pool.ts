/**
 * Runs several server processes on one port. The primary process starts and watches them, and
 * serves nothing itself. A worker that exits is replaced. When the primary exits for any reason,
 * its workers exit too.
 */
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CliError } from './cli-error.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A message from a worker to the primary. */
interface ReadyMessage {
  readonly kind: 'ready';
  readonly url: string;
}

/** The delay before a replacement. It grows when workers exit soon after their start. */
const REPLACE_AFTER_MS = { min: 100, max: 10_000 };
const LASTED_MS = 10_000;
/** Slightly longer than a worker takes to stop. */
const KILL_AFTER_MS = 9_000;

/** Tells the primary that this worker is ready. */
export function reportReady(url: string): void {
  process.send?.({ kind: 'ready', url } satisfies ReadyMessage);
}

/** Disconnects from the primary, so that an idle worker can exit. */
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
   * Starts the workers and returns their common URL. The first must be ready before the others
   * start, so that a problem is reported only once.
   *
   * @throws CliError when the first worker does not get ready. It has reported the reason.
   */
  async start(count: number): Promise<string> {
    const url = await this.#startOne();
    await Promise.all(Array.from({ length: count - 1 }, () => this.#startOne()));
    return url;
  }

  /** Lets all workers finish their current work. */
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
