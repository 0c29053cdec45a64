/**
 * An exception of NetServer that this server never throws by itself. A test injects it to see how
 * a client handles it. Each protocol puts it into its own form.
 */
export class InjectedException extends Error {
  /** Without the namespace `SuperOffice.Exceptions.`. */
  readonly exceptionType: string;

  constructor(exceptionType: string, message: string) {
    super(message);
    this.name = 'InjectedException';
    this.exceptionType = exceptionType;
  }
}
