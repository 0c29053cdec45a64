/**
 * Errors of the business kind, as NetServer says them: HTTP 200, `Succeeded` false, and an
 * `ExceptionInfo` header block whose exception type clients test for.
 */
import type { ExceptionInfo } from '../contract/services88/headers.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';

interface BusinessErrorFacts {
  /** Without the namespace `SuperOffice.Exceptions.`. */
  readonly exceptionType: string;
  /** What it is where the installation wants faults; `unavailable` is a fault wherever. */
  readonly fault: 'sender-error' | 'receiver-error' | 'unavailable';
}

const BUSINESS_ERRORS: Readonly<Record<ErrorCode, BusinessErrorFacts>> = {
  'session-invalid': { exceptionType: 'SoSessionException', fault: 'sender-error' },
  'application-refused': { exceptionType: 'SoSentryException', fault: 'sender-error' },
  'agent-restricted': { exceptionType: 'SoSentryException', fault: 'sender-error' },
  'cs-user-missing': { exceptionType: 'SoIllegalOperationException', fault: 'sender-error' },
  'invalid-argument': { exceptionType: 'SoInvalidArgumentException', fault: 'sender-error' },
  'not-found': { exceptionType: 'SoNotFoundException', fault: 'sender-error' },
  conflict: { exceptionType: 'SoIllegalOperationException', fault: 'sender-error' },
  'not-permitted': { exceptionType: 'SoIllegalOperationException', fault: 'sender-error' },
  'no-licence': { exceptionType: 'SoLicenseException', fault: 'sender-error' },
  'not-implemented': { exceptionType: 'SoNotImplementedException', fault: 'receiver-error' },
  'too-many-requests': { exceptionType: 'SoServerException', fault: 'receiver-error' },
  busy: { exceptionType: 'SoServerException', fault: 'receiver-error' },
  unavailable: { exceptionType: 'SoServerException', fault: 'unavailable' },
};

const UNEXPECTED: BusinessErrorFacts = {
  exceptionType: 'SoServerException',
  fault: 'receiver-error',
};
const UNEXPECTED_MESSAGE =
  'The server could not do this because of an error of its own. Its log tells more.';

export interface BusinessError {
  readonly message: string;
  readonly info: Partial<ExceptionInfo>;
  readonly exceptionType: string;
  readonly fault: BusinessErrorFacts['fault'];
  /** It belongs in the log: nobody foresaw it, or it is for the operator to mend. */
  readonly unexpected: boolean;
}

/** What a client may know of an error. One that nobody foresaw says nothing of itself. */
export function businessErrorOf(error: unknown): BusinessError {
  const known = error instanceof DomainError;
  const { exceptionType, fault } = known ? BUSINESS_ERRORS[error.code] : UNEXPECTED;
  const message = known ? error.message : UNEXPECTED_MESSAGE;
  return {
    message,
    exceptionType,
    fault,
    unexpected: !known || fault === 'unavailable',
    info: {
      Message: message,
      FriendlyText: message,
      ExceptionType: `SuperOffice.Exceptions.${exceptionType}`,
      Source: 'Ticketoffice',
    },
  };
}
