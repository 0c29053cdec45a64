/** Lets one in at a time, in the order of their coming. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve();

  /** Waits for one's turn, and answers what ends it. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    await before;
    return turn.resolve;
  }
}
