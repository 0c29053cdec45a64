/** An Online installation with an application that works at a tenant as its system user. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readPublicJwk } from '../../src/domain/keys/public-key.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { ServerAdditions } from '../../src/server.ts';
import type { Settings } from '../../src/settings.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { asOperator } from './operator.ts';
import {
  addUser,
  administratorRoleId,
  type RegisteredApplication,
  TestInstallation,
} from './test-installation.ts';

export const REST_PATH = '/Login/api/PartnerSystemUser/Authenticate';
export const SOAP_PATH = '/login/services/PartnerSystemUserService.svc';

const SOAP_NAMESPACE = 'http://www.superoffice.com/superid/partnersystemuser/0.1';

/** The answer of the service in JSON. */
interface SystemUserAnswer {
  readonly IsSuccessful: boolean;
  readonly Token: string | null;
  readonly ErrorMessage: string | null;
}

interface SystemUserParts {
  readonly installation: TestInstallation;
  readonly url: string;
  /** The time of the installation. Tests move it. */
  readonly clock: { nowMs: number };
  readonly services: TenantServices;
  readonly application: RegisteredApplication;
  readonly privateKey: KeyObject;
  readonly systemToken: string;
  readonly robot: Associate;
}

/** Signs a system token, or another text, as of a time. */
export function signSystemToken(systemToken: string, privateKey: KeyObject, atMs: number): string {
  const time = new Date(atMs).toISOString().replace(/\D/g, '').slice(0, 12);
  const text = `${systemToken}.${time}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64')}`;
}

export class SystemUserScene {
  readonly parts: SystemUserParts;

  private constructor(parts: SystemUserParts) {
    this.parts = parts;
  }

  static async create(
    settings: Partial<Settings> = {},
    additions: ServerAdditions = {},
    postgresUrl: string | null = null,
  ): Promise<SystemUserScene> {
    const clock = { nowMs: Date.parse('2026-11-27T09:30:20Z') };
    const installation = await TestInstallation.create(
      'online',
      { now: () => clock.nowMs },
      { postgresUrl },
    );
    const services = await installation.addTenant('Cust12345');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const application = await installation.addApplication('Ticketoffice Sample', {
      agents: ['User'],
      serverToServer: true,
      publicKeys: [readPublicJwk({ ...publicKey.export({ format: 'jwk' }) })],
    });
    await services.consents.give(asOperator('administer-consents'), application);
    const robot = await addUser(services, 'robot', null, {
      type: 'system',
      roleId: administratorRoleId,
    });
    await services.stores.systemUsers.set(application.id, robot.id);
    const systemToken = await services.consents.systemTokenOf(application);
    assert.ok(systemToken);
    const url = await installation.serve(settings, null, undefined, undefined, additions);
    const made = { installation, url, clock, services, application, privateKey };
    return new SystemUserScene({ ...made, systemToken, robot });
  }

  /** Signs the system token of the scene, or another text, as of now. */
  signed(systemToken: string = this.parts.systemToken, atMs: number = this.parts.clock.nowMs) {
    return signSystemToken(systemToken, this.parts.privateKey, atMs);
  }

  /** Sends a request in JSON, with changes to one that succeeds. */
  async ask(
    changes: Readonly<Record<string, unknown>> = {},
    init: RequestInit = {},
  ): Promise<SystemUserAnswer> {
    const answer = await this.send(changes, init);
    assert.equal(answer.status, 200);
    return answer.json() as Promise<SystemUserAnswer>;
  }

  send(changes: Readonly<Record<string, unknown>> = {}, init: RequestInit = {}) {
    const body = JSON.stringify({
      SignedSystemToken: this.signed(),
      ApplicationToken: this.parts.application.token,
      ContextIdentifier: 'Cust12345',
      ReturnTokenType: 'JWT',
      ...changes,
    });
    const headers = { 'Content-Type': 'application/json; charset=UTF-8' };
    return fetch(this.parts.url + REST_PATH, { method: 'POST', headers, body, ...init });
  }

  /** The same installation at another of its nodes. */
  at(url: string): SystemUserScene {
    return new SystemUserScene({ ...this.parts, url });
  }

  /** Sends a request in SOAP that succeeds. */
  sendSoap(): Promise<Response> {
    const { application, url } = this.parts;
    const body =
      '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header>' +
      `<ApplicationToken xmlns="${SOAP_NAMESPACE}">${application.token}</ApplicationToken>` +
      `<ContextIdentifier xmlns="${SOAP_NAMESPACE}">Cust12345</ContextIdentifier></Header><Body>` +
      `<AuthenticationRequest xmlns="${SOAP_NAMESPACE}"><SignedSystemToken>${this.signed()}` +
      '</SignedSystemToken></AuthenticationRequest></Body></Envelope>';
    const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
    return fetch(url + SOAP_PATH, { method: 'POST', headers, body });
  }

  close(): Promise<void> {
    return this.parts.installation.close();
  }
}
