/** Explains why an access token is not valid. */
import type { Application } from '../applications/application.ts';
import type { AccessTokenRefusal } from './access-tokens.ts';
import type { OpenedToken, UselessToken } from './open-token.ts';

/**
 * The server itself never reports a suspended tenant here, because it does not serve one at all.
 */
export type TokenRefusal = AccessTokenRefusal | 'tenant-suspended';

interface Known {
  readonly validFrom: string;
  readonly validTo: string;
  readonly contextIdentifier: string;
  /** Whether it ends with the access token that it was obtained with. */
  readonly hasOrigin: boolean;
  readonly application: Application | null;
}

const reasons = {
  malformed: () =>
    'it is no access token: one is 8A: followed by base64, or a JWT that was issued here',
  'unknown-version': () => 'it has a form that this version of Ticketoffice does not know',
  'unknown-key': () => 'it was made with a key that is not, or no longer, of this installation',
  forged: () => 'it was changed or forged: its seal or signature does not fit',
  'other-tenant': ({ contextIdentifier }) =>
    `its tenant, ${contextIdentifier}, is not, or no longer, of this installation`,
  'not-yet-valid': ({ validFrom }) => `it is not valid before ${validFrom}`,
  expired: ({ validTo }) => `it expired at ${validTo}`,
  revoked: ({ hasOrigin }) =>
    hasOrigin ? 'it, or the access token that it was got for, was revoked' : 'it was revoked',
  'application-ended': explainApplication,
  'session-ended': () =>
    'its session has ended: the ticket was revoked or expired, or the user was disabled or given a new password',
  'tenant-suspended': ({ contextIdentifier }) => `its tenant, ${contextIdentifier}, is suspended`,
} as const satisfies Record<TokenRefusal, (known: Known) => string>;

/** @param application the one on whose behalf it was issued, if it still exists. */
export function explainRefusal(
  refusal: TokenRefusal,
  opened: OpenedToken | UselessToken,
  application: Application | null,
): string {
  const { facts } = opened;
  return reasons[refusal]({
    validFrom: timeOf(facts?.validFromMs),
    validTo: timeOf(facts?.validToMs),
    contextIdentifier: facts?.contextIdentifier ?? '',
    hasOrigin: opened.facts !== null && opened.jwt?.origin_jti !== undefined,
    application,
  });
}

function explainApplication({ application, contextIdentifier, hasOrigin }: Known): string {
  if (application === null) return 'the application on whose behalf it was issued was removed';
  const { name, disabledAtMs } = application;
  if (disabledAtMs === null && hasOrigin) {
    return `${name}, or the application whose access token it was got for, may not call any more`;
  }
  return disabledAtMs === null
    ? `it was issued on behalf of ${name}, which ${contextIdentifier} does not have any more`
    : `it was issued on behalf of ${name}, which is disabled`;
}

function timeOf(ms = 0): string {
  return new Date(ms).toISOString();
}
