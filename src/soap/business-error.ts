/**
 * Business errors in NetServer's form: HTTP 200, `Succeeded` false, and an `ExceptionInfo` header
 * block with an exception type that clients check.
 */
import type { ExceptionInfo } from '../contract/services88/headers.ts';
import { DomainError, type ErrorCode, ValidationError } from '../domain/errors.ts';
import { InjectedException } from '../web/injected-exception.ts';

interface BusinessErrorFacts {
  /** Without the namespace `SuperOffice.Exceptions.`. */
  readonly exceptionType: string;
  /** The fault for installations that report errors as faults. `unavailable` is always a fault. */
  readonly fault: 'sender-error' | 'receiver-error' | 'unavailable';
}

const BUSINESS_ERRORS: Readonly<Record<ErrorCode, BusinessErrorFacts>> = {
  'session-invalid': { exceptionType: 'SoSessionException', fault: 'sender-error' },
  'application-refused': { exceptionType: 'SoSentryException', fault: 'sender-error' },
  'agent-restricted': { exceptionType: 'SoSentryException', fault: 'sender-error' },
  'cs-user-missing': { exceptionType: 'SoIllegalOperationException', fault: 'sender-error' },
  'invalid-argument': { exceptionType: 'SoInvalidArgumentException', fault: 'sender-error' },
  validation: { exceptionType: 'SoValidationException', fault: 'sender-error' },
  'not-found': { exceptionType: 'SoNotFoundException', fault: 'sender-error' },
  conflict: { exceptionType: 'SoIllegalOperationException', fault: 'sender-error' },
  'not-permitted': { exceptionType: 'SoIllegalOperationException', fault: 'sender-error' },
  'no-licence': { exceptionType: 'SoLicenseException', fault: 'sender-error' },
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
  /** Whether it must be logged: the error is unexpected, or the operator must act. */
  readonly unexpected: boolean;
}

/** Returns what a client may see of an error. Details of unexpected errors are hidden. */
export function businessErrorOf(error: unknown): BusinessError {
  const known = error instanceof DomainError || error instanceof InjectedException;
  const { exceptionType, fault } = factsOf(error);
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
      ...(error instanceof ValidationError && { Parameters: error.problems }),
    },
  };
}

function factsOf(error: unknown): BusinessErrorFacts {
  if (error instanceof DomainError) return BUSINESS_ERRORS[error.code];
  return error instanceof InjectedException
    ? { ...UNEXPECTED, exceptionType: error.exceptionType }
    : UNEXPECTED;
}
