/** A request to the console's API, as its routes see it. */
import { type Authorised, authorise, type Permission } from '../domain/actor.ts';
import type { AuditCaller } from '../domain/audit/audit-trail.ts';
import { DomainError } from '../domain/errors.ts';
import { type ApiRoute, routesOf } from '../json-api/api-route.ts';
import type { TenantServices } from '../tenant-services.ts';
import type { ConsoleDoor, SignedIn } from './console-door.ts';
import type { ConsoleParts } from './console-parts.ts';
import type { JournalStreams } from './journal-streams.ts';

export interface ConsoleCall {
  readonly parts: ConsoleParts;
  readonly door: ConsoleDoor;
  readonly streams: JournalStreams;
  /** Null at a public route. */
  readonly signedIn: SignedIn | null;
  /** Of the cookie. */
  readonly secret: string | null;
  readonly caller: AuditCaller;
  /** `Last-Event-ID` of a stream that goes on. */
  readonly lastEventId: string | null;
  /** @param secret null to remove the cookie. */
  setCookie(secret: string | null): void;
  /** Sends a header field. */
  setHeader(name: string, value: string): void;
}

export type ConsoleRoute = ApiRoute<ConsoleCall>;

export const consoleRoute = routesOf<ConsoleCall>();

/**
 * Authorises who asks.
 *
 * @throws DomainError `not-permitted` for a viewer who wants to act.
 */
export function authorised<P extends Permission>(
  { signedIn }: ConsoleCall,
  permission: P,
): Authorised<P> {
  if (!signedIn) throw new Error('A public route has no actor.');
  return authorise(signedIn.actor, permission);
}

/**
 * Returns the services of a tenant, also of one that is suspended.
 *
 * @throws DomainError `not-found`, `invalid-argument` Online if no tenant is named.
 */
export async function servicesOf(
  { parts }: ConsoleCall,
  contextIdentifier: string | undefined,
): Promise<TenantServices> {
  const { registry } = parts.backend();
  const isOnline = registry.installation.mode === 'online';
  if (isOnline && !contextIdentifier) {
    throw new DomainError('invalid-argument', 'tenant: missing; expected a context identifier.');
  }
  const tenant = await registry.stores.tenants.find(contextIdentifier ?? '');
  if (tenant) return registry.of(tenant);
  throw new DomainError('not-found', `There is no tenant "${contextIdentifier}".`);
}

/** ISO 8601 in UTC. */
export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}

export function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instantOf(ms);
}
