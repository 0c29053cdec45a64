/** Lets one in at a time, in the order of their coming. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve();
  /** Who is inside or waits. */
  #present = 0;

  /** Waits for one's turn, and answers what ends it. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    this.#present += 1;
    await before;
    return () => {
      this.#present -= 1;
      turn.resolve();
    };
  }

  /** Does what is done as it returns: at once where nobody is inside, else in its turn. */
  pass<T>(work: () => T): T | Promise<T> {
    return this.#present === 0 ? work() : this.#passLater(work);
  }

  async #passLater<T>(work: () => T): Promise<T> {
    const leave = await this.enter();
    try {
      return work();
    } finally {
      leave();
    }
  }
}
