/** The latest entries, numbered in the order in which they were added, and their live readers. */
import { randomBytes } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import { fits } from './entry-filter.ts';
import { EntryRing, type RingLimits } from './entry-ring.ts';
import type { EntryContent, JournalEntry, JournalFilter } from './journal-entry.ts';
import { JournalSubscription } from './journal-subscription.ts';

const SUBSCRIPTIONS_MAX = 100;
const ID_BYTES = 6;

export class EntryLog {
  readonly #ring: EntryRing;
  readonly #onEntry: ((entry: JournalEntry) => void) | null;
  readonly #subscriptions = new Set<JournalSubscription>();
  #id = createId();

  /** @param onEntry receives each entry. */
  constructor(limits: RingLimits, onEntry?: (entry: JournalEntry) => void) {
    this.#ring = new EntryRing(limits);
    this.#onEntry = onEntry ?? null;
  }

  /** Another one after each reset, and in each process. So readers know whose numbers they have. */
  get id(): string {
    return this.#id;
  }

  /** The oldest first. */
  list(filter: JournalFilter = {}): readonly JournalEntry[] {
    return this.#ring.entries().filter(fits(filter));
  }

  /** Adds an entry with the next number. Its content must not be changed afterwards. */
  add(requestId: string, atMs: number, durationMs: number, content: EntryContent): void {
    this.#ring.add(requestId, atMs, durationMs, content);
    if (this.#subscriptions.size === 0 && this.#onEntry === null) return;
    const number = this.#ring.lastNumber;
    const entry = { number, requestId, atMs, durationMs, ...content };
    this.#onEntry?.(entry);
    for (const subscription of this.#subscriptions) subscription.add(entry);
  }

  /** Forgets all entries. Numbers go on. */
  clear(): void {
    this.#ring.clear();
  }

  /** Begins again, as if the log were new. */
  reset(): void {
    this.#ring.reset();
    this.#id = createId();
    for (const subscription of this.#subscriptions) subscription.clear();
  }

  /**
   * Returns the entries from now on, until the reader ends the iteration or closes it.
   *
   * @param waitingMax how many entries may wait for the reader. More push out the oldest.
   * @throws DomainError `busy` if there are too many subscriptions.
   */
  subscribe(filter: JournalFilter = {}, waitingMax?: number): JournalSubscription {
    if (this.#subscriptions.size >= SUBSCRIPTIONS_MAX) {
      const problem = `The journal has ${SUBSCRIPTIONS_MAX} readers, which is the limit.`;
      throw new DomainError('busy', problem);
    }
    const onClose = () => this.#subscriptions.delete(subscription);
    const subscription = new JournalSubscription(fits(filter), onClose, waitingMax);
    this.#subscriptions.add(subscription);
    return subscription;
  }
}

function createId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}
