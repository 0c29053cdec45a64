/** The errors of a client call: each kind has its own class. */
import type { ExceptionInfo } from '../contract/services88/headers.ts';

/** The server understood the request and refused it: an `ExceptionInfo` came back. */
export class ServiceException extends Error {
  /** Such as `SuperOffice.Exceptions.SoSessionException`. */
  readonly exceptionType: string;
  /** A text that may be shown to the user. */
  readonly friendlyText: string;
  readonly info: ExceptionInfo;

  constructor(info: ExceptionInfo) {
    super(
      info.Message ?? info.FriendlyText ?? 'The server reports an exception and gives no reason.',
    );
    this.name = 'ServiceException';
    this.exceptionType = info.ExceptionType ?? '';
    this.friendlyText = info.FriendlyText ?? this.message;
    this.info = info;
  }

  /** Whether the ticket was refused. Logging in again may help. */
  get isSessionRefused(): boolean {
    return this.exceptionType.endsWith('SoSessionException');
  }
}

/** The server did not understand the message, or it failed: a SOAP fault came back. */
export class FaultError extends Error {
  /** The local part of the fault code, such as `Client` or `Sender`. */
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, message: string, httpStatus: number) {
    super(message);
    this.name = 'FaultError';
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** No SOAP answer came back: the address is wrong, the server is down, or it took too long. */
export class TransportError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'TransportError';
  }
}

/** The server refused the credentials. */
export class LoginRefusedError extends Error {
  constructor() {
    super('The server refused the login: wrong name, password or token, or a disabled user.');
    this.name = 'LoginRefusedError';
  }
}
