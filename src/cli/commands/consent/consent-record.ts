/** A consent as commands print it. */
import type { Application } from '../../../domain/applications/application.ts';
import { type Consent, consentStateOf } from '../../../domain/consents/consent.ts';
import { printTime } from '../../terminal.ts';

/** @param consent null if the tenant has never consented. */
export function recordOfConsent(application: Application, consent: Consent | null) {
  return {
    clientId: application.clientId,
    name: application.name,
    state: consentStateOf(application, consent),
    given: printTime(consent?.givenAtMs ?? null),
    revoked: printTime(consent?.revokedAtMs ?? null),
  };
}
