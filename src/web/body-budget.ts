/**
 * The memory that the bodies of requests may take together while they are received, over all
 * connections. Each has a limit of its own beside it.
 */
export class BodyBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  open(): BodyShare {
    return new BodyShare((bytes) => this.#take(bytes));
  }

  #take(bytes: number): boolean {
    if (bytes > 0 && this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }
}

/** What one request has taken of it. */
export class BodyShare {
  readonly #take: (bytes: number) => boolean;
  #bytes = 0;

  constructor(take: (bytes: number) => boolean) {
    this.#take = take;
  }

  /** Answers whether there was room for so many bytes more. */
  grow(bytes: number): boolean {
    const isTaken = this.#take(bytes);
    if (isTaken) this.#bytes += bytes;
    return isTaken;
  }

  release(): void {
    this.#take(-this.#bytes);
    this.#bytes = 0;
  }
}
