/**
 * The journal: the latest requests in memory, each with its outcome, whose it was, and why it was
 * refused. Tests and the operator read it. Nothing is written to disk.
 *
 * Entries are made after the answer was sent. Reading waits for those whose answer was sent before.
 */
import type { ServedContract } from '../contract/served-contract.ts';
import type { RecordedRequest, Recorder, Recording } from '../web/recording.ts';
import { EntryLog } from './entry-log.ts';
import { EntryMaker } from './entry-maker.ts';
import { EntryQueue } from './entry-queue.ts';
import type { RingLimits } from './entry-ring.ts';
import type { EntryContent, JournalEntry, JournalFilter, WaitOptions } from './journal-entry.ts';
import type { JournalLevel, JournalReader } from './journal-reader.ts';
import type { JournalSubscription } from './journal-subscription.ts';
import { OpenRecording } from './recorded.ts';
import { SecretHashes, type SecretNames, SecretNumbers } from './secret-numbers.ts';
import { WaitTimeout } from './wait-timeout.ts';

export interface JournalOptions extends Partial<RingLimits> {
  readonly level: JournalLevel;
  /** What the server serves. */
  readonly contract: ServedContract;
  /** The server's clock. Milliseconds since 1970-01-01T00:00Z. */
  readonly now: () => number;
  /** Receives errors of the journal itself. The request is then missing. */
  readonly onError: (error: unknown) => void;
  /** Shared with a process that numbers the secrets of several. By default this journal does. */
  readonly secretKey?: Uint8Array | undefined;
  /** Receives the reason of each refusal. */
  readonly onRefusal?: (reason: string) => void;
  /** Receives each entry. Without it, most requests need no entry before somebody reads. */
  readonly onEntry?: (entry: JournalEntry) => void;
}

const ENTRIES_MAX = 1000;
const BYTES_MAX = 8 * 2 ** 20;
const WAIT_MS = 5_000;
/** A longer timer ends at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
/** With more requests in the queue, refusals are no longer explained. */
const EXPLAINED_WAITING_MAX = 200;

export class Journal implements Recorder, JournalReader {
  readonly #options: JournalOptions;
  readonly #log: EntryLog;
  readonly #queue = new EntryQueue();
  #level: JournalLevel;
  #maker: EntryMaker;
  #numbers: SecretNames;
  /** Changes at each reset, so that requests from before are dropped. */
  #era = {};
  #leftOut = 0;

  constructor({ entriesMax = ENTRIES_MAX, bytesMax = BYTES_MAX, ...options }: JournalOptions) {
    this.#options = options;
    this.#log = new EntryLog({ entriesMax, bytesMax }, options.onEntry);
    this.#level = options.level;
    this.#numbers = this.#newNumbers();
    this.#maker = this.#newMaker();
  }

  get id(): string {
    return this.#log.id;
  }

  get level(): JournalLevel {
    return this.#level;
  }

  /** Takes effect for requests that are answered from now on. */
  set level(level: JournalLevel) {
    this.#level = level;
    this.#maker = this.#newMaker();
  }

  get leftOut(): number {
    return this.#leftOut;
  }

