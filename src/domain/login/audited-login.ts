/** What the audit trail says of a login, by whatever protocol it came. */
import type { Application } from '../application.ts';
import { type AssociateStore, findByNameOrEmail } from '../associate.ts';
import type { TenantAudit } from '../audit-trail.ts';
import type { TicketUser } from '../sessions.ts';
import { parseTicket } from '../ticket.ts';
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

/** Resolves when it is durable. */
export async function recordLogin(
  { associates, audit }: LoginRecorder,
  { credentials, user, application, proven }: LoginAttempt,
): Promise<void> {
  const { kind } = credentials;
  const ticketId = proven && (parseTicket(proven.ticketText)?.id ?? null);
  await audit.record(user, {
    action: kind === 'assertion' ? 'implicit-login' : 'login',
    outcome: proven ? 'succeeded' : 'refused',
    user: proven ? proven.associate.name : await knownName(associates, credentials),
    application: application?.name ?? null,
    detail: { by: kind, ...(ticketId !== null && { ticketId }) },
  });
}

/** Only of a user that there is: people type passwords where a name belongs. */
async function knownName(associates: AssociateStore, credentials: Credentials) {
  if (!('userName' in credentials)) return null;
  return (await findByNameOrEmail(associates, credentials.userName))?.name ?? null;
}
