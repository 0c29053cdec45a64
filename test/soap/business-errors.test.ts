/** Business errors: in a header block with HTTP 200, or as faults, depending on the settings. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import {
  contentOf,
  credentials,
  envelope,
  getAccessToken,
  inServices,
  post,
  textAt,
} from '../support/soap-messages.ts';

const SO_PRINCIPAL = { path: '/Remote/Services88/SoPrincipal.svc' };
const generic = (key: string) =>
  envelope(
    inServices(
      `<AuthenticateGeneric><AuthenticationData><AuthenticationGenericDataKeyValuePair><Key>${key}</Key><Value>x</Value></AuthenticationGenericDataKeyValuePair></AuthenticationData></AuthenticateGeneric>`,
    ),
  );

describe('business errors in a header block', () => {
  let server: DemoServer;
  before(async () => {
    server = await startDemoServer();
  });
  after(() => server.close());

  it('report a missing or wrong ticket', async () => {
    const cases: readonly [string, RegExp][] = [
      ['', /^Authentication failed! The request has no ticket/],
      [inServices('<Credentials/>'), /has no ticket/],
      [credentials('  '), /has no ticket/],
      [credentials('7T:nonsense'), /^Authentication failed! The ticket is not valid/],
      [credentials('8A:nonsense'), /The access token is not valid/],
    ];
    for (const [header, message] of cases) {
      const answer = await post(server.url, envelope(getAccessToken(), header));
      assert.equal(answer.status, 200);
      assert.deepEqual([...answer.header.keys()], ['ExceptionInfo', 'Succeeded', 'TimeZone']);
      assert.equal(answer.header.get('Succeeded')?.text, 'false');
      const info = answer.header.get('ExceptionInfo');
      assert.match(textAt(info, 'Message') ?? '', message);
      assert.equal(textAt(info, 'FriendlyText'), textAt(info, 'Message'));
      assert.equal(textAt(info, 'ExceptionType'), 'SuperOffice.Exceptions.SoSessionException');
      assert.equal(textAt(info, 'StackTrace'), null);
      assert.equal(answer.body.name, 'GetAccessTokenResponse');
      assert.deepEqual(contentOf(answer.body), [['Response', null]]);
    }
  });

  it('are in a Header even if the request has its blocks directly under the envelope', async () => {
    const bare = envelope(getAccessToken()).replace('<Body', `${credentials('7T:x')}<Body`);
    const answer = await post(server.url, bare);
    assert.equal(answer.header.get('Succeeded')?.text, 'false');
  });

  it('name a key that AuthenticateGeneric does not support', async () => {
    const answer = await post(server.url, generic('Certificate'), SO_PRINCIPAL);
    const info = answer.header.get('ExceptionInfo');
    assert.match(
      textAt(info, 'Message') ?? '',
      /the key "Certificate", which this server does not/,
    );
    assert.match(textAt(info, 'ExceptionType') ?? '', /SoInvalidArgumentException$/);
  });

  it('hide the details of unexpected errors', async () => {
    const broken = await startDemoServer();
    await broken.registry.stores.close();
    const answer = await post(broken.url, envelope(getAccessToken(), credentials(sampleTicket)));
    assert.equal(answer.status, 200);
    const info = answer.header.get('ExceptionInfo');
    assert.match(
      textAt(info, 'Message') ?? '',
      /^The server could not do this because of an error of its own/,
    );
    assert.match(textAt(info, 'ExceptionType') ?? '', /SoServerException$/);
    await broken.close();
  });
});

describe('business errors as faults', () => {
  let server: DemoServer;
  before(async () => {
    server = await startDemoServer({ settings: { wrapExceptions: false } });
  });
  after(() => server.close());

  it('contain the ExceptionInfo as detail, in both versions', async () => {
    const one = await post(server.url, envelope(getAccessToken()));
    assert.equal(one.status, 500);
    assert.equal(textAt(one.body, 'faultcode'), 'SOAP-ENV:Client');
    assert.match(textAt(one.body, 'faultstring') ?? '', /^Authentication failed!/);
    const [detail] = one.body.children.filter(({ name }) => name === 'detail');
    assert.deepEqual(
      detail?.children.map(({ name }) => name),
      ['ExceptionInfo'],
    );
    assert.match(
      textAt(one.body, 'detail', 'ExceptionInfo', 'ExceptionType') ?? '',
      /SoSessionException$/,
    );
    const two = await post(server.url, envelope(getAccessToken(), '', '1.2'), {
      contentType: 'application/soap+xml',
    });
    assert.equal(two.status, 400);
    assert.equal(textAt(two.body, 'Code', 'Value'), 'SOAP-ENV:Sender');
    assert.match(
      textAt(two.body, 'Detail', 'ExceptionInfo', 'Message') ?? '',
      /^Authentication failed!/,
    );
  });

  it('do not change successful answers', async () => {
    const answer = await post(server.url, envelope(getAccessToken(), credentials(sampleTicket)));
    assert.equal(answer.header.get('Succeeded')?.text, 'true');
  });
});

describe('a login that fails', () => {
  it('is not an error: the call succeeds and nobody is authenticated', async (t) => {
    const server = await startDemoServer();
    t.after(() => server.close());
    const messages = [
      '<AuthenticateUsernamePassword><UserName>demo</UserName><Password>wrong</Password></AuthenticateUsernamePassword>',
      '<AuthenticateUsernamePassword/>',
      '<AuthenticateUsernamePassword><UserName>7T:x</UserName></AuthenticateUsernamePassword>',
      '<AuthenticateWithAccessToken><AccessToken>8A:x</AccessToken></AuthenticateWithAccessToken>',
      '<AuthenticateWithAccessToken/>',
      '<AuthenticateGeneric/>',
      '<AuthenticateImplicit/>',
    ];
    for (const message of messages) {
      const answer = await post(server.url, envelope(inServices(message)), SO_PRINCIPAL);
      assert.equal(answer.status, 200);
      assert.equal(answer.header.get('Succeeded')?.text, 'true', message);
      assert.equal(answer.header.has('ExceptionInfo'), false);
      assert.equal(answer.body.name, 'AuthenticateResponse');
      assert.deepEqual(contentOf(answer.body), [
        ['Response', null],
        ['Credentials', ''],
        ['AuthenticationSucceeded', 'false'],
      ]);
      const [, credentialsOfNobody] = answer.body.children;
      assert.ok(credentialsOfNobody);
      assert.deepEqual(contentOf(credentialsOfNobody), [['Ticket', null]]);
    }
  });
});
