/**
 * A batch of requests: those that arrive in the same turn of the event loop are all read before the
 * first is served. The processor's caches serve one kind of work for many requests better than all
 * work for one. The answers become ready together, too, and go out together.
 */

/** A request waits for so many others at most. */
const REQUESTS_MAX = 32;

export class RequestBatch {
  #waiting: (() => void)[] | null = null;

  /** @param serve must not throw. */
  add(serve: () => void): void {
    const waiting = this.#waiting ?? this.#begin();
    waiting.push(serve);
    if (waiting.length === REQUESTS_MAX) this.#waiting = null;
  }

  #begin(): (() => void)[] {
    const together: (() => void)[] = [];
    this.#waiting = together;
    setImmediate(() => {
      if (this.#waiting === together) this.#waiting = null;
      for (const serve of together) serve();
    });
    return together;
  }
}
