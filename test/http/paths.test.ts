/** Spellings of paths: double slashes are one, in routing, in addresses and in the log. */
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { answersIn, exchange, RawClient } from '../hostile/wire.ts';
import { tokenExchange, tokenTypes } from '../support/oauth-calls.ts';
import { authorization, callRest, currentPrincipal } from '../support/rest-calls.ts';
import { callService, loginOf, messageOf, operations } from '../support/service-calls.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

let online: TestInstallation;
let url: string;
let ticket: string;
let application: RegisteredApplication;
const lines: string[] = [];

before(async () => {
  online = await TestInstallation.create('online');
  const office = await online.addTenant('Cust12345');
  const closed = await online.addTenant('Closed');
  await online.offices.stores.tenants.suspend(closed.tenant.id, 1);
  application = await online.addApplication('Gateway', { agents: ['User'] });
  ticket = await startSession(office, await addUser(office, 'anna', 'secret'));
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  url = await online.serve({}, null, log);
});
after(() => online.close());

let slow = 0;
subscribe('http.server.request.start', () => {
  slow += 1;
});

const statusOf = async (method: string, path: string, fields = '', body = '') => {
  const head = `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}`;
  const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
  const [answer] = answersIn(await exchange(url, `${head}${length}\r\n${body}`));
  assert.ok(answer);
  return answer;
};

const WEB_FIELDS = () =>
  `Authorization: SOTicket ${ticket}\r\nSO-AppToken: ${application.token}\r\n`;
const message = () =>
  messageOf({
    service: 'SoPrincipal',
    body: operations.byPassword(ticket, ''),
    applicationToken: application.token,
  });

describe('double slashes in a path are one', () => {
  it('for the services', async () => {
    for (const path of [
      '//Cust12345/Remote/Services88/SoPrincipal.svc',
      '/Cust12345//Remote//Services88///SoPrincipal.svc',
      '///Cust12345/any//path/Remote/Services88/SoPrincipal.svc',
      'http://a//Cust12345//Remote/Services88/SoPrincipal.svc',
    ]) {
      const answer = await statusOf('POST', path, 'Content-Type: text/xml\r\n', message());
      assert.equal(answer.status, 200, path);
      assert.match(answer.body, /AuthenticationSucceeded>true</);
    }
  });

  it('on the fast path as by node:http', async () => {
    const client = await RawClient.open(url);
    const before = slow;
    const path = '//Cust12345//Remote/Services88/SoPrincipal.svc';
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n`;
    const body = message();
    const length = `Content-Length: ${body.length}\r\n\r\n`;
    await client.send(`${head}${length}${body}`);
    await client.answers(1);
    assert.equal(slow, before, 'it was answered on the fast path');
    await client.send(`${head}TE: trailers\r\n${length}${body}`);
    const statuses = (await client.answers(2)).map(({ status }) => status);
    assert.deepEqual(statuses, [200, 200]);
    assert.equal(slow, before + 1);
    client.socket.destroy();
  });

  it('for REST, OAuth and health', async () => {
    for (const path of [
      '//Cust12345/api/v1/User/currentPrincipal',
      '/Cust12345//api//v1///User/currentPrincipal',
      '/Cust12345/api/v1/User//currentPrincipal//?a=//b',
    ]) {
      assert.equal((await statusOf('GET', path, WEB_FIELDS())).status, 200, path);
    }
    for (const path of [
      '//.well-known//oauth-authorization-server//Cust12345',
      '//Cust12345//oauth2//jwks',
      '//health//live',
      '//',
    ]) {
      assert.equal((await statusOf('GET', path)).status, 200, path);
    }
    const answer = await statusOf('GET', '//.well-known/oauth-authorization-server//Cust12345');
    assert.match(answer.body, /"issuer":"http:\/\/a\/Cust12345"/);
  });

  it('and open nothing that one slash does not open', async () => {
    const web = 'api/v1/User/currentPrincipal';
    for (const [path, status] of [
      [`//Closed//${web}`, 421],
      [`//Nobody//${web}`, 421],
      [`//${web}`, 421],
      [`/Closed//Cust12345/${web}`, 421],
      [`//Cust12345//${web}`, 200],
    ] as const) {
      assert.equal((await statusOf('GET', path, WEB_FIELDS())).status, status, path);
    }
    const withoutProof = await statusOf('GET', `//Cust12345//${web}`);
    assert.equal(withoutProof.status, 401);
    const service = await statusOf('GET', '//Closed//Remote/Services88/User.svc?wsdl');
    assert.equal(service.status, 421);
  });

  it('in the address that a WSDL tells', async () => {
    const answer = await statusOf('GET', '//Cust12345//Remote//Services88/User.svc?wsdl');
    assert.match(answer.body, /location="http:\/\/a\/Cust12345\/Remote\/Services88\/User\.svc"/);
  });

  it('in the log', async () => {
    lines.length = 0;
    await statusOf('GET', '//Cust12345//api//v1/User/currentPrincipal?x=1', WEB_FIELDS());
    await statusOf('GET', 'http://a//Cust12345//oauth2/jwks');
    const paths = lines.map((line) => JSON.parse(line).path).filter(Boolean);
    assert.deepEqual(paths, ['/Cust12345/api/v1/User/currentPrincipal', '/Cust12345/oauth2/jwks']);
  });

  it('but not an encoded slash, one at the end, or one in place of a name', async () => {
    for (const path of [
      '/Cust12345/%2FRemote/Services88/User.svc',
      '/Cust12345/Remote/Services88/User.svc/',
      '/Cust12345/Remote/Services88//.svc',
    ]) {
      assert.equal((await statusOf('GET', path)).status, 404, path);
    }
  });
});

