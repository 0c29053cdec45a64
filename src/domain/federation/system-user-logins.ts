/**
 * Logs system users in: an application that works without a person proves itself by its token and
 * its signed system token, and gets a ticket of its system user.
 *
 * A signed system token may be used again while its time counts, because signatures are
 * deterministic: two workers of one application send the same one.
 */
import type { Application } from '../applications/application.ts';
import type { Agent } from '../applications/applications.ts';
import type { SystemUserStore } from '../applications/system-user.ts';
import type { TenantAudit } from '../audit/audit-trail.ts';
import type { Clock } from '../clock.ts';
import type { Consents } from '../consents/consents.ts';
import { DomainError } from '../errors.ts';
import { noteAdmitted } from '../request-notes.ts';
import type { Admission } from '../sessions/admission.ts';
import type { Sessions, StartedSession, TicketUser } from '../sessions/sessions.ts';
import type { TicketStore } from '../sessions/ticket.ts';
import type { AssociateStore } from '../users/associate.ts';
import { loginBarOf } from '../users/may-log-in.ts';
import { AuthorizeError, type AuthorizeErrorName } from './authorize-error.ts';
import { isSignedByOne, parseSignedSystemToken } from './system-token.ts';

export interface SystemUserLoginsOptions {
  readonly admission: Admission;
  readonly consents: Pick<Consents, 'checkSystemToken'>;
  readonly sessions: Sessions;
  readonly audit: TenantAudit;
  readonly clock: Clock;
  readonly stores: {
    readonly associates: AssociateStore;
    readonly systemUsers: SystemUserStore;
    readonly tickets: TicketStore;
  };
}

export interface SystemUserProof {
  readonly applicationToken: string;
  readonly signedSystemToken: string;
  /** How much the signed time may differ from that of the server. */
  readonly windowMs: number;
  /** Called when the application is admitted, and before anything else is checked. */
  readonly onAdmitted?: () => Promise<unknown>;
}

export interface SystemUserSession extends StartedSession {
  readonly systemToken: string;
}

const AGENT: Agent = { name: 'PartnerSystemUserService', restricted: false };

type Refusal = readonly [name: AuthorizeErrorName, text: string];

const NO_FORM: Refusal = [
  'InvalidSignature',
  'SignedSystemToken needs the system token, the time in UTC as yyyyMMddHHmm and the signature ' +
    'in base64, with dots between.',
];
const WRONG_SIGNATURE: Refusal = [
  'InvalidSignature',
  'None of the RSA keys of the application signed it. Sign the system token, the time and the ' +
    'dot between by PKCS #1 v1.5 with SHA-256.',
];
const CONSENTS: Readonly<Record<'wrong' | 'revoked' | 'needs-reapproval', Refusal>> = {
  wrong: [
    'Denied',
    'It is not the system token of this application at this tenant, or the application may not ' +
      'work without a person.',
  ],
  revoked: ['Revoked', 'The tenant has revoked its consent to the application.'],
  'needs-reapproval': [
    'NeedsReapproval',
    'The application is allowed more than the tenant consented to. An administrator of the ' +
      'tenant has to consent again.',
  ],
};
const NO_USER: Refusal = [
  'Denied',
  'The application has no system user here that can log in. An administrator can give it one ' +
    'with: ticketoffice app system-user.',
];

export class SystemUserLogins {
  readonly #options: SystemUserLoginsOptions;

  constructor(options: SystemUserLoginsOptions) {
    this.#options = options;
  }

  /** @throws AuthorizeError, DomainError `too-many-requests` or `unavailable`. */
  async logIn(proof: SystemUserProof, user: TicketUser): Promise<SystemUserSession> {
    const application = await this.#admit(proof, user);
    await proof.onAdmitted?.();
    try {
      return await this.#logIn(application, proof, user);
    } catch (error) {
      if (error instanceof AuthorizeError) {
        await this.#record(user, application, {
          outcome: 'refused',
          detail: { reason: error.code },
        });
      }
      throw error;
    }
  }

  async #logIn(
    application: Application,
    { signedSystemToken, windowMs }: SystemUserProof,
    user: TicketUser,
  ): Promise<SystemUserSession> {
    const { clock, sessions, stores } = this.#options;
    const signed = parseSignedSystemToken(signedSystemToken);
    if (!signed) throw new AuthorizeError(...NO_FORM);
    if (!isSignedByOne(signed, application.publicKeys))
      throw new AuthorizeError(...WRONG_SIGNATURE);
    const { systemToken, atMs } = signed;
    if (Math.abs(clock.now() - atMs) > windowMs) throw new AuthorizeError(...untimely(windowMs));
    await this.#requireConsent(application, systemToken);
    const associateId = await stores.systemUsers.find(application.id);
    const associate = associateId === null ? null : await stores.associates.find(associateId);
    if (!associate || loginBarOf(associate) !== null) throw new AuthorizeError(...NO_USER);
    const session = await sessions.start(associate, user);
    // A revocation from now on also ends this ticket. An earlier one could not.
    await this.#requireConsent(application, systemToken).catch(async (error) => {
      await stores.tickets.remove(session.ticket.id);
      throw error;
    });
    if (user.notes) noteAdmitted(user.notes, { session });
    const detail = { ticketId: session.ticket.id };
    await this.#record(user, application, { outcome: 'succeeded', user: associate.name, detail });
    return { ...session, systemToken };
  }

  async #admit({ applicationToken }: SystemUserProof, user: TicketUser): Promise<Application> {
    try {
      const proof = { credentials: null, applicationToken };
      const admitted = await this.#options.admission.admitApplication(proof, AGENT, user);
      if (admitted) return admitted;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'application-refused') throw error;
      throw new AuthorizeError('Denied', error.message);
    }
    throw new AuthorizeError('Denied', 'Only Online installations have system users.');
  }

  async #requireConsent(application: Application, systemToken: string): Promise<void> {
    const state = await this.#options.consents.checkSystemToken(application, systemToken);
    if (state !== 'given') throw new AuthorizeError(...CONSENTS[state]);
  }

  #record(
    caller: TicketUser,
    { name }: Application,
    event: Omit<Parameters<TenantAudit['record']>[1], 'action' | 'application'>,
  ): Promise<void> {
    const action = 'system-user-logged-in';
    return this.#options.audit.record(caller, { action, application: name, ...event });
  }
}

function untimely(windowMs: number): Refusal {
  const seconds = windowMs / 1000;
  return [
    'InvalidTimestamp',
    `The signed time differs by more than ${seconds} seconds from that of the server. Write the ` +
      'present time in UTC.',
  ];
}
