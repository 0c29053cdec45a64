/** The setup of tests of faults: an Online installation, served in each way. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { Settings } from '../../src/settings.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { Faults } from '../../src/testing/faults.ts';
import { expirePresented } from '../../src/testing/issue-sessions.ts';
import type { Recorder } from '../../src/web/recording.ts';
import { RawClient } from '../hostile/wire.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { basic } from '../support/oauth-calls.ts';
import { messageOf, operations } from '../support/service-calls.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

const authority = new CertificateAuthority('Test');
const PATIENCE_MS = 10_000;

/** How a login reaches the server. */
export const ways = {
  'SOAP on the fast path': { protocol: 'soap', server: 'http' },
  'SOAP by node:http': { protocol: 'soap', server: 'withoutFastPath' },
  'SOAP on the fast path with TLS': { protocol: 'soap', server: 'https' },
  'SOAP by node:http with TLS': { protocol: 'soap', server: 'httpsWithoutFastPath' },
  REST: { protocol: 'rest', server: 'http' },
  'REST with TLS': { protocol: 'rest', server: 'https' },
  OAuth: { protocol: 'oauth2', server: 'http' },
  'OAuth with TLS': { protocol: 'oauth2', server: 'https' },
} as const;

export type Way = keyof typeof ways;
type Protocol = (typeof ways)[Way]['protocol'];
type Server = (typeof ways)[Way]['server'];

interface Cast {
  readonly installation: TestInstallation;
  readonly services: TenantServices;
  readonly faults: Faults;
  readonly urls: Readonly<Record<Server, string>>;
  /** Has a system user. */
  readonly application: RegisteredApplication;
  readonly other: RegisteredApplication;
  readonly anna: Associate;
}

export class FaultScene {
  readonly cast: Cast;

  private constructor(cast: Cast) {
    this.cast = cast;
  }

  static async create(
    overrides: Partial<Settings> = {},
    recorder: Recorder | null = null,
  ): Promise<FaultScene> {
    const installation = await TestInstallation.create('online');
    const services = await installation.addTenant('Cust12345');
    const anna = await addUser(services, 'anna', 'secret');
    await addUser(services, 'bert', 'secret');
    const robot = await addUser(services, 'robot', null, { type: 'system' });
    const granted = { agents: ['User'] };
    const application = await installation.addApplication('Gateway', granted);
    const other = await installation.addApplication('Reports', granted);
    await services.stores.systemUsers.set(application.id, robot.id);
    const faults = new Faults();
    const { registry } = installation;
    const faultInjector = faults.injectorOf({
      expireTicket: (tenant, text) => expirePresented(registry, tenant, text),
    });
    const serve = (settings: Partial<Settings>, usesTls: boolean) =>
      installation.serve(
        { ...overrides, ...settings },
        usesTls ? { ...authority.issueServer(), clientCa: null } : null,
        undefined,
        registry,
        { faultInjector, recorder },
      );
    const urls = {
      http: await serve({}, false),
      withoutFastPath: await serve({ fastPath: false }, false),
      https: await serve({}, true),
      httpsWithoutFastPath: await serve({ fastPath: false }, true),
    };
    return new FaultScene({ installation, services, faults, urls, application, other, anna });
  }

  /** The URL of the tenant, before `/Remote`, `/api` and `/oauth2`. */
  get base(): string {
    return `${this.cast.urls.http}/Cust12345`;
  }

  newTicket(): Promise<string> {
    return startSession(this.cast.services, this.cast.anna);
  }

  /** Opens a connection and sends a login. */
  async sendLogin(way: Way): Promise<RawClient> {
    const { protocol, server } = ways[way];
    const client = await this.connect(server);
    await client.send(this.#loginBy[protocol]());
    return client;
  }

  connect(server: Server): Promise<RawClient> {
    return RawClient.open(this.cast.urls[server], { ca: authority.cert });
  }

  /** How many sessions can be used. */
  async countSessions(): Promise<number> {
    const { clock, stores } = this.cast.services;
    return (await stores.tickets.listLive(clock.now(), 1_000_000)).length;
  }

  /** Checks the condition in each turn of the event loop until it holds. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const patientUntil = performance.now() + PATIENCE_MS;
    while (!(await isSo())) {
      assert.ok(performance.now() < patientUntil, `never: ${isSo}`);
      await setImmediate();
    }
  }

  async close(): Promise<void> {
    await this.cast.installation.close();
  }

  readonly #loginBy: Readonly<Record<Protocol, () => string>> = {
    soap: () => {
      const applicationToken = this.cast.application.token;
      const body = operations.byPassword('anna', 'secret');
      const message = messageOf({ service: 'SoPrincipal', body, applicationToken });
      const fields = ['Content-Type: text/xml; charset=utf-8'];
      return postOf('/Cust12345/Remote/Services88/SoPrincipal.svc', fields, message);
    },
    rest: () => {
      const path = '/Cust12345/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';
      const fields = [
        'Content-Type: application/json',
        `SO-AppToken: ${this.cast.application.token}`,
      ];
      return postOf(path, fields, JSON.stringify({ UserName: 'anna', Password: 'secret' }));
    },
    oauth2: () => {
      const fields = [
        'Content-Type: application/x-www-form-urlencoded',
        `Authorization: ${basic(this.cast.application)}`,
      ];
      return postOf('/Cust12345/oauth2/token', fields, 'grant_type=client_credentials');
    },
  };
}

function postOf(path: string, fields: readonly string[], body: string): string {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const head = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...fields, length];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
