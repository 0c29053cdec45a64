/**
 * Requests in the layout of the published samples, with live ids, for every operation of both
 * services. They get answers in that layout: every declared member in order, with its type.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { contractOf } from '../../src/contract/contract-of.ts';
import { responseElementOf, type Service } from '../../src/contract/service.ts';
import {
  type SoPrincipalService,
  soPrincipalService,
} from '../../src/contract/services88/so-principal.ts';
import { userService } from '../../src/contract/services88/user.ts';
import { exampleOf } from '../../src/rest/operations.ts';
import { requirePublished } from '../support/published-answers.ts';
import { postRequest, type ServiceRequest } from '../support/service-requests.ts';
import { type Answer, textAt } from '../support/soap-messages.ts';
import { agentOf, resultOf } from '../support/user-agent-calls.ts';
import {
  directoryOperations,
  gatewayOperations,
  performedOperations,
} from '../support/user-agent-permissions.ts';
import { requestOf } from '../support/user-agent-requests.ts';
import { scenePassword, UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
let url: string;
before(async () => {
  scene = await UserAgentScene.create();
  const trust = { identityHeader: 'X-User', trustedProxies: ['127.0.0.1'] };
  url = await scene.installation.serve(trust);
});
after(() => scene.close());

/** The exchanges that were answered as documented. */
const answered: string[] = [];

/** Posts a request in the published layout, and requires an answer in that layout. */
async function exchange(
  service: Service,
  operation: string,
  given: Pick<ServiceRequest, 'json' | 'ticket' | 'headers'>,
): Promise<Answer> {
  const request = { service, operation, isPublished: true, ...given };
  const answer = await postRequest(url, request);
  assert.equal(answer.status, 200, answer.text);
  const declaration = service.operations[operation];
  assert.ok(declaration);
  requirePublished(answer, responseElementOf(operation, declaration), declaration.response);
  answered.push(`${service.name}.${operation}`);
  return answer;
}

/** How a user logs in. Every operation of SoPrincipal has a line, or it does not compile. */
const logins = {
  GetSystemInfo: async () => ({ json: {} }),
  AuthenticateImplicit: async (UserName) => ({ json: {}, headers: { 'X-User': UserName } }),
  AuthenticateUsernamePassword: async (UserName) => ({
    json: { UserName, Password: scenePassword },
  }),
  AuthenticateGeneric: async (UserName) => ({
    json: { AuthenticationData: { UserName, Password: scenePassword } },
  }),
  AuthenticateWithAccessToken: async (_userName, ticket) => {
    const token = agentOf('rest', { url, ticket })('GetAccessToken', {});
    return { json: { AccessToken: await resultOf(token) } };
  },
} satisfies Record<
  keyof SoPrincipalService['operations'],
  (userName: string, ticket: string) => Promise<Pick<ServiceRequest, 'json' | 'headers'>>
>;

describe('a request in the layout of the published samples', () => {
  for (const [operation, make] of Object.entries(logins)) {
    it(`SoPrincipal.${operation} succeeds`, async () => {
      const { ticket, user } = await scene.caller('employee');
      const request = await make(user.name, ticket);
      const answer = await exchange(soPrincipalService, operation, request);
      assert.equal(answer.header.size, 0, 'no Header, as in the samples');
      if (operation === 'GetSystemInfo') return;
      assert.equal(textAt(answer.body, 'Response', 'Associate'), user.name);
      assert.equal(textAt(answer.body, 'AuthenticationSucceeded'), 'true');
    });
  }

  for (const operation of performedOperations) {
    it(`User.${operation} succeeds`, async () => {
      const { ticket, user } = await scene.caller('admin-all');
      const json = await requestOf(scene, operation, user.roleId);
      const answer = await exchange(userService, operation, { json, ticket });
      assert.equal(answer.header.size, 0, 'no Header, as in the samples');
    });
  }

  const lacking = [
    ...gatewayOperations.map((operation) => {
      const json = exampleOf(userService.operations[operation].request);
      return { operation, json, message: /^No access gateway is configured\./ };
    }),
    ...directoryOperations.map((operation) => {
      const json = { UserType: 'InternalAssociate', CredentialType: 'CRM5/PASSWORD' };
      return { operation, json, message: / have no directory/ };
    }),
  ];
  for (const { operation, json, message } of lacking) {
    it(`User.${operation} says what this server lacks`, async () => {
      const { ticket } = await scene.caller('admin-all');
      const { header } = await exchange(userService, operation, { json, ticket });
      assert.equal(textAt(header.get('Succeeded')), 'false');
      const info = header.get('ExceptionInfo');
      const type = textAt(info, 'ExceptionType');
      assert.equal(type, 'SuperOffice.Exceptions.SoIllegalOperationException');
      assert.match(textAt(info, 'Message') ?? '', message);
    });
  }

  it('is answered for 100 of 100 documented operations', () => {
    const documented = contractOf('88/10.2').flatMap(({ name, operations }) =>
      Object.keys(operations).map((operation) => `${name}.${operation}`),
    );
    assert.equal(documented.length, 100);
    assert.deepEqual(
      documented.filter((operation) => !answered.includes(operation)),
      [],
    );
  });

  it('gets the same result as the ordinary layout and REST', async () => {
    const { ticket, user } = await scene.caller('admin-all');
    const place = { url: scene.url, ticket };
    const reading = performedOperations.filter((name) => /^(Get(?!AccessToken)|Find)/.test(name));
    assert.ok(reading.length >= 13, 'the pattern matches the reading operations');
    for (const operation of reading) {
      const request = await requestOf(scene, operation, user.roleId);
      const asked = async (way: 'soap' | 'published soap' | 'rest') =>
        resultOf(agentOf(way, place)(operation, request));
      const byRest = await asked('rest');
      // The key of no tokens is the only id in the requests that does not exist.
      const isNull = operation === 'GetExternalTokens';
      assert.ok(byRest !== undefined && (byRest === null) === isNull, operation);
      assert.deepEqual(await asked('soap'), byRest, operation);
      assert.deepEqual(await asked('published soap'), byRest, operation);
    }
  });
});
