/**
 * The access gateway: a cloud service that obtains tokens of mail providers for installations. This
 * server cannot register with it, and says so.
 */
import { DomainError } from '../errors.ts';

/** Returns the error of every operation that needs the gateway. */
export function noAccessGateway(advice: string): DomainError {
  return new DomainError('conflict', `No access gateway is configured. ${advice}`);
}
