/** A mutex. Waiting callers get it in the order in which they asked. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();
  /** The number of holders and waiting callers. */
  #users = 0;

  /** Waits until the mutex is free. @returns the function that releases it. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    const released = Promise.withResolvers<void>();
    this.#last = released.promise;
    this.#users += 1;
    await before;
    return () => {
      this.#users -= 1;
      released.resolve();
    };
  }

  /** Runs synchronous work: at once if the mutex is free, else in its turn. */
  run<T>(work: () => T): T | Promise<T> {
    return this.#users === 0 ? work() : this.#runLater(work);
  }

  async #runLater<T>(work: () => T): Promise<T> {
    const release = await this.acquire();
    try {
      return work();
    } finally {
      release();
    }
  }
}
