/** The journal and the counts of all workers, in the primary process. */
import cluster, { type Worker } from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { EntryLog } from '../journal/entry-log.ts';
import type { JournalEntry, JournalFilter } from '../journal/journal-entry.ts';
import type { JournalReader } from '../journal/journal-reader.ts';
import type { JournalSubscription } from '../journal/journal-subscription.ts';
import { SecretNumbers } from '../journal/secret-numbers.ts';
import { MINUTES_KEPT, type MinuteCounts } from '../observe/activity.ts';
import { isOfConsole, type PrimaryMessage } from './console-messages.ts';
import type { WatchSettings } from './request-watch.ts';

const KEY_BYTES = 32;

export class WorkersWatch implements JournalReader {
  readonly level: WatchSettings['journalLevel'];
  readonly #key = randomBytes(KEY_BYTES).toString('hex');
  readonly #log: EntryLog;
  readonly #numbers = new SecretNumbers();
  readonly #leftOut = new Map<number, number>();
  /** By worker and minute. Those of a worker that has ended stay. */
  readonly #minutes = new Map<string, MinuteCounts>();

  constructor({ journalLevel, journalEntriesMax, journalBytesMax }: WatchSettings) {
    this.level = journalLevel;
    this.#log = new EntryLog({ entriesMax: journalEntriesMax, bytesMax: journalBytesMax });
  }

  get id(): string {
    return this.#log.id;
  }

  get leftOut(): number {
    return [...this.#leftOut.values()].reduce((sum, count) => sum + count, 0);
  }

  async list(filter?: JournalFilter): Promise<readonly JournalEntry[]> {
    return this.#log.list(filter);
  }

  subscribe(filter?: JournalFilter, waitingMax?: number): JournalSubscription {
    return this.#log.subscribe(filter, waitingMax);
  }

  minutes(): readonly MinuteCounts[] {
    return [...this.#minutes.values()];
  }

  /** Listens to the workers. Call it before they start. */
  open(): void {
    cluster.on('message', this.#onMessage);
  }

  close(): void {
    cluster.off('message', this.#onMessage);
  }

  readonly #onMessage = (worker: Worker, message: unknown): void => {
    if (!isOfConsole(message)) return;
    if (message.kind === 'console-key') {
      worker.send({ kind: 'console-key', key: this.#key } satisfies PrimaryMessage);
    } else if (message.kind === 'console-entries') {
      this.#leftOut.set(worker.id, message.leftOut);
      for (const entry of message.entries) this.#keepEntry(entry);
    } else {
      for (const counts of message.minutes) this.#keep(worker, counts);
    }
  };

  #keepEntry(text: string): void {
    const entry = JSON.parse(this.#numbers.renumber(text)) as JournalEntry;
    const { number: _numberOfWorker, requestId, atMs, durationMs, ...content } = entry;
    this.#log.add(requestId, atMs, durationMs, content);
  }

  #keep(worker: Worker, counts: MinuteCounts): void {
    this.#minutes.set(`${worker.id} ${counts.minute}`, counts);
    for (const [key, { minute }] of this.#minutes) {
      if (minute <= counts.minute - MINUTES_KEPT) this.#minutes.delete(key);
    }
  }
}
