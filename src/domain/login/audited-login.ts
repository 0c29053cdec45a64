/**
 * Records logins of every protocol: stores a new ticket with its event in the audit trail, and the
 * time as the last login of the user.
 */
import type { Application } from '../applications/application.ts';
import type { TenantAudit } from '../audit/audit-trail.ts';
import type { TicketUser } from '../sessions/sessions.ts';
import type { AssociateStore } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import type { Credentials, ProvenIdentity } from './authenticator.ts';
import type { LastLogins } from './last-logins.ts';
import type { LoginWriter } from './login-writer.ts';

export interface LoginAttempt {
  readonly credentials: Credentials;
  readonly user: TicketUser;
  readonly application: Application | null;
  /** Null if the login was refused. */
  readonly proven: ProvenIdentity | null;
}

export interface LoginRecorder {
  readonly tenantId: number;
  readonly associates: AssociateStore;
  readonly writer: LoginWriter;
  readonly audit: TenantAudit;
  readonly lastLogins: LastLogins;
}

/**
 * Resolves when ticket, event and time are durable, or when a repeat is counted. A login with a
 * ticket continues a session, so it is not the last login.
 *
 * @returns the identity; null if the login is refused, which it also is when the access token that
 *   proved the identity has just ended.
 */
export async function recordLogin(
  recorder: LoginRecorder,
  attempt: LoginAttempt,
): Promise<ProvenIdentity | null> {
  const { tenantId, associates, audit, writer, lastLogins } = recorder;
  const { credentials, user, application, proven } = attempt;
  if (proven?.state === 'repeated') {
    countRepeat(audit, attempt, proven);
    return proven;
  }
  const { kind } = credentials;
  const entry = {
    action: kind === 'assertion' ? 'implicit-login' : 'login',
    outcome: proven ? 'succeeded' : 'refused',
    user: proven ? proven.associate.name : await knownName(associates, credentials),
    application: application?.name ?? null,
    detail: { by: kind, ...(proven && { ticketId: proven.ticket.id }) },
  } as const;
  if (proven?.state !== 'new') {
    await audit.record(user, entry);
    return proven;
  }
  const { ticket } = proven;
  const isStored = await writer.write({ tenantId, ticket, event: audit.entryOf(user, entry) });
  if (!isStored) return recordLogin(recorder, { ...attempt, proven: null });
  proven.onStored?.();
  await lastLogins.record(proven.associate.id);
  return proven;
}

const REPEATED = { action: 'login', outcome: 'succeeded' } as const;

/** Only counts, because one event per repeat would be too many. */
function countRepeat(
  audit: TenantAudit,
  { credentials, user, application }: LoginAttempt,
  { ticket, associate }: ProvenIdentity,
): void {
  const { userAgent } = user;
  const counted = { ticketId: ticket.id, user: associate.name, userAgent };
  audit.count(user, REPEATED, counted, `${application?.id} ${credentials.kind}`, () => ({
    application: application?.name ?? null,
    detail: { by: credentials.kind, repeated: true },
  }));
}

/** Returns the name only if the user exists, because people type passwords into the name field. */
async function knownName(associates: AssociateStore, credentials: Credentials) {
  if (!('userName' in credentials)) return null;
  return (await findByLoginName(associates, credentials.userName))?.name ?? null;
}
