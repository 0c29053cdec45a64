/** What the console knows of the requests that a process answers: its journal and counts. */
import type { ServedContract } from '../contract/served-contract.ts';
import { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-entry.ts';
import { Activity } from '../observe/activity.ts';
import type { ObservedRequest } from '../observe/request-metrics.ts';
import type { Settings } from '../settings.ts';
import type { Recorder } from '../web/recording.ts';

export type WatchSettings = Pick<
  Settings,
  'journalLevel' | 'journalEntriesMax' | 'journalBytesMax'
>;

export interface RequestWatchOptions {
  readonly settings: WatchSettings;
  readonly contract: ServedContract;
  /** The server's clock. Milliseconds since 1970-01-01T00:00Z. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** See `JournalOptions`. */
  readonly secretKey?: Uint8Array;
  /** Receives each entry of the journal. */
  readonly onEntry?: (entry: JournalEntry) => void;
}

export class RequestWatch {
  readonly journal: Journal;
  readonly activity: Activity;

  constructor({ settings, ...options }: RequestWatchOptions) {
    this.activity = new Activity(options.now);
    this.journal = new Journal({
      level: settings.journalLevel,
      entriesMax: settings.journalEntriesMax,
      bytesMax: settings.journalBytesMax,
      ...options,
      onRefusal: (reason) => this.activity.observeRefusal(reason),
    });
  }

  /** Null if the journal is off. */
  get recorder(): Recorder | null {
    return this.journal.level === 'off' ? null : this.journal;
  }

  readonly onRequest = (request: ObservedRequest): void => this.activity.observe(request);
}
