/** The live streams of the journal, as server-sent events. */
import { Readable } from 'node:stream';
import { DomainError } from '../domain/errors.ts';
import type { JournalEntry, JournalFilter } from '../journal/journal-entry.ts';
import type { JournalReader } from '../journal/journal-reader.ts';

export interface StreamRequest {
  readonly filter: JournalFilter;
  /** Of the last event that the reader has. Null for a new reader. */
  readonly lastEventId: string | null;
  /** Whether the reader may still read. Asked after each time of a heartbeat. */
  readonly isAllowed: () => Promise<boolean>;
}

const READERS_MAX = 20;
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;
/** Entries of so long are sent together. It bounds the work of a reader under load. */
const COLLECTED_MS = 50;
const WAITING_MAX = 1_000;

export class JournalStreams {
  readonly #journal: JournalReader;
  readonly #open = new Set<AbortController>();
  readonly #heartbeatMs: number;

  constructor(journal: JournalReader, heartbeatMs = HEARTBEAT_MS) {
    this.#journal = journal;
    this.#heartbeatMs = heartbeatMs;
  }

  get readers(): number {
    return this.#open.size;
  }

  /** @throws DomainError `busy` if there are too many readers. */
  open(request: StreamRequest): Readable {
    if (this.#open.size >= READERS_MAX) {
      const message = `The live journal has ${READERS_MAX} readers, which is the limit.`;
      throw new DomainError('busy', message);
    }
    const ending = new AbortController();
    this.#open.add(ending);
    const events = this.#events(request, ending.signal);
    const stream: Readable = new Readable({
      read: () => {
        events.next().then(
          ({ value, done }) => stream.push(done ? null : value),
          (error: unknown) =>
            stream.destroy(error instanceof Error ? error : new Error(String(error))),
        );
      },
      destroy: (error, callback) => {
        // Also ends a wait for the next entry.
        ending.abort();
        this.#open.delete(ending);
        callback(error);
      },
    });
    return stream;
  }

  /** Ends all streams. */
  close(): void {
    for (const ending of this.#open) ending.abort();
  }

  async *#events(
    { filter, lastEventId, isAllowed }: StreamRequest,
    signal: AbortSignal,
  ): AsyncGenerator<string, null> {
    const journal = this.#journal;
    // Subscribed first, so that no entry is missed between.
    const subscription = journal.subscribe(filter, WAITING_MAX);
    const end = () => subscription.close();
    signal.addEventListener('abort', end);
    let { id } = journal;
    let lost = 0;
    try {
      yield `retry: ${RETRY_MS}\n\n`;
      const place = placeOf(lastEventId, id);
      if (place === 'elsewhere') yield resetEvent(id);
      const from = typeof place === 'number' ? { fromNumber: place + 1 } : {};
      const isNew = lastEventId === null && filter.fromNumber === undefined;
      const backlog = isNew ? [] : await journal.list({ ...filter, ...from });
      let last = backlog.at(-1)?.number ?? 0;
      if (backlog.length > 0) yield printEntries(backlog, id);
      let isGood = true;
      let askedAtMs = performance.now();
      while (!signal.aborted && isGood) {
        const isBeat = await this.#wait(subscription.changed(), signal);
        if (journal.id !== id) {
          ({ id } = journal);
          last = 0;
          yield resetEvent(id);
        }
        const entries = subscription.take().filter(({ number }) => number > last);
        last = entries.at(-1)?.number ?? last;
        if (subscription.lost > lost) {
          yield `event: lost\ndata: ${JSON.stringify({ lost: subscription.lost - lost })}\n\n`;
          lost = subscription.lost;
        }
        if (entries.length > 0) yield printEntries(entries, id);
        // A busy journal has no heartbeats.
        if (isBeat || performance.now() - askedAtMs >= this.#heartbeatMs) {
          isGood = await isAllowed();
          askedAtMs = performance.now();
        }
        if (isBeat) yield ':\n\n';
      }
    } finally {
      signal.removeEventListener('abort', end);
      subscription.close();
    }
    return null;
  }

  /** Resolves a moment after a change. Returns whether it is time for a heartbeat instead. */
  async #wait(changed: Promise<void>, signal: AbortSignal): Promise<boolean> {
    const beat = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => beat.resolve(true), this.#heartbeatMs);
    const isBeat = await Promise.race([changed.then(() => false), beat.promise]);
    clearTimeout(timer);
    if (isBeat || signal.aborted) return isBeat;
    await new Promise((resolve) => setTimeout(resolve, COLLECTED_MS));
    return false;
  }
}

/** The number of the last entry; null if there is none; `elsewhere` if it was another journal's. */
function placeOf(lastEventId: string | null, id: string): number | 'elsewhere' | null {
  if (lastEventId === null) return null;
  const [, journal, number] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(lastEventId) ?? [];
  return journal === id ? Number(number) : 'elsewhere';
}

function resetEvent(id: string): string {
  return `id: ${id}-0\nevent: reset\ndata: {}\n\n`;
}

function printEntries(entries: readonly JournalEntry[], id: string): string {
  return entries
    .map((entry) => `id: ${id}-${entry.number}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`)
    .join('');
}
