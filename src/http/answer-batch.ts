/**
 * A batch of answers that are ready in the same turn of the event loop. They are written together
 * at its end. Each write can wake the process of a client, which costs more than the write
 * itself. A process that several writes in a row wake is mostly woken only once.
 */

/** The most answers in one batch. */
const TOGETHER_MAX = 32;

interface Batch {
  answers: number;
  readonly complete: PromiseWithResolvers<void>;
}

export class AnswerBatch {
  readonly #atEnd: (complete: () => void) => void;
  #open: Batch | null = null;

  /** @param atEnd calls back at the end of the turn. */
  constructor(atEnd: (complete: () => void) => void) {
    this.#atEnd = atEnd;
  }

  /**
   * Call it when an answer is ready. Resolves when the answer should be written. Each caller
   * writes its own answer, so one failed write does not affect the others.
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
