/**
 * The part of the console in a worker: it watches the requests, and sends what it sees to the
 * primary process, which serves the console.
 */
import type { Logger } from 'pino';
import { servedContract } from '../contract/served-contract.ts';
import type { JournalEntry } from '../journal/journal-entry.ts';
import { MINUTE_MS } from '../observe/activity.ts';
import type { Settings } from '../settings.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import { isOfConsole, type WorkerMessage } from './console-messages.ts';
import { RequestWatch } from './request-watch.ts';

export interface ConsoleOfWorkerOptions {
  readonly registry: TenantRegistry;
  readonly settings: Settings;
  readonly log: Logger;
}

const SEND_ENTRIES_EVERY_MS = 100;
/** More entries of that time are left out, so that they do not slow the requests down. */
const ENTRIES_SENT_MAX = 200;
const SEND_COUNTS_EVERY_MS = 2_000;
/** The primary process knows the minutes before already. */
const MINUTES_SENT = 2;

export class ConsoleOfWorker {
  readonly watch: RequestWatch;
  readonly #now: () => number;
  #waiting: JournalEntry[] = [];
  #leftOut = 0;

  private constructor({ registry, settings, log }: ConsoleOfWorkerOptions, secretKey: Uint8Array) {
    this.#now = () => registry.clock.now();
    this.watch = new RequestWatch({
      // The primary process keeps the entries.
      settings: { ...settings, journalEntriesMax: 1 },
      contract: servedContract(settings.servicesVersions, settings.services88Edition),
      now: this.#now,
      onError: (error) => log.error({ err: error }, 'a request could not be recorded'),
      secretKey,
      onEntry: (entry) => {
        if (this.#waiting.length < ENTRIES_SENT_MAX) this.#waiting.push(entry);
        else this.#leftOut += 1;
      },
    });
  }

  /** Waits for the key of the primary process. */
  static async connect(options: ConsoleOfWorkerOptions): Promise<ConsoleOfWorker> {
    return new ConsoleOfWorker(options, await askForKey());
  }

  /** Sends from now on. Nobody connects to a worker for the console. */
  start() {
    const entries = setInterval(() => this.#sendEntries(), SEND_ENTRIES_EVERY_MS);
    const counts = setInterval(() => this.#sendCounts(), SEND_COUNTS_EVERY_MS);
    return {
      url: null,
      replaceCertificates: () => {},
      close: async () => {
        clearInterval(entries);
        clearInterval(counts);
        await this.watch.journal.settled();
        this.#sendEntries();
        this.#sendCounts();
      },
    };
  }

  #sendEntries(): void {
    if (this.#waiting.length === 0) return;
    const entries = this.#waiting.map((entry) => JSON.stringify(entry));
    this.#waiting = [];
    const leftOut = this.#leftOut + this.watch.journal.leftOut;
    send({ kind: 'console-entries', entries, leftOut });
  }

  #sendCounts(): void {
    const oldest = Math.floor(this.#now() / MINUTE_MS) - MINUTES_SENT;
    const minutes = this.watch.activity.minutes().filter(({ minute }) => minute > oldest);
    if (minutes.length > 0) send({ kind: 'console-counts', minutes });
  }
}

function askForKey(): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown) => {
      if (!isOfConsole(message) || !('key' in message)) return;
      process.off('message', onMessage);
      resolve(Buffer.from(message.key, 'hex'));
    };
    process.on('message', onMessage);
    send({ kind: 'console-key' });
  });
}

/** Does nothing if the primary process has ended, because the worker then ends as well. */
function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}