  /** Health checks are not recorded: they are many, and say nothing about clients. */
  open(request: RecordedRequest): Recording | null {
    if (this.#level === 'off' || request.protocol === 'health') return null;
    return new OpenRecording(request, this.#options.now(), this.#era, this.#onEnd);
  }

  /** The oldest first. */
  async list(filter: JournalFilter = {}): Promise<readonly JournalEntry[]> {
    await this.settled();
    return this.#log.list(filter);
  }

  async count(filter: JournalFilter = {}): Promise<number> {
    return (await this.list(filter)).length;
  }

  /**
   * Resolves when so many entries fit.
   *
   * @returns all entries that fit, the oldest first.
   * @throws WaitTimeout when the time is over. It names the requests that came.
   */
  async waitFor(
    filter: JournalFilter,
    { count = 1, timeoutMs = WAIT_MS, signal }: WaitOptions = {},
  ): Promise<readonly JournalEntry[]> {
    // Subscribed first, so that no entry is missed between.
    const subscription = this.subscribe(filter);
    const end = Promise.withResolvers<'end'>();
    const stop = () => end.resolve('end');
    const timer = setTimeout(stop, Math.min(timeoutMs, TIMER_MS_MAX));
    signal?.addEventListener('abort', stop);
    const entries = subscription[Symbol.asyncIterator]();
    try {
      for (;;) {
        const found = await this.list(filter);
        if (found.length >= count) return found;
        signal?.throwIfAborted();
        const next = await Promise.race([entries.next(), end.promise]);
        if (next !== 'end') continue;
        signal?.throwIfAborted();
        throw await this.#tooLate(filter, count, timeoutMs);
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      subscription.close();
    }
  }

  /** Resolves when the requests that were answered until now are recorded. */
  settled(): Promise<void> {
    return this.#queue.settle();
  }

  /** Forgets all entries. Numbers go on. */
  async clear(): Promise<void> {
    await this.settled();
    this.#log.clear();
  }

  /** Begins again, as if the journal were new. Requests that still run are not recorded. */
  reset(): void {
    this.#era = {};
    this.#log.reset();
    this.#numbers = this.#newNumbers();
    this.#maker = this.#newMaker();
  }

  subscribe(filter: JournalFilter = {}, waitingMax?: number): JournalSubscription {
    return this.#log.subscribe(filter, waitingMax);
  }

  #newNumbers(): SecretNames {
    const { secretKey } = this.#options;
    return secretKey ? new SecretHashes(secretKey) : new SecretNumbers();
  }

  #newMaker(): EntryMaker {
    const { contract } = this.#options;
    const keepsMessages = this.#level === 'messages';
    return new EntryMaker({ contract, numbers: this.#numbers, keepsMessages });
  }

  /** An error of the journal must not fail the request. */
  readonly #onEnd = (recorded: OpenRecording): void => {
    try {
      this.#take(recorded);
    } catch (error) {
      this.#options.onError(error);
    }
  };

  #take(recorded: OpenRecording): void {
    const maker = this.#maker;
    const plain = this.#queue.length === 0 ? maker.makePlain(recorded) : null;
    if (plain) {
      this.#add(recorded, plain);
      return;
    }
    const explains = this.#queue.length < EXPLAINED_WAITING_MAX;
    const make = async () => {
      try {
        this.#add(recorded, await maker.make(recorded, explains));
      } catch (error) {
        this.#options.onError(error);
      }
    };
    const bytes = (recorded.body?.length ?? 0) + (recorded.answer?.body.length ?? 0);
    if (!this.#queue.add(make, bytes)) this.#leftOut += 1;
  }

  #add({ request, atMs, durationMs, era }: OpenRecording, content: EntryContent): void {
    if (era !== this.#era) return;
    this.#log.add(request.requestId, atMs, durationMs, content);
    if (content.refusal) this.#options.onRefusal?.(content.refusal.reason);
  }

  async #tooLate(filter: JournalFilter, count: number, timeoutMs: number): Promise<WaitTimeout> {
    const found = await this.count(filter);
    const came = (await this.list()).slice(-LISTED_MAX).map(describe);
    return new WaitTimeout(
      `After ${timeoutMs} ms, ${found} of ${count} expected requests have come for ` +
        `${JSON.stringify(filter)}. The last ones were: ${came.join('; ') || 'none'}.`,
    );
  }
}

const LISTED_MAX = 10;

function describe({ number, operation, method, path, outcome, refusal }: JournalEntry): string {
  const what = operation ?? `${method} ${path}`;
  return `${number} ${what} ${outcome}${refusal ? ` (${refusal.reason})` : ''}`;
}
