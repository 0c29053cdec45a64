/** Why an access token is not valid, in words. */
import type { AccessTokenClaims } from '../../../domain/access-token.ts';
import type { AccessTokenRefusal } from '../../../domain/access-tokens.ts';
import type { Application } from '../../../domain/application.ts';
import { printTime } from '../../terminal.ts';

/** The rest is for the server, which serves no suspended tenant in the first place. */
export type Refusal = AccessTokenRefusal | 'tenant-suspended';

interface Known {
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly contextIdentifier: string;
  readonly application: Application | null;
}

const reasons = {
  malformed: () => 'it is no access token: one is 8A: followed by base64',
  'unknown-version': () => 'it has a form that this version of Ticketoffice does not know',
  'unknown-key': () => 'it was sealed with a key that is not, or no longer, of this installation',
  forged: () => 'it was changed or forged: its seal does not fit',
  'other-tenant': ({ contextIdentifier }) =>
    `its tenant, ${contextIdentifier}, is not, or no longer, of this installation`,
  'not-yet-valid': ({ validFrom }) => `it is not valid before ${validFrom}`,
  expired: ({ validTo }) => `it expired at ${validTo}`,
  revoked: () => 'it was revoked',
  'application-ended': explainApplication,
  'session-ended': () =>
    'its session has ended: the ticket was revoked or expired, or the user was disabled or given a new password',
  'tenant-suspended': ({ contextIdentifier }) => `its tenant, ${contextIdentifier}, is suspended`,
} as const satisfies Record<Refusal, (known: Known) => string>;

/** @param application on whose behalf it was issued, if it is still there. */
export function explainRefusal(
  refusal: Refusal,
  claims: AccessTokenClaims | null,
  application: Application | null,
): string {
  return reasons[refusal]({
    validFrom: printTime(claims?.validFromMs ?? null),
    validTo: printTime(claims?.validToMs ?? null),
    contextIdentifier: claims?.contextIdentifier ?? '',
    application,
  });
}

function explainApplication({ application, contextIdentifier }: Known): string {
  if (application === null) return 'the application on whose behalf it was issued was removed';
  const { name, disabledAtMs } = application;
  return disabledAtMs === null
    ? `it was issued on behalf of ${name}, which ${contextIdentifier} does not have any more`
    : `it was issued on behalf of ${name}, which is disabled`;
}
