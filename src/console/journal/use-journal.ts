/** The latest entries of the journal, as state that follows the server. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal-entry.ts';
import type { Query } from '../api/api-client.ts';
import { type FeedState, openJournalFeed } from '../api/journal-feed.ts';
import { useConsole } from '../state/console-context.ts';

/** As many as the server keeps. */
const ENTRIES_MAX = 1000;

export interface Journal {
  /** The newest first. */
  readonly entries: readonly JournalEntry[];
  readonly state: FeedState;
  readonly lost: number;
  readonly isPaused: boolean;
  /** Entries that came during the pause. */
  readonly held: number;
  readonly pause: () => void;
  readonly resume: () => void;
}

interface Lists {
  readonly shown: readonly JournalEntry[];
  readonly held: readonly JournalEntry[];
}

const NOTHING: Lists = { shown: [], held: [] };

export function useJournal(query: Query): Journal {
  const { api } = useConsole();
  const [lists, setLists] = useState(NOTHING);
  const [state, setState] = useState<FeedState>('connecting');
  const [lost, setLost] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const paused = useRef(isPaused);
  paused.current = isPaused;

  useEffect(() => {
    setLists(NOTHING);
    setLost(0);
    return openJournalFeed(api, query, {
      onEntries: (entries) =>
        setLists(({ shown, held }) =>
          paused.current && shown.length > 0
            ? { shown, held: joined(entries, held) }
            : { shown: joined(entries, shown), held },
        ),
      onReset: () => setLists(NOTHING),
      onLost: (count) => setLost((before) => before + count),
      onState: setState,
    });
  }, [api, JSON.stringify(query)]);

  const resume = () => {
    setPaused(false);
    setLists(({ shown, held }) => ({ shown: joined(held, shown), held: [] }));
  };
  const pause = () => setPaused(true);
  const { shown: entries, held } = lists;
  return { entries, state, lost, isPaused, held: held.length, pause, resume };
}

function joined(
  newer: readonly JournalEntry[],
  older: readonly JournalEntry[],
): readonly JournalEntry[] {
  return [...newer, ...older].slice(0, ENTRIES_MAX);
}
