/**
 * Makes entries one after another, in the order of the answers, while the server serves other
 * requests. It begins after the answers were sent.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting {
  readonly make: () => Promise<void>;
  readonly bytes: number;
}

/** Further requests are not taken. They keep their messages in memory while they wait. */
const WAITING_MAX = 10_000;
const WAITING_BYTES_MAX = 32 * 2 ** 20;
/** After this time, other work of the server comes first. */
const TURN_MS = 4;

export class EntryQueue {
  #waiting: Waiting[] = [];
  #bytes = 0;
  /** Numbers of entries since the start. */
  #taken = 0;
  #made = 0;
  #isMaking = false;
  #progress = Promise.withResolvers<void>();

  /** How many entries wait, or are being made. */
  get length(): number {
    return this.#taken - this.#made;
  }

  /**
   * Takes an entry. Returns false if too much waits.
   *
   * @param make must not reject.
   * @param bytes that it keeps in memory while it waits.
   */
  add(make: () => Promise<void>, bytes: number): boolean {
    if (this.length >= WAITING_MAX || this.#bytes + bytes > WAITING_BYTES_MAX) return false;
    this.#waiting.push({ make, bytes });
    this.#bytes += bytes;
    this.#taken += 1;
    if (!this.#isMaking) void this.#makeAll();
    return true;
  }

  /** Resolves when all entries are made that were added before. */
  async settle(): Promise<void> {
    const all = this.#taken;
    while (this.#made < all) await this.#progress.promise;
  }

  async #makeAll(): Promise<void> {
    this.#isMaking = true;
    while (this.#waiting.length > 0) {
      // Answers by `node:http` are sent in the next turn, and entries are made after that.
      await nextTurn();
      const ready = this.#waiting.length;
      await nextTurn();
      await this.#makeSome(ready);
    }
    this.#isMaking = false;
  }

  async #makeSome(ready: number): Promise<void> {
    const endsAt = performance.now() + TURN_MS;
    const batch = this.#waiting.splice(0, ready);
    let done = 0;
    for (const { make, bytes } of batch) {
      if (performance.now() > endsAt) break;
      await make();
      done += 1;
      this.#made += 1;
      this.#bytes -= bytes;
    }
    if (done < batch.length) this.#waiting.unshift(...batch.slice(done));
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }
}
