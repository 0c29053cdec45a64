/** Requests of real clients that differ from the standards. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { type SoapVersion, soapVersions } from '../../src/soap/version.ts';
import { answersIn, RawClient } from '../hostile/wire.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { operations, reasonOf } from '../support/service-calls.ts';
import {
  type Answer,
  credentials,
  envelope,
  getAccessToken,
  inServices,
  type Post,
  post,
  SERVICES88,
  textAt,
} from '../support/soap-messages.ts';

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

const versions = ['1.1', '1.2'] as const;
const NONE = 'http://schemas.microsoft.com/ws/2005/05/addressing/none';

interface Call {
  readonly service: 'SoPrincipal' | 'User';
  readonly operation: string;
  readonly body: string;
  readonly header: string;
}
const calls: readonly Call[] = [
  {
    service: 'SoPrincipal',
    operation: 'AuthenticateUsernamePassword',
    body: inServices(operations.byPassword('demo', 'demo')),
    header: '',
  },
  {
    service: 'User',
    operation: 'GetAccessToken',
    body: getAccessToken(),
    header: credentials(sampleTicket),
  },
];
const [login, token] = calls as [Call, Call];

function ask(call: Call, version: SoapVersion = '1.1', blocks = '', options: Post = {}) {
  return post(server.url, envelope(call.body, blocks + call.header, version), {
    contentType: `${soapVersions[version].mediaType}; charset=utf-8`,
    path: `/Remote/Services88/${call.service}.svc`,
    ...options,
  });
}

function assertAnswered({ status, body, text }: Answer): void {
  assert.equal(status, 200, text);
  assert.match(body.name, /Response$/);
  assert.ok(textAt(body, 'Credentials', 'Ticket') ?? textAt(body, 'Response'), text);
}

describe('header blocks of the addressing version "none", as WCF sends them', () => {
  const marked = (name: string, text: string, version: SoapVersion, mark: string, ns = NONE) =>
    `<${name} e:mustUnderstand="${mark}" xmlns:e="${soapVersions[version].envelope}" ` +
    `xmlns="${ns}">${text}</${name}>`;

  for (const version of versions) {
    for (const call of calls) {
      it(`are understood by ${call.service} in SOAP ${version}`, async () => {
        const action = `${SERVICES88}/${call.service}/${call.operation}`;
        for (const mark of ['1', 'true']) {
          for (const text of [action, '', ` ${action}\n`]) {
            assertAnswered(await ask(call, version, marked('Action', text, version, mark)));
          }
          const to = marked('To', 'http://crm.example.com/User.svc', version, mark);
          assertAnswered(await ask(call, version, marked('Action', action, version, mark) + to));
        }
      });
    }

    it(`must name the operation of the body, like SOAPAction, in SOAP ${version}`, async () => {
      const action = `${SERVICES88}/User/DeleteUser`;
      const answer = await ask(token, version, marked('Action', action, version, '1'));
      assert.equal(answer.status, version === '1.1' ? 500 : 400);
      assert.match(reasonOf(answer), /^Action says ".*DeleteUser", but the body holds GetAccess/);
    });

    it(`are understood, but not other blocks of their namespace, in SOAP ${version}`, async () => {
      const answer = await ask(token, version, marked('ReplyTo', '', version, '1'));
      assert.match(reasonOf(answer), /header block <ReplyTo> of the namespace ".*none" is marked/);
    });

    it(`of other addressing versions are not understood in SOAP ${version}`, async () => {
      for (const other of [
        'http://www.w3.org/2005/08/addressing',
        'http://schemas.xmlsoap.org/ws/2004/08/addressing',
      ]) {
        for (const name of ['Action', 'To']) {
          const answer = await ask(token, version, marked(name, '', version, '1', other));
          assert.match(reasonOf(answer), new RegExp(`<${name}> of the namespace "${other}"`));
        }
        const unmarked = `<Action xmlns="${other}">urn:x</Action>`;
        assertAnswered(await ask(token, version, unmarked));
      }
    });
  }
});

describe('Content-Encoding', () => {
  it('is ignored if it does not name a coding', async () => {
    for (const value of ['UTF-8', 'utf8', 'iso-8859-1', '8bit', 'text/xml', 'UTF-8, identity']) {
      assertAnswered(await ask(login, '1.1', '', { headers: { 'Content-Encoding': value } }));
    }
  });

  it('applies if it names a coding next to other words', async () => {
    const body = new Uint8Array(gzipSync(envelope(token.body, token.header)));
    const headers = { 'Content-Encoding': 'UTF-8, gzip' };
    assertAnswered(await post(server.url, body, { headers }));
  });

  it('is refused if it names an unsupported coding or several codings', async () => {
    for (const value of ['br', 'compress', 'X-Compress', 'zstd', 'UTF-8, br', 'gzip, deflate']) {
      const answer = await ask(login, '1.1', '', { headers: { 'Content-Encoding': value } });
      assert.equal(answer.status, 415, value);
      assert.match(reasonOf(answer), /^The Content-Encoding is not supported; expected gzip/);
    }
  });

  it('does not break a connection of the fast path if it is ignored', async () => {
    const message = envelope(login.body);
    const request = (field: string) =>
      `POST /Remote/Services88/SoPrincipal.svc HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n` +
      `${field}Content-Length: ${message.length}\r\n\r\n${message}`;
    const client = await RawClient.open(server.url);
    const fields = ['', 'Content-Encoding: UTF-8\r\n', '', 'Connection: close\r\n'];
    for (const [index, field] of fields.entries()) {
      await client.send(request(field));
      await client.answers(index + 1);
    }
    const answers = answersIn(await client.untilClosed());
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
  });
});

describe('the media type', () => {
  it('may have parameters that are unknown, empty, or spelled differently', async () => {
    for (const parameters of [
      '; charset=utf-8;',
      ';',
      '; charset=utf8',
      '; charset="utf8"',
      ';charset=UTF8;;',
      '; charset=',
      '; charset=""',
      '; charset',
      '; boundary=x; charset=utf-8',
      '; =x',
    ]) {
      for (const version of versions) {
        const contentType = soapVersions[version].mediaType + parameters;
        assertAnswered(await ask(login, version, '', { contentType }));
      }
    }
  });

  it('is refused with an unknown charset', async () => {
    for (const version of versions) {
      const { mediaType } = soapVersions[version];
      for (const charset of ['usacii', 'ebcdic', 'utf-7', 'utf-32']) {
        const contentType = `${mediaType}; charset=${charset}`;
        const answer = await ask(login, version, '', { contentType });
        assert.equal(answer.status, 415, charset);
        assert.match(reasonOf(answer), new RegExp(`^The encoding "${charset}" is not supported;`));
        assert.equal(answer.body.namespace, soapVersions[version].envelope);
      }
    }
  });

  it('is refused if the XML declaration has an unknown encoding', async () => {
    const declaration = '<?xml version="1.0" encoding="koi8-r"?>';
    const contentType = 'text/xml';
    const answer = await post(server.url, declaration + envelope(login.body), { contentType });
    assert.equal(answer.status, 415);
    assert.match(reasonOf(answer), /"koi8-r" is not supported/);
  });

  it('has an action only in SOAP 1.2', async () => {
    const contentTypeOf = (version: SoapVersion) =>
      `${soapVersions[version].mediaType}; charset=utf-8; action="urn:other"`;
    assertAnswered(await ask(login, '1.1', '', { contentType: contentTypeOf('1.1') }));
    const refused = await ask(login, '1.2', '', { contentType: contentTypeOf('1.2') });
    assert.match(reasonOf(refused), /says "urn:other"/);
  });
});

it('a fault reports white space before the XML declaration', async () => {
  const answer = await post(server.url, `\r\n<?xml version="1.0"?>${envelope(login.body)}`);
  assert.equal(
    reasonOf(answer),
    'The document is not well-formed XML: at line 2, column 1 there is an XML declaration with a ' +
      'line break or a blank in front of it. Send the document without them.',
  );
});
