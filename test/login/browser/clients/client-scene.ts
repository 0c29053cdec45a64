/** A login, a browser and an application, and what every client of them must achieve. */
import assert from 'node:assert/strict';
import type { Browser } from 'puppeteer-core';
import { createClientAsync } from 'soap';
import type { Settings } from '../../../../src/settings.ts';
import { openBrowser } from '../../../support/browser/open-browser.ts';
import { LoginScene } from '../../../support/login-scene.ts';
import type { RegisteredApplication } from '../../../support/test-installation.ts';
import { namespace } from '../../../third-party/toolkit.ts';
import { Visitor } from '../visitor.ts';
import { type ApplicationServer, startApplication } from './application-server.ts';

const CLAIMS = 'http://schemes.superoffice.net/identity/';

/** What a client has found out, each by its own means. */
export interface Told {
  /** From the id_token. */
  readonly email: unknown;
  /** The user by REST, with the first access token and with the refreshed one. */
  readonly rest: readonly unknown[];
  /** The id of the user by SOAP, with the refreshed one. */
  readonly soap: unknown;
  /** The address that signs the person out. */
  readonly logout: URL | string;
}

/** Lets the person sign in at the address. Returns the address at the application. */
export type Visit = (url: URL | string) => Promise<URL>;

interface Parts {
  readonly login: LoginScene;
  readonly browser: Browser;
  readonly server: ApplicationServer;
  readonly application: RegisteredApplication;
}

export class ClientScene {
  readonly parts: Parts;

  private constructor(parts: Parts) {
    this.parts = parts;
  }

  static async create(settings: Partial<Settings> = {}): Promise<ClientScene> {
    // The libraries compare times with those of this machine.
    const login = await LoginScene.create(settings, { nowMs: Date.now() });
    const server = await startApplication();
    const application = await login.addApplication('Chart Table', {
      agents: ['User'],
      redirectUris: [`${server.origin}/back`, `${server.origin}/out`],
    });
    return new ClientScene({ login, browser: await openBrowser(), server, application });
  }

  get redirectUri(): string {
    return `${this.parts.server.origin}/back`;
  }

  get outUri(): string {
    return `${this.parts.server.origin}/out`;
  }

  /**
   * Runs a client from its first redirect to its logout.
   *
   * @param outUri where the logout leads.
   */
  async require(
    client: (visit: Visit) => Promise<Told>,
    outUri: string = this.outUri,
  ): Promise<void> {
    const visitor = await Visitor.open(this.parts.browser);
    let asked: URL | string = '';
    const { logout, ...told } = await client((url) => {
      asked = url;
      return visitor.signIn(url);
    });
    const { id } = this.parts.login.cast.anna;
    const expected = { email: 'anna@example.com', rest: ['anna', 'anna'], soap: id };
    assert.deepEqual(told, expected);
    assert.equal((await visitor.follow(logout)).href, outUri);
    await visitor.requireSignedOut(asked);
  }

  /** Lets another person sign in at the address. */
  async visit(url: URL): Promise<URL> {
    return (await Visitor.open(this.parts.browser)).signIn(url);
  }

  async close(): Promise<void> {
    const { login, browser, server } = this.parts;
    await browser.close();
    server.close();
    await login.close();
  }
}

export type Claims = Readonly<Record<string, unknown>>;

/** @param name of a claim of the original, without its prefix. */
export const claimOf = (claims: Claims | undefined, name: string) => claims?.[CLAIMS + name];

/** The address of REST that tells who the caller is. */
export const principalUrlOf = (claims: Claims | undefined) =>
  new URL('v1/User/currentPrincipal', String(claimOf(claims, 'webapi_url')));

/** Returns the name of the user in an answer of that address. */
export async function userNameIn(answer: Response): Promise<unknown> {
  assert.equal(answer.status, 200);
  return ((await answer.json()) as Claims)['Associate'];
}

/** Reads the user of the claims by SOAP, with node-soap. Returns the id in the answer. */
export async function readUserBySoap(
  claims: Claims | undefined,
  ApplicationToken: string,
  accessToken: string,
): Promise<unknown> {
  const user = await createClientAsync(`${claimOf(claims, 'netserver_url')}User.svc?wsdl`);
  const Credentials = { Ticket: accessToken };
  user.addSoapHeader({ ApplicationToken, Credentials }, '', 'tns', namespace);
  const [read] = await user['GetUserAsync']({ UserId: claimOf(claims, 'associateid') });
  return read.Response.AssociateId;
}
