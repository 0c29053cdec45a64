/**
 * Requests that arrive in the same turn of the event loop are served together, when all of them
 * have been read. A processor is faster at one kind of work after the other than at a bit of each
 * for each request: their answers become ready at the same time, too, and go out together.
 */

/** So many at most wait for each other. */
const TOGETHER_MAX = 32;

export class Arrivals {
  #waiting: (() => void)[] | null = null;

  /** @param serve must not throw. */
  add(serve: () => void): void {
    const waiting = this.#waiting ?? this.#begin();
    waiting.push(serve);
    if (waiting.length === TOGETHER_MAX) this.#waiting = null;
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
