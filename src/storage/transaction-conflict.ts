/** The database ended a transaction because of a concurrent one. A retry helps. */
export class TransactionConflict extends Error {
  constructor(cause: unknown) {
    super('Others wrote the same at the same time.', { cause });
    this.name = 'TransactionConflict';
  }
}
