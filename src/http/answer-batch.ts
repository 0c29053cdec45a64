/**
 * Answers that are ready in the same turn of the event loop go out together at its end. Each write
 * to a connection may wake whoever waits at its other end, which costs more than the write; of
 * those who were woken by the first, few sleep again before the last.
 */

/** So many at most wait for each other. */
const TOGETHER_MAX = 32;

interface Batch {
  readonly writes: (() => void)[];
  readonly written: PromiseWithResolvers<void>;
}

export class AnswerBatch {
  readonly #atEnd: (write: () => void) => void;
  #waiting: Batch | null = null;

  /** @param atEnd calls back when what is ready together is ready. */
  constructor(atEnd: (write: () => void) => void) {
    this.#atEnd = atEnd;
  }

  /**
   * Resolves when it is written.
   *
   * @param write must not throw.
   */
  add(write: () => void): Promise<void> {
    const batch = this.#waiting ?? this.#begin();
    batch.writes.push(write);
    if (batch.writes.length >= TOGETHER_MAX) this.#write(batch);
    return batch.written.promise;
  }

  #begin(): Batch {
    const batch = { writes: [], written: Promise.withResolvers<void>() };
    this.#waiting = batch;
    this.#atEnd(() => this.#write(batch));
    return batch;
  }

  #write({ writes, written }: Batch): void {
    if (this.#waiting?.writes === writes) this.#waiting = null;
    for (const write of writes.splice(0)) write();
    written.resolve();
  }
}
