/** What the audit trail says of a login, by whatever protocol it came. */
import type { Application } from '../application.ts';
import { type AssociateStore, findByNameOrEmail } from '../associate.ts';
import type { TenantAudit } from '../audit-trail.ts';
import type { TicketUser } from '../sessions.ts';
import type { Credentials, ProvenIdentity } from './authenticator.ts';

export interface LoginAttempt {
  readonly credentials: Credentials;
  readonly user: TicketUser;
  readonly application: Application | null;
  /** Null for one that was refused. */
  readonly proven: ProvenIdentity | null;
}

export interface LoginRecorder {
  readonly associates: AssociateStore;
  readonly audit: TenantAudit;
}

/** Resolves when it is durable; of repeats, when it is counted. */
export async function recordLogin(recorder: LoginRecorder, attempt: LoginAttempt): Promise<void> {
  const { associates, audit } = recorder;
  const { credentials, user, application, proven } = attempt;
  if (proven?.isRepeat) return countRepeat(audit, attempt, proven);
  const { kind } = credentials;
  await audit.record(user, {
    action: kind === 'assertion' ? 'implicit-login' : 'login',
    outcome: proven ? 'succeeded' : 'refused',
    user: proven ? proven.associate.name : await knownName(associates, credentials),
    application: application?.name ?? null,
    detail: { by: kind, ...(proven && { ticketId: proven.ticket.id }) },
  });
}

/** There are far too many for an event each. */
function countRepeat(
  audit: TenantAudit,
  { credentials, user, application }: LoginAttempt,
  { ticket, associate }: ProvenIdentity,
): void {
  audit.count(user, `login ${ticket.id} ${application?.id}`, () => ({
    action: 'login',
    outcome: 'succeeded',
    user: associate.name,
    application: application?.name ?? null,
    userAgent: user.userAgent,
    detail: { by: credentials.kind, ticketId: ticket.id, repeated: true },
  }));
}

/** Only of a user that there is: people type passwords where a name belongs. */
async function knownName(associates: AssociateStore, credentials: Credentials) {
  if (!('userName' in credentials)) return null;
  return (await findByNameOrEmail(associates, credentials.userName))?.name ?? null;
}
