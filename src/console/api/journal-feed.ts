/**
 * The entries of the journal: those that it has, then each as it comes. Entries are handed on once
 * for each frame that the browser draws, so that a busy server does not keep the page busy.
 */
import type { JournalEntry } from '../../journal/journal-entry.ts';
import { type ApiClient, addressOf, type Query } from './api-client.ts';
import { ApiProblem } from './api-problem.ts';

export interface FeedListener {
  /** New entries, the newest first. */
  readonly onEntries: (entries: readonly JournalEntry[]) => void;
  /** All entries before are void. */
  readonly onReset: () => void;
  /** The server left out entries, because this reader was too slow. */
  readonly onLost: (count: number) => void;
  readonly onState: (state: FeedState) => void;
}

export type FeedState = 'connecting' | 'live' | { readonly problem: string };

/** More than these are not kept between two frames, such as in a page that nobody looks at. */
const WAITING_MAX = 1000;
const PATH = '/journal';

/** Returns a function that ends it. */
export function openJournalFeed(api: ApiClient, query: Query, listener: FeedListener): () => void {
  const ending = new AbortController();
  const source = new EventSource(addressOf(`${PATH}/stream`, query));
  let waiting: JournalEntry[] = [];
  let frame = 0;
  let last = 0;

  const flush = () => {
    frame = 0;
    const entries = waiting.filter(({ number }) => number > last).reverse();
    waiting = [];
    last = entries[0]?.number ?? last;
    if (entries.length > 0) listener.onEntries(entries);
  };
  const add = (entries: readonly JournalEntry[]) => {
    waiting.push(...entries);
    if (waiting.length > WAITING_MAX) waiting = waiting.slice(-WAITING_MAX);
    frame ||= requestAnimationFrame(flush);
  };
  const load = async () => {
    try {
      const entries = await api.get<JournalEntry[]>(PATH, query, ending.signal);
      const known = new Set(entries.map(({ number }) => number));
      waiting = [...entries, ...waiting.filter(({ number }) => !known.has(number))];
      frame ||= requestAnimationFrame(flush);
      listener.onState('live');
    } catch (error) {
      if (error instanceof ApiProblem) listener.onState({ problem: error.message });
    }
  };

  // The stream first, so that no entry is missed between.
  source.addEventListener('open', () => {
    if (last === 0) void load();
    else listener.onState('live');
  });
  source.addEventListener('entry', ({ data }) => add([JSON.parse(data)]));
  source.addEventListener('lost', ({ data }) => listener.onLost(JSON.parse(data).lost));
  source.addEventListener('reset', () => {
    waiting = [];
    last = 0;
    listener.onReset();
  });
  source.addEventListener('error', () => {
    listener.onState('connecting');
    // A closed source does not connect again. The answer to a request says why.
    if (source.readyState === EventSource.CLOSED) void load();
  });
  return () => {
    ending.abort();
    source.close();
    cancelAnimationFrame(frame);
  };
}
