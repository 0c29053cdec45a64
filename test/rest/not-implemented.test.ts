/**
 * Operations that are declared but not performed yet, on-site and Online. SOAP, REST and the typed
 * client reach them. Each needs a session and an application, and answers that it is not
 * implemented.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TicketofficeClient } from '../../src/client/client.ts';
import { ServiceException } from '../../src/client/errors.ts';
import type { ExceptionInfo } from '../../src/contract/services88/headers.ts';
import { services } from '../../src/contract/services88/services.ts';
import type { InstallationMode } from '../../src/domain/installation.ts';
import { exampleOf, operationsOf, type RestOperation } from '../../src/rest/operations.ts';
import { sampleRequest } from '../../src/soap/sample-request.ts';
import { decodeJsonFields } from '../../src/xsd/decode-json.ts';
import { requireDescribed } from '../support/described-answers.ts';
import { isPerformed, needsDirectory, needsGateway } from '../support/performed-operations.ts';
import { authorization, callRest, errorOf } from '../support/rest-calls.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

const operations = operationsOf(services).filter(
  (operation) => !isPerformed(operation) && !needsGateway(operation) && !needsDirectory(operation),
);

interface Scene {
  readonly installation: TestInstallation;
  readonly url: string;
  readonly base: string;
  readonly application: RegisteredApplication;
  readonly ungranted: RegisteredApplication;
  readonly ticket: string;
}

async function setUp(mode: InstallationMode): Promise<Scene> {
  const installation = await TestInstallation.create(mode);
  const contextIdentifier = mode === 'online' ? 'Cust12345' : '';
  if (mode === 'online') await installation.addTenant(contextIdentifier);
  const tenantServices = await installation.servicesOf(contextIdentifier);
  const application = await installation.addApplication('Reporting', { agents: ['User'] });
  const ungranted = await installation.addApplication('Other', { agents: [] });
  const url = await installation.serve();
  const base = mode === 'online' ? `${url}/${contextIdentifier}` : url;
  const ticket = await startSession(tenantServices, await addUser(tenantServices, 'anna', null));
  return { installation, url, base, application, ungranted, ticket };
}

interface Proofs {
  readonly ticket: string;
  readonly appToken: string;
}

/** The refusal that the typed client throws. */
async function refusalByClient(
  { base }: Scene,
  { name, declaration }: RestOperation,
  { ticket, appToken }: Proofs,
): Promise<ExceptionInfo> {
  const { user } = new TicketofficeClient({ baseUrl: base, userName: '', password: '' });
  const call: unknown = Reflect.get(user, name);
  assert.ok(typeof call === 'function', name);
  const request = decodeJsonFields(declaration.request, exampleOf(declaration.request), name);
  const headers = { ApplicationToken: appToken, Credentials: { Ticket: ticket } };
  try {
    await call(request, headers);
  } catch (error) {
    assert.ok(error instanceof ServiceException, String(error));
    return error.info;
  }
  assert.fail(`${name} is performed`);
}

/** Sends the sample request of the help page, with the credentials filled in. */
async function answerToSample(
  { base }: Scene,
  { service, name }: RestOperation,
  { ticket, appToken }: Proofs,
): Promise<string> {
  const message = sampleRequest(service, name)
    .replace('<tns:ApplicationToken/>', `<tns:ApplicationToken>${appToken}</tns:ApplicationToken>`)
    .replace('<tns:Ticket>7T:...</tns:Ticket>', `<tns:Ticket>${ticket}</tns:Ticket>`);
  const response = await fetch(`${base}/Remote/Services88/${service.name}.svc`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    body: message,
  });
  assert.equal(response.status, 200, name);
  return response.text();
}

for (const mode of ['onsite', 'online'] as const) {
  describe(`an operation that is not performed yet, ${mode}`, () => {
    let scene: Scene;
    before(async () => {
      scene = await setUp(mode);
    });
    after(() => scene.installation.close());

    /** The refusal by the client and by REST, which must agree. */
    const requireRefusal = async (
      operation: RestOperation,
      proofs: Proofs,
      expected: { readonly status: number; readonly type: string },
    ) => {
      const { name, declaration, path } = operation;
      const info = await refusalByClient(scene, operation, proofs);
      assert.equal(info.ExceptionType, `SuperOffice.Exceptions.${expected.type}`, name);
      const { ticket, appToken } = proofs;
      const proof = ticket === '' ? undefined : authorization.ticket(ticket);
      const json = exampleOf(declaration.request);
      const answer = await callRest(scene.base, path, { authorization: proof, appToken, json });
      assert.equal(answer.status, expected.status, answer.text);
      assert.deepEqual(errorOf(answer), { type: expected.type, message: info.Message });
      await requireDescribed(scene.base, 'post', path, answer);
      return info.Message ?? '';
    };

    it('is refused in the same way by SOAP, by REST and by the client', async () => {
      const proofs = { ticket: scene.ticket, appToken: scene.application.token };
      const expected = { status: 501, type: 'SoNotImplementedException' };
      for (const operation of operations) {
        const message = await requireRefusal(operation, proofs, expected);
        assert.match(message, new RegExp(`does not perform ${operation.name} yet`));
        const bySample = await answerToSample(scene, operation, proofs);
        assert.ok(bySample.includes(message), bySample);
      }
    });

    it('requires a session, and Online an application that was granted the agent', async () => {
      const { token } = scene.application;
      const refused: [Proofs, { status: number; type: string }][] = [
        [
          { ticket: '', appToken: token },
          { status: 401, type: 'SoSessionException' },
        ],
      ];
      if (mode === 'online') {
        const { ticket, ungranted } = scene;
        refused.push(
          [
            { ticket, appToken: '' },
            { status: 401, type: 'SoSentryException' },
          ],
          [
            { ticket, appToken: ungranted.token },
            { status: 403, type: 'SoSentryException' },
          ],
        );
      }
      for (const operation of operations) {
        for (const [proofs, expected] of refused) {
          await requireRefusal(operation, proofs, expected);
        }
      }
    });

    it('is found by REST in any case, and GET describes it', async () => {
      for (const { service, name, declaration, path } of operations) {
        const found = await callRest(scene.base, path.toLowerCase(), { method: 'GET' });
        assert.equal(found.status, 200, name);
        const told = Object(found.json);
        assert.deepEqual(
          [told.Operation, told.Summary],
          [`${service.name}.${name}`, declaration.summary],
        );
        assert.deepEqual(Object.keys(told.Request.properties), Object.keys(declaration.request));
      }
    });
  });
}
