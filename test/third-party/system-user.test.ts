/**
 * SOAP toolkits get the ticket of a system user by the served WSDL, and call the services with it:
 * node-soap, and zeep if Python has it.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { createClientAsync } from 'soap';
import { pythonZeep } from '../support/interpreters.ts';
import { SOAP_PATH, SystemUserScene } from '../support/system-user-scene.ts';
import { namespace } from './toolkit.ts';

const SUPER_ID = 'http://www.superoffice.com/superid/partnersystemuser/0.1';
const CLAIMS = 'http://schemes.superoffice.net/identity/';
const { interpreter, needs } = pythonZeep;

let scene: SystemUserScene;
before(async () => {
  scene = await SystemUserScene.create();
});
after(() => scene.close());

test('node-soap gets a ticket, and calls both services with it', async () => {
  const { url, application, robot } = scene.parts;
  const login = await createClientAsync(`${url}${SOAP_PATH}?wsdl`);
  const context = { ContextIdentifier: 'Cust12345' };
  const ApplicationToken = application.token;
  login.addSoapHeader({ ApplicationToken, ...context }, '', 'tns', SUPER_ID);
  const [answer] = await login['AuthenticateAsync']({
    SignedSystemToken: scene.signed(),
    ReturnTokenType: 'Jwt',
  });
  assert.equal(answer.IsSuccessful, true, answer.ErrorMessage);
  const claims = decodeJwt(answer.Token);
  const base = String(claims[`${CLAIMS}netserver_url`]);
  const Ticket = String(claims[`${CLAIMS}ticket`]);

  const principal = await createClientAsync(`${base}SoPrincipal.svc?wsdl`);
  principal.addSoapHeader({ ApplicationToken }, '', 'tns', namespace);
  const [info] = await principal['GetSystemInfoAsync']({});
  const serial = claims[`${CLAIMS}serial`];
  assert.equal(info.SystemInfo.License.SerialNr, serial);
  assert.equal(claims.aud, `spn:${serial}`);

  const user = await createClientAsync(`${base}User.svc?wsdl`);
  user.addSoapHeader({ ApplicationToken, Credentials: { Ticket } }, '', 'tns', namespace);
  const [read] = await user['GetUserAsync']({ UserId: robot.id });
  assert.equal(read.Response.AssociateId, robot.id);
});

test('zeep gets a ticket, and calls both services with it', {
  skip: !interpreter && `needs ${needs}`,
}, async () => {
  assert.ok(interpreter);
  const { url, application, robot } = scene.parts;
  const [command, ...options] = interpreter;
  const program = join(import.meta.dirname, 'system_user.py');
  const secrets = [application.token, scene.signed()];
  const all = [...options, program, url + SOAP_PATH, 'Cust12345', ...secrets, String(robot.id)];
  const { stdout, stderr } = await promisify(execFile)(command, all, { timeout: 60_000 });
  assert.equal(stderr, '');
  const { serial, systemSerial, associateId, refused } = JSON.parse(stdout);
  assert.equal(associateId, robot.id);
  assert.equal(systemSerial, serial);
  assert.match(refused, /^Authorization error: InvalidSignature \(7\)/);
});
