/** The setup of OAuth tests: a server with an injected clock, two applications and a user. */
import assert from 'node:assert/strict';
import type { Application } from '../../src/domain/applications/application.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { Settings } from '../../src/settings.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  asJwt,
  type Client,
  exchange,
  isActive,
  type OAuthAnswer,
  type Parameters,
  postForm,
} from './oauth-calls.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from './test-installation.ts';

export const caller = { address: '192.0.2.1', userAgent: 'test' };

interface Cast {
  readonly clock: { nowMs: number };
  readonly installation: TestInstallation;
  readonly services: TenantServices;
  /** The issuer: the URL before `/oauth2`. */
  readonly base: string;
  /** Both applications were granted the User agent. */
  readonly application: RegisteredApplication;
  readonly other: RegisteredApplication;
  /** Has a CS user. */
  readonly anna: Associate;
}

export class OAuthScene {
  readonly cast: Cast;

  private constructor(cast: Cast) {
    this.cast = cast;
  }

  static async create(
    mode: InstallationMode = 'online',
    settings: Partial<Settings> = {},
  ): Promise<OAuthScene> {
    const clock = { nowMs: Date.parse('2026-11-22T12:00:00Z') };
    // Wrong secrets delay their client, which `login-guard.test.ts` tests.
    const pause = async () => {};
    const installation = await TestInstallation.create(mode, { now: () => clock.nowMs }, { pause });
    const services =
      mode === 'online'
        ? await installation.addTenant('Cust12345')
        : await installation.servicesOf();
    const origin = await installation.serve(settings);
    const granted = { agents: ['User'] };
    const anna = await addUser(services, 'anna', 'secret', {
      email: 'anna@example.com',
      csUser: { id: 77, accessLevel: 1, status: 'normal' },
    });
    return new OAuthScene({
      clock,
      installation,
      services,
      base: mode === 'online' ? `${origin}/Cust12345` : origin,
      application: await installation.addApplication('Gateway', granted),
      other: await installation.addApplication('Reports', granted),
      anna,
    });
  }

  get nowSeconds(): number {
    return Math.floor(this.cast.clock.nowMs / 1000);
  }

  advance(ms: number): void {
    this.cast.clock.nowMs += ms;
  }

  async newTicket(): Promise<string> {
    const { services, anna } = this.cast;
    const asSheIsNow = await services.stores.associates.find(anna.id);
    assert.ok(asSheIsNow);
    return startSession(services, asSheIsNow);
  }

  /** Issues an access token like the SOAP operation, with a CS session if requested. */
  async newAccessToken(
    application: Application | null = this.cast.application,
    { ticket = '', includeCsSession = false } = {},
  ): Promise<string> {
    const { services } = this.cast;
    const session = await services.sessions.open(ticket || (await this.newTicket()));
    assert.ok(session);
    const asked = { application, includeCsSession, origin: 'soap' } as const;
    return services.accessTokens.issue(session, asked, caller);
  }

  async newJwt(client: Client = this.cast.application): Promise<string> {
    return this.exchange(await this.newTicket(), asJwt, client);
  }

  exchange(
    subjectToken: string,
    parameters: Readonly<Record<string, string>> = {},
    client: Client = this.cast.application,
  ): Promise<string> {
    return exchange(this.cast.base, client, subjectToken, parameters);
  }

  /** @param path below `/oauth2`, such as `token`. */
  post(
    path: string,
    parameters: Parameters,
    client: Client | null = this.cast.application,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<OAuthAnswer> {
    return postForm(`${this.cast.base}/oauth2/${path}`, client, parameters, headers);
  }

  isActive(token: string): Promise<boolean> {
    return isActive(this.cast.base, this.cast.other, token);
  }

  close(): Promise<void> {
    return this.cast.installation.close();
  }
}

/** Checks that the response is an error in the form of RFC 6749 section 5.2. */
export function assertRefused(
  { status, headers, body }: OAuthAnswer,
  error: string,
  expectedStatus: number,
  description: RegExp,
): void {
  assert.deepEqual(Object.keys(body), ['error', 'error_description'], JSON.stringify(body));
  const told = String(body['error_description']);
  assert.deepEqual({ error: body['error'], status }, { error, status: expectedStatus }, told);
  assert.match(told, description);
  assert.match(told, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('pragma'), 'no-cache');
  const challenge =
    error === 'invalid_client' ? /^Basic realm="[^"]+", charset="UTF-8"$/ : /^none$/;
  assert.match(headers.get('www-authenticate') ?? 'none', challenge);
}
