/** Writes locks of the login guard to the audit trail. */

import type { TenantAudit } from '../audit/audit-trail.ts';
import type { AssociateStore } from '../users/associate.ts';
import { findByLoginName } from '../users/login-names.ts';
import type { Lock } from './login-guard.ts';

/** A name that no user has is not recorded: it may be a password in the wrong field. */
export async function recordLock(
  audit: TenantAudit,
  associates: AssociateStore,
  { claim, scope, untilMs }: Lock,
): Promise<void> {
  const user = claim.kind === 'user' ? await findByLoginName(associates, claim.name) : null;
  await audit.record(
    { address: claim.address, userAgent: null },
    {
      action: claim.kind === 'user' ? 'user-locked' : 'client-locked',
      outcome: 'refused',
      user: user?.name ?? null,
      detail: { locked: scope, until: new Date(untilMs).toISOString() },
    },
  );
}
