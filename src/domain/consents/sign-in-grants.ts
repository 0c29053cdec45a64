/**
 * What a sign-in gives an application: an authorization code, for which it gets a refresh token.
 * The refresh token stays valid until the consent is revoked or the user starts a new generation.
 */
import type { ApplicationActor, UserActor } from '../actor.ts';
import type { Application, ApplicationStore } from '../applications/application.ts';
import type { AuditCaller } from '../audit/audit-trail.ts';
import type { TenantChanges, TenantScope } from '../changes.ts';
import { DomainError } from '../errors.ts';
import type { TenantStores } from '../installation.ts';
import type { Associate } from '../users/associate.ts';
import { loginBarOf } from '../users/may-log-in.ts';
import {
  type AuthorizationCode,
  CODE_LIFETIME_MS,
  createGrantText,
  hashGrantText,
  provesChallenge,
  REFRESH_TOKENS_MAX,
  type RefreshToken,
} from './authorization-code.ts';
import { consentStateOf } from './consent.ts';
import { endRefreshToken } from './end-grants.ts';

export interface SignInGrantsOptions {
  readonly applications: Pick<ApplicationStore, 'find'>;
  readonly stores: TenantStores;
  readonly changes: TenantChanges;
}

/** The request that a code answers. */
export type CodeRequest = Pick<
  AuthorizationCode,
  'ticketId' | 'redirectUri' | 'nonce' | 'codeChallenge'
>;

/** What an application sends to redeem a code. */
export interface CodeRedemption {
  readonly code: string;
  readonly redirectUri: string;
  /** Null if it sent none. */
  readonly codeVerifier: string | null;
}

/** The person for whom an application may get tokens. */
export interface GrantedPerson {
  readonly associate: Associate;
  /** The ticket of the newest access token. It may have expired. */
  readonly ticketId: string;
}

/** What a code gives. */
export interface RedeemedCode extends GrantedPerson {
  readonly refreshToken: string;
  readonly nonce: string | null;
}

export class SignInGrants {
  readonly #options: SignInGrantsOptions;

  constructor(options: SignInGrantsOptions) {
    this.#options = options;
  }