describe('a query of a service', () => {
  it('for ?xsd or ?disco is answered with 404', async () => {
    const path = '/Cust12345/Remote/Services88/User.svc';
    for (const query of ['xsd=xsd0', 'xsd', 'XSD=xsd1', 'disco', 'DISCO', 'disco=', 'xsd=x&wsdl']) {
      const answer = await statusOf('GET', `${path}?${query}`);
      assert.equal(answer.status, 404, query);
      assert.match(answer.head, /^content-type: text\/plain; charset=utf-8\r?$/im);
      const address = `http://a${path}?wsdl`;
      assert.equal(answer.body, `There is nothing at this address. Everything is in ${address}.\n`);
    }
    for (const query of ['', '?', '?wsdl', '?singleWsdl', '?x=wsdl', '?x=xsd', '?xsds']) {
      assert.equal((await statusOf('GET', path + query)).status, 200, query);
    }
    const posted = await statusOf(
      'POST',
      `${path.replace('User', 'SoPrincipal')}?xsd=xsd0`,
      'Content-Type: text/xml\r\n',
      message(),
    );
    assert.equal(posted.status, 200);
  });
});

describe('an application token', () => {
  const spaced = () => ` \r\n\t${application.token}\n `;

  it('may have white space around it in SOAP', async () => {
    const base = `${url}/Cust12345`;
    const login = await callService(base, {
      service: 'SoPrincipal',
      body: operations.byPassword(ticket, ''),
      applicationToken: spaced(),
    });
    assert.equal(loginOf(login)?.name, 'anna');
    for (const appToken of [spaced(), ' \n ']) {
      const answer = await callService(base, {
        service: 'User',
        body: operations.getAccessToken({ appToken }),
        ticket: `\n${ticket} `,
        applicationToken: spaced(),
      });
      assert.equal(answer.header.get('Succeeded')?.text, 'true', answer.text);
    }
  });

  it('may have white space around it in REST', async () => {
    const answer = await callRest(`${url}/Cust12345`, currentPrincipal, {
      authorization: authorization.ticket(ticket),
      headers: { 'SO-AppToken': `\t ${application.token} ` },
    });
    assert.equal(answer.status, 200, answer.text);
  });

  it('of white space alone is none', async () => {
    const answer = await callService(`${url}/Cust12345`, {
      service: 'SoPrincipal',
      body: operations.systemInfo,
      applicationToken: ' \n',
    });
    assert.match(answer.text, /The request has no application token\./);
  });

  it('is the secret of OAuth as it is sent', async () => {
    const parameters = {
      grant_type: tokenExchange,
      subject_token: ticket,
      subject_token_type: tokenTypes.ticket,
      client_id: application.clientId,
    };
    const ask = (secret: string) =>
      fetch(`${url}/Cust12345/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({ ...parameters, client_secret: secret }),
      });
    assert.equal((await ask(application.token)).status, 200);
    assert.equal((await ask(`${application.token} `)).status, 401);
  });
});
