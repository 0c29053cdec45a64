/**
 * Limits the memory that all request bodies use together while they are received. Each body also
 * has its own limit.
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

/** The part of the budget that one request uses. */
export class BodyShare {
  readonly #take: (bytes: number) => boolean;
  #bytes = 0;

  constructor(take: (bytes: number) => boolean) {
    this.#take = take;
  }

  /** Takes more bytes from the budget. Returns false if there is not enough left. */
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
