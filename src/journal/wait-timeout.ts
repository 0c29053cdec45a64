/** The requests that a reader of the journal waits for have not come in time. */
export class WaitTimeout extends Error {
  readonly code = 'timeout';

  constructor(message: string) {
    super(message);
    this.name = 'WaitTimeout';
  }
}
