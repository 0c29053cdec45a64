/** The latest entries, numbered in the order in which they were added, and their live readers. */
import { randomBytes } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import { fits } from './entry-filter.ts';
import type { EntryDraft } from './entry-maker.ts';
import { EntryRing, type RingLimits } from './entry-ring.ts';
import type { JournalEntry, JournalFilter } from './journal-entry.ts';
import { JournalSubscription } from './journal-subscription.ts';

const SUBSCRIPTIONS_MAX = 100;
const ID_BYTES = 6;

export class EntryLog {
  readonly #ring: EntryRing;
  readonly #subscriptions = new Set<JournalSubscription>();
  #lastNumber = 0;
  #id = createId();

  constructor(limits: RingLimits) {
    this.#ring = new EntryRing(limits);
  }

  /** Another one after each reset, and in each process. So readers know whose numbers they have. */
  get id(): string {
    return this.#id;
  }

  /** The oldest first. */
  list(filter: JournalFilter = {}): readonly JournalEntry[] {
    return this.#ring.entries().filter(fits(filter));
  }

  /** @param draft gets its number, and must not be changed afterwards. */
  add(draft: EntryDraft): void {
    this.#lastNumber += 1;
    // Not copied, because copies of so many fields are slow.
    draft.number = this.#lastNumber;
    const entry: JournalEntry = draft;
    this.#ring.add(entry);
    if (this.#subscriptions.size === 0) return;
    for (const subscription of this.#subscriptions) subscription.add(entry);
  }

  /** Forgets all entries. Numbers go on. */
  clear(): void {
    this.#ring.clear();
  }

  /** Begins again, as if the log were new. */
  reset(): void {
    this.#ring.clear();
    this.#lastNumber = 0;
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
