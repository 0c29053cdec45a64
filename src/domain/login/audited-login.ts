/** Records logins of every protocol: in the audit trail, and as the last login of the user. */
import type { Application } from '../applications/application.ts';
import type { TenantAudit } from '../audit/audit-trail.ts';
import type { TicketUser } from '../sessions/sessions.ts';
import type { AssociateStore } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import type { Credentials, ProvenIdentity } from './authenticator.ts';
import type { LastLogins } from './last-logins.ts';

export interface LoginAttempt {
  readonly credentials: Credentials;
  readonly user: TicketUser;
  readonly application: Application | null;
  /** Null if the login was refused. */
  readonly proven: ProvenIdentity | null;
}

export interface LoginRecorder {
  readonly associates: AssociateStore;
  readonly audit: TenantAudit;
  readonly lastLogins: LastLogins;
}

/**
 * Resolves when the event and the time are durable, or when a repeat is counted. A login with a
 * ticket continues a session, so it is not the last login.
 */
export async function recordLogin(recorder: LoginRecorder, attempt: LoginAttempt): Promise<void> {
  const { associates, audit, lastLogins } = recorder;
  const { credentials, user, application, proven } = attempt;
  if (proven?.isRepeat) return countRepeat(audit, attempt, proven);
  const { kind } = credentials;
  const auditing = audit.record(user, {
    action: kind === 'assertion' ? 'implicit-login' : 'login',
    outcome: proven ? 'succeeded' : 'refused',
    user: proven ? proven.associate.name : await knownName(associates, credentials),
    application: application?.name ?? null,
    detail: { by: kind, ...(proven && { ticketId: proven.ticket.id }) },
  });
  const isNew = proven !== null && kind !== 'ticket';
  await Promise.all([auditing, isNew && lastLogins.record(proven.associate.id)]);
}

const REPEATED = { action: 'login', outcome: 'succeeded' } as const;

/** Only counts, because one event per repeat would be too many. */
function countRepeat(
  audit: TenantAudit,
  { credentials, user, application }: LoginAttempt,
  { ticket, associate }: ProvenIdentity,
): void {
  audit.count(user, REPEATED, `login ${ticket.id} ${application?.id}`, () => ({
    user: associate.name,
    application: application?.name ?? null,
    userAgent: user.userAgent,
    detail: { by: credentials.kind, ticketId: ticket.id, repeated: true },
  }));
}

/** Returns the name only if the user exists, because people type passwords into the name field. */
async function knownName(associates: AssociateStore, credentials: Credentials) {
  if (!('userName' in credentials)) return null;
  return (await findByLoginName(associates, credentials.userName))?.name ?? null;
}
