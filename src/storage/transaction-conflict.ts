/** A database ended a transaction because of others at the same time: doing it again helps. */
export class TransactionConflict extends Error {
  constructor(cause: unknown) {
    super('Others wrote the same at the same time.', { cause });
    this.name = 'TransactionConflict';
  }
}
