/**
 * Tokens that tell an application who a user is: the identity token of a person who signed in, and
 * the token with which a system user gets its ticket.
 *
 * All values of the original's own claims are texts, and clients rely on the order of some.
 */
import type { Clock } from '../clock.ts';
import type { PersonStore } from '../persons/person.ts';
import { serialNumberOf } from '../tenants/serial-number.ts';
import type { Tenant, TenantStore } from '../tenants/tenant.ts';
import type { Associate, AssociateStore } from '../users/associate.ts';
import { signInNameOf } from '../users/login-names.ts';
import type { FederationKeys } from './federation-keys.ts';
import { identityClaimsOf } from './identity-claim.ts';

export interface IdentityTokensOptions {
  readonly keys: FederationKeys;
  readonly clock: Clock;
  readonly installationId: string;
  readonly tenant: Pick<Tenant, 'id' | 'contextIdentifier'>;
  readonly tenants: Pick<TenantStore, 'find'>;
  readonly stores: {
    readonly associates: Pick<AssociateStore, 'principal'>;
    readonly persons: Pick<PersonStore, 'findAll'>;
  };
}

/** What the protocol knows about a token. */
export interface IdentityTokenRequest {
  readonly issuer: string;
  /** Where clients reach the tenant's SOAP services and REST, each with a slash at the end. */
  readonly netServerUrl: string;
  readonly webApiUrl: string;
  /** Null unless the application works without a person too. */
  readonly systemToken: string | null;
}

export interface PersonTokenRequest extends IdentityTokenRequest {
  readonly clientId: string;
  /** Null if the client sent none. */
  readonly nonce: string | null;
  /** The claims `at_hash` and `c_hash`, which bind what is sent beside the token. */
  readonly hashes?: Readonly<Record<string, string>>;
}

export interface SystemUserTokenRequest extends IdentityTokenRequest {
  readonly ticket: string;
}

/** Inferred from a captured token: it is valid from a minute before its issue. */
const VALID_BEFORE_SECONDS = 60;
const VALID_SECONDS = 300;
/** The original's name of its own login. */
const IDENTITY_PROVIDER = 'central-superid';

export class IdentityTokens {
  readonly #options: IdentityTokensOptions;

  constructor(options: IdentityTokensOptions) {
    this.#options = options;
  }

  /** Makes the identity token (OpenID Connect Core section 2) of a person. */
  async ofPerson(associate: Associate, request: PersonTokenRequest): Promise<string> {
    const { issuer, clientId, nonce, hashes, netServerUrl, webApiUrl, systemToken } = request;
    const about = await this.#describe(associate);
    const { iat, ...validity } = this.#times();
    return this.#options.keys.sign({
      sub: about.upn,
      iat,
      ...identityClaimsOf({
        associateid: about.associateid,
        identityprovider: IDENTITY_PROVIDER,
        email: about.email,
        upn: about.upn,
        is_administrator: about.is_administrator,
        ctx: about.ctx,
        company_name: about.company_name,
        serial: about.serial,
        netserver_url: netServerUrl,
        webapi_url: webApiUrl,
        system_token: systemToken,
        initials: about.initials,
        so_primary_email_address: about.email,
      }),
      ...(nonce !== null && { nonce }),
      ...validity,
      iss: issuer,
      aud: clientId,
      ...hashes,
    });
  }

  /** Makes the token that holds the ticket of a system user. */
  async ofSystemUser(associate: Associate, request: SystemUserTokenRequest): Promise<string> {
    const { issuer, ticket, netServerUrl, webApiUrl, systemToken } = request;
    const about = await this.#describe(associate);
    const { iat, ...validity } = this.#times();
    return this.#options.keys.sign({
      // Inferred: the same as the claim `upn`, as in identity tokens.
      sub: about.upn,
      iat,
      ...identityClaimsOf({
        ticket,
        ctx: about.ctx,
        serial: about.serial,
        netserver_url: netServerUrl,
        webapi_url: webApiUrl,
        company_name: about.company_name,
        associateid: about.associateid,
        email: about.email,
        upn: about.upn,
        identityprovider: IDENTITY_PROVIDER,
        is_administrator: about.is_administrator,
        system_token: systemToken,
        firstname: about.firstname,
        lastname: about.lastname,
        initials: about.initials,
        so_primary_email_address: about.email,
      }),
      ...validity,
      iss: issuer,
      aud: `spn:${about.serial}`,
    });
  }

  async #describe(associate: Associate) {
    const { tenant, tenants, stores, installationId } = this.#options;
    const { contextIdentifier } = tenant;
    const company = await tenants.find(contextIdentifier);
    const { functionalRights } = await stores.associates.principal(associate);
    const [person] = await stores.persons.findAll([associate.personId]);
    return {
      associateid: String(associate.id),
      ctx: contextIdentifier,
      serial: serialNumberOf(installationId, tenant),
      company_name: company?.companyName ?? '',
      email: associate.email,
      upn: signInNameOf(associate),
      is_administrator: functionalRights.includes('admin-all') ? 'True' : 'False',
      firstname: person?.firstName ?? '',
      lastname: person?.lastName ?? '',
      // Inferred: the original's user id consists of initials.
      initials: associate.name,
    };
  }

  #times() {
    const iat = Math.floor(this.#options.clock.now() / 1000);
    return { iat, nbf: iat - VALID_BEFORE_SECONDS, exp: iat + VALID_SECONDS };
  }
}
