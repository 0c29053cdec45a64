/**
 * The errors of injected exceptions. An exception that this server throws by itself is injected
 * as the same error, so that every protocol answers it in the same way as the real one.
 */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { InjectedException } from '../web/injected-exception.ts';

const CODES: Readonly<Partial<Record<string, ErrorCode>>> = {
  SoSessionException: 'session-invalid',
  SoSentryException: 'application-refused',
  SoIllegalOperationException: 'conflict',
  SoInvalidArgumentException: 'invalid-argument',
  SoValidationException: 'validation',
  SoNotFoundException: 'not-found',
  SoLicenseException: 'no-licence',
};

export const INJECTED = 'A test has injected this error.';

export function injectedError(exceptionType: string, text?: string): Error {
  const code = Object.hasOwn(CODES, exceptionType) ? CODES[exceptionType] : undefined;
  if (code === undefined) return new InjectedException(exceptionType, text ?? INJECTED);
  // Clients of the original look for these words.
  const byDefault = code === 'session-invalid' ? `Authentication failed! ${INJECTED}` : INJECTED;
  return new DomainError(code, text ?? byDefault);
}