  /**
   * Issues a code for the user who has just signed in for the application. It works once, for 10
   * minutes.
   *
   * @throws DomainError `application-refused` if the tenant has not consented to the application.
   */
  async issueCode(
    actor: UserActor,
    application: Application,
    request: CodeRequest,
  ): Promise<string> {
    const code = createGrantText();
    const { id: associateId, generation, name: user } = actor.principal.associate;
    await this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      await requireConsent(stores, application);
      await stores.authorizationCodes.add({
        ...request,
        codeHash: requireHash(code),
        applicationId: application.id,
        associateId,
        generation,
        expiresAtMs: nowMs + CODE_LIFETIME_MS,
        refreshTokenHash: null,
      });
      record({ action: 'authorization-code-issued', user, application: application.name });
    });
    return code;
  }

  /**
   * Redeems a code. Returns null if the code is unknown, used, expired or of another application,
   * if redirect URI or verifier do not fit, or if consent or user have ended meanwhile. A second
   * use ends what the first gave.
   */
  redeemCode(actor: ApplicationActor, given: CodeRedemption): Promise<RedeemedCode | null> {
    const codeHash = hashGrantText(given.code);
    if (codeHash === null) return Promise.resolve(null);
    return this.#options.changes.run(actor, async (scope) => {
      const { stores, nowMs } = scope;
      const { application } = actor;
      const code = await stores.authorizationCodes.lock(codeHash);
      if (code?.applicationId !== application.id || code.expiresAtMs <= nowMs) return null;
      if (code.refreshTokenHash !== null) {
        const first = await stores.refreshTokens.find(code.refreshTokenHash);
        if (first) await this.#end(scope, application, first, 'the code was used twice');
        return null;
      }
      const isFitting =
        code.redirectUri === given.redirectUri &&
        provesChallenge(code.codeChallenge, given.codeVerifier);
      const associate = isFitting ? await personOf(stores, application, code) : null;
      return associate && useCode(scope, application, associate, code);
    });
  }

  /** Returns null if the refresh token is not valid for the application, or no longer valid. */
  async openRefreshToken(application: Application, text: string): Promise<GrantedPerson | null> {
    const { stores } = this.#options;
    const tokenHash = hashGrantText(text);
    const token = tokenHash === null ? null : await stores.refreshTokens.find(tokenHash);
    if (token?.applicationId !== application.id) return null;
    const associate = await personOf(stores, application, token);
    return associate && { associate, ticketId: token.ticketId };
  }

  /**
   * Says which ticket the newest access token has, so that it ends with the refresh token. Returns
   * false if the refresh token has ended meanwhile; then the caller must remove the ticket.
   */
  async setTicket(text: string, ticketId: string): Promise<boolean> {
    const tokenHash = hashGrantText(text);
    return tokenHash !== null && this.#options.stores.refreshTokens.setTicket(tokenHash, ticketId);
  }

  /**
   * Ends a refresh token, and the session that it gave. Whoever has the token may do this (RFC
   * 7009). Returns whether there was one.
   */
  async revoke(caller: AuditCaller, text: string): Promise<boolean> {
    const { stores, applications, changes } = this.#options;
    const tokenHash = hashGrantText(text);
    const token = tokenHash === null ? null : await stores.refreshTokens.find(tokenHash);
    const application = token && (await applications.find(token.applicationId));
    if (!application) return false;
    const actor = { kind: 'application', application, caller } as const;
    return changes.run(actor, (scope) => this.#end(scope, application, token, 'revoked'));
  }

  async #end(
    { stores, record }: TenantScope,
    { name }: Application,
    token: RefreshToken,
    reason: string,
  ): Promise<boolean> {
    if (!(await endRefreshToken(stores, token))) return false;
    const user = (await stores.associates.find(token.associateId))?.name ?? null;
    record({ action: 'refresh-token-revoked', user, application: name, detail: { reason } });
    return true;
  }
}

/** Marks the code as used, and gives the refresh token for it. */
async function useCode(
  { stores, nowMs, record }: TenantScope,
  { id: applicationId, name: application }: Application,
  associate: Associate,
  { codeHash, generation, ticketId, nonce }: AuthorizationCode,
): Promise<RedeemedCode> {
  const refreshToken = createGrantText();
  const tokenHash = requireHash(refreshToken);
  const whose = { applicationId, associateId: associate.id };
  await stores.authorizationCodes.use(codeHash, tokenHash);
  const earlier = await stores.refreshTokens.list(applicationId, associate.id);
  const surplus = earlier.slice(0, Math.max(0, earlier.length + 1 - REFRESH_TOKENS_MAX));
  for (const token of surplus) await endRefreshToken(stores, token);
  await stores.refreshTokens.add({ ...whose, tokenHash, generation, ticketId, issuedAtMs: nowMs });
  record({ action: 'refresh-token-issued', user: associate.name, application });
  return { associate, ticketId, nonce, refreshToken };
}

/** Returns the user of a grant, or null if the consent or the grant is not in force any more. */
async function personOf(
  { consents, associates }: Pick<TenantStores, 'consents' | 'associates'>,
  application: Application,
  { associateId, generation }: Pick<RefreshToken, 'associateId' | 'generation'>,
): Promise<Associate | null> {
  const consent = await consents.find(application.id);
  if (consentStateOf(application, consent) !== 'given') return null;
  const associate = await associates.find(associateId);
  const isValid = associate?.generation === generation && loginBarOf(associate) === null;
  return isValid ? associate : null;
}

async function requireConsent(
  { consents }: Pick<TenantStores, 'consents'>,
  application: Application,
): Promise<void> {
  if (consentStateOf(application, await consents.find(application.id)) === 'given') return;
  const message = `This company has not consented to ${application.name}. Ask an administrator.`;
  throw new DomainError('application-refused', message);
}

function requireHash(text: string): string {
  const textHash = hashGrantText(text);
  if (textHash === null) throw new Error('A code or refresh token was made in a wrong form.');
  return textHash;
}
