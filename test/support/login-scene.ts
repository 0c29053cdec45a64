/** The setup of login tests: an Online installation, two tenants, applications, and browsers. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ApplicationProfile } from '../../src/domain/applications/application.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { Settings } from '../../src/settings.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import {
  addUser,
  administratorRoleId,
  type RegisteredApplication,
  TestInstallation,
} from './test-installation.ts';

export const REDIRECT = 'https://app.example.com/callback?from=login';
export const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
export const PASSWORD = 'a long password';
export const TENANT = 'Cust12345';

export type Parameters = Readonly<Record<string, string>>;

interface Cast {
  readonly clock: { nowMs: number };
  readonly installation: TestInstallation;
  readonly services: TenantServices;
  readonly origin: string;
  /** Has the redirect URI `REDIRECT`, and works without a person too. */
  readonly application: RegisteredApplication;
  readonly native: RegisteredApplication;
  /** May consent for the tenant. */
  readonly anna: Associate;
  readonly per: Associate;
}

export class LoginScene {
  readonly cast: Cast;

  private constructor(cast: Cast) {
    this.cast = cast;
  }

  static async create(
    settings: Partial<Settings> = {},
    clock = { nowMs: Date.parse('2026-11-27T12:00:00Z') },
    postgresUrl: string | null = null,
  ): Promise<LoginScene> {
    const pause = async () => {};
    const installation = await TestInstallation.create(
      'online',
      { now: () => clock.nowMs },
      { pause, postgresUrl },
    );
    const services = await installation.addTenant(TENANT);
    await installation.addTenant('Cust26759');
    const origin = await installation.serve(settings);
    const anna = await addUser(services, 'anna', PASSWORD, {
      email: 'anna@example.com',
      roleId: administratorRoleId,
    });
    const per = await addUser(services, 'per', PASSWORD);
    const web = { redirectUris: [REDIRECT, 'https://app.example.com/out'], serverToServer: true };
    const local = { redirectUris: ['http://127.0.0.1/back', 'http://[::1]/'], native: true };
    return new LoginScene({
      clock,
      installation,
      services,
      origin,
      application: await installation.addApplication('Sailing Plans', web),
      native: await installation.addApplication('Deck Terminal', local),
      anna,
      per,
    });
  }

  addApplication(name: string, profile: Partial<ApplicationProfile>) {
    return this.cast.installation.addApplication(name, profile);
  }

  /** The parameters of a usual request, with changes. */
  request(changes: Parameters = {}): Parameters {
    const { application } = this.cast;
    return {
      client_id: application.clientId,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'openid profile api',
      state: 'a state&with=signs',
      nonce: 'n-1',
      ...changes,
    };
  }

  address(parameters: Parameters, tenant = TENANT): string {
    return `${this.cast.origin}/login/${tenant}/oauth/authorize?${new URLSearchParams(parameters)}`;
  }

  /** Signs a new browser in, and consents if it is asked to. Returns the address of the answer. */
  async signIn(
    changes: Parameters = {},
    tenant = TENANT,
    browser = new TestBrowser(),
  ): Promise<URL> {
    let page = await browser.open(this.address(this.request(changes), tenant));
    page = await browser.submit(page, { username: 'anna', password: PASSWORD }, 'sign-in');
    if (page.location === null) page = await browser.submit(page, {}, 'allow');
    assert.ok(page.location, page.html);
    return new URL(page.location);
  }

  /** Signs in, and returns the code. */
  async newCode(changes: Parameters = {}): Promise<string> {
    const code = (await this.signIn(changes)).searchParams.get('code');
    assert.ok(code);
    return code;
  }

  redemption(code: string, changes: Parameters = {}): Parameters {
    const { clientId, token } = this.cast.application;
    const client = { client_id: clientId, client_secret: token };
    return {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      ...client,
      ...changes,
    };
  }

  /** The same installation at another of its nodes. */
  at(origin: string): LoginScene {
    return new LoginScene({ ...this.cast, origin });
  }

  async post(path: string, init: RequestInit): Promise<LoginAnswer> {
    const answer = await fetch(`${this.cast.origin}/login/${path}`, { method: 'POST', ...init });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, headers: answer.headers, body };
  }

  tokens(parameters: Parameters): Promise<LoginAnswer> {
    return this.post('common/oauth/tokens', { body: new URLSearchParams(parameters) });
  }

  refresh(refreshToken: string, changes: Parameters = {}): Promise<LoginAnswer> {
    const { clientId: client_id, token: client_secret } = this.cast.application;
    const client = { client_id, client_secret };
    return this.tokens({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...client,
      ...changes,
    });
  }

  /** The HTTP status of a REST call with the access token. */
  async callWith(accessToken: unknown): Promise<number> {
    const url = `${this.cast.origin}/${TENANT}/api/v1/user/currentPrincipal`;
    return (await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } })).status;
  }

  close(): Promise<void> {
    return this.cast.installation.close();
  }
}

export interface LoginAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a browser got. */
export interface SeenPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly location: string | null;
}

/** Keeps cookies, opens addresses and sends forms, as a browser without scripts does. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  async open(url: string, init: RequestInit = {}): Promise<SeenPage> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...init.headers, ...(cookie !== '' && { Cookie: cookie }) };
    const answer = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    return { status: answer.status, headers: answer.headers, html: await answer.text(), location };
  }

  /** @param action the value of the button. */
  submit(page: SeenPage, fields: Parameters, action: string, headers: Parameters = {}) {
    const { url, hidden } = formOf(page);
    const body = new URLSearchParams({ ...hidden, ...fields, action });
    return this.open(url, { method: 'POST', body, headers: { Origin: 'null', ...headers } });
  }
}

/** The address of the form in a page, and its hidden fields. */
export function formOf({ html }: SeenPage): { url: string; hidden: Record<string, string> } {
  const [, url] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
  assert.ok(url, html);
  const fields = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  const hidden = Object.fromEntries([...fields].map(([, name, value]) => [name, unescaped(value)]));
  return { url: unescaped(url), hidden };
}

function unescaped(text = ''): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
