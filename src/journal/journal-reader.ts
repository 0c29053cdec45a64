/** A journal as its readers see it: that of this process, or of several. */
import type { JournalEntry, JournalFilter } from './journal-entry.ts';
import type { JournalSubscription } from './journal-subscription.ts';

/** `metadata` leaves the messages out. A journal that is off records nothing. */
export type JournalLevel = 'off' | 'metadata' | 'messages';

export interface JournalReader {
  /** Changes when the journal begins again, with the number 1. */
  readonly id: string;
  readonly level: JournalLevel;
  /** How many requests were left out because too many came at once. */
  readonly leftOut: number;
  /** The oldest first. */
  list(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** See `EntryLog.subscribe`. */
  subscribe(filter?: JournalFilter, waitingMax?: number): JournalSubscription;
}
