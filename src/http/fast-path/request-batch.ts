/**
 * A batch of requests: the requests that arrive in the same turn of the event loop are all read
 * before the first is served. This uses the processor's caches better. It also makes the answers
 * ready at the same time, so that they are sent together.
 */

/** The most requests in one batch. */
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
