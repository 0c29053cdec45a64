/**
 * Answers that are ready in the same turn of the event loop go out together at its end. Each write
 * to a connection may wake whoever waits at its other end, which costs more than the write; of
 * those who were woken by the first, few sleep again before the last.
 */

/** So many at most wait for each other. */
const TOGETHER_MAX = 32;

interface Batch {
  answers: number;
  readonly complete: PromiseWithResolvers<void>;
}

export class AnswerBatch {
  readonly #atEnd: (complete: () => void) => void;
  #open: Batch | null = null;

  /** @param atEnd calls back when what is ready together is ready. */
  constructor(atEnd: (complete: () => void) => void) {
    this.#atEnd = atEnd;
  }

  /**
   * For an answer that is ready, resolves when it should be written. Those of a batch are written
   * one after the other, each by whoever waits here: one that fails takes no other with it.
   */
  join(): Promise<void> {
    const batch = this.#open ?? this.#begin();
    batch.answers += 1;
    if (batch.answers >= TOGETHER_MAX) this.#complete(batch);
    return batch.complete.promise;
  }

  #begin(): Batch {
    const batch = { answers: 0, complete: Promise.withResolvers<void>() };
    this.#open = batch;
    this.#atEnd(() => this.#complete(batch));
    return batch;
  }

  #complete(batch: Batch): void {
    if (this.#open === batch) this.#open = null;
    batch.complete.resolve();
  }
}
