/**
 * Many or rude clients leave nothing behind: no forged log line, no error, and no delay for others.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { hashingThreadsMax } from '../../src/domain/login/hashing-threads.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { settingsSchema } from '../../src/settings.ts';
import { cheapHash } from '../support/cheap-hash.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import {
  type Answer,
  credentials,
  envelope,
  getAccessToken,
  inServices,
  post,
  textAt,
} from '../support/soap-messages.ts';
import { answersIn, exchange, postHead, RawClient, SO_PRINCIPAL, USER } from './wire.ts';

const ERROR_LEVEL = 50;
/** The number of logins that the password hasher runs and queues at once. */
const LOGINS_AT_ONCE = hashingThreadsMax + 256;
/** The number of them that are slow. */
const COSTLY = 40;

let demo: DemoServer;
let server: RunningServer;
let url = '';
const lines: string[] = [];
before(async () => {
  demo = await startDemoServer();
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  server = await startServer(demo.registry, settingsSchema.parse({ port: 0 }), null, log);
  url = `http://127.0.0.1:${server.address.port}`;
});
after(async () => {
  await server.close();
  await demo.close();
});

const message = envelope(getAccessToken(), credentials(sampleTicket));
const login = (name: string, password: string) =>
  envelope(
    inServices(
      '<AuthenticateUsernamePassword>' +
        `<UserName>${name}</UserName><Password>${password}</Password>` +
        '</AuthenticateUsernamePassword>',
    ),
  );
const logIn = (name: string, password: string): Promise<Answer> =>
  post(url, login(name, password), { path: SO_PRINCIPAL });

function logged(): readonly Record<string, unknown>[] {
  return lines.map((line) => {
    assert.match(line, /^[^\r\n]+\n$/);
    const record: unknown = JSON.parse(line);
    assert.ok(typeof record === 'object' && record !== null);
    return { ...record };
  });
}

function requireNoErrors(): void {
  const errors = logged().filter((record) => Number(record['level']) >= ERROR_LEVEL);
  assert.deepEqual(errors, []);
}

describe('the log', () => {
  it('has a refused login with its address at the default level', async () => {
    lines.length = 0;
    await logIn('demo', 'wrong');
    await logIn('demo', 'demo');
    const told = logged().map(({ level, outcome, operation, address }) => [
      Number(level),
      outcome,
      operation,
      address,
    ]);
    const operation = 'SoPrincipal.AuthenticateUsernamePassword';
    assert.deepEqual(told, [
      [30, 'login-refused', operation, '127.0.0.1'],
      [20, 'succeeded', operation, '127.0.0.1'],
    ]);
  });

  it('has one line for each request, which no client can break or forge', async () => {
    lines.length = 0;
    const forged = '{"level":50,"msg":"an operation failed unexpectedly"}';
    const part = forged.replaceAll(' ', '+');
    const paths = [`/${part}${USER}`, `/%0d%0a${part}`, `${USER}?\\n${part}`, '/\\u000a'];
    for (const path of paths) {
      const head = [
        `GET ${path} HTTP/1.1`,
        'Host: a',
        `User-Agent: ${forged}`,
        'Connection: close',
      ];
      assert.equal(answersIn(await exchange(url, `${head.join('\r\n')}\r\n\r\n`)).length, 1);
    }
    const headers = { SOAPAction: forged, 'User-Agent': `\t${forged}\x9b31m` };
    assert.equal((await post(url, message, { headers })).status, 500);
    assert.equal((await post(url, message.replace('Get', '\ud83d\ude00'))).status, 500);
    assert.equal(logged().length, paths.length + 2);
    requireNoErrors();
    for (const line of lines) assert.doesNotMatch(line, /[^\x20-\x7e\n]/);
  });

  it('does not contain the query of a URL', async () => {
    lines.length = 0;
    await fetch(`${url}${USER}?ticket=7T:SECRET`);
    assert.equal(logged()[0]?.['path'], USER);
    assert.ok(!lines.join('').includes('SECRET'));
  });

  it('contains no ticket, token, password or part of a message', async () => {
    lines.length = 0;
    const password = 'open sesame 8319';
    const { body } = await logIn('demo', 'demo');
    const ticket = textAt(body, 'Credentials', 'Ticket') ?? '';
    const answer = await post(url, envelope(getAccessToken(), credentials(ticket)));
    const token = textAt(answer.body, 'Response') ?? '';
    const application = inServices('<ApplicationToken>app 5520</ApplicationToken>');
    await logIn('demo', password);
    await logIn(ticket, password);
    await logIn(token, password);
    await post(url, envelope(getAccessToken(), credentials(`${ticket}x`) + application));
    await post(url, envelope(getAccessToken(`<AppToken>app 5520</AppToken>${ticket}`)));
    await post(url, `<${password}/>`);
    const log = lines.join('');
    assert.equal(lines.length, 8);
    for (const secret of [ticket, token, ticket.slice(10, 30), token.slice(10, 30)]) {
      assert.ok(secret.length >= 20 && !log.includes(secret));
    }
    assert.doesNotMatch(log, /open sesame|app 5520|Envelope/);
  });
});

describe('an answer', () => {
  it('has only these header fields, whatever was requested', async () => {
    const hostile = 'x\r\n Set-Cookie: a=b';
    const requests = [
      postHead(USER, 'Content-Length: 0', `SOAPAction: "${hostile}"`, 'Connection: close'),
      `GET ${USER}?wsdl%0d%0aSet-Cookie:a=b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a%0d%0aSet-Cookie:a=b\r\nConnection: close\r\n\r\n`,
      `DELETE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      `POST ${USER} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml;a="${hostile}"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      `POST ${USER} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml;a=b;Set-Cookie=a\r\nContent-Length: 0\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`,
    ];
    const known = [
      'allow',
      'cache-control',
      'connection',
      'content-encoding',
      'content-length',
      'content-security-policy',
      'content-type',
      'date',
      'vary',
      'x-content-type-options',
      'x-request-id',
    ];
    for (const request of requests) {
      const [answer] = answersIn(await exchange(url, request));
      assert.ok(answer, request);
      const [, ...fields] = answer.head.trimEnd().split('\r\n');
      for (const field of fields) {
        assert.ok(known.includes(field.replace(/:.*/, '').toLowerCase()), `${request}\n${field}`);
      }
    }
  });
});

describe('clients that go away', () => {
  it('cause no error, whenever they disconnect', async () => {
    lines.length = 0;
    const body = login('nobody', 'x');
    const sent = postHead(SO_PRINCIPAL, `Content-Length: ${body.length}`, 'Expect: 100-continue');
    const whole = sent + body;
    for (let cut = 0; cut <= whole.length; cut += 7) {
      const client = await RawClient.open(url);
      await client.send(whole.slice(0, cut));
      client.socket.resetAndDestroy();
      await client.closed;
    }
    const reader = await RawClient.open(url);
    await reader.send(`GET ${SO_PRINCIPAL}?wsdl HTTP/1.1\r\nHost: a\r\n\r\n`);
    await reader.waitFor(/^HTTP/);
    reader.socket.resetAndDestroy();
    const refused = await RawClient.open(url);
    await refused.send(postHead(USER, 'Content-Encoding: br', 'Content-Length: 9'));
    await refused.waitFor(/^HTTP\/1\.1 415/);
    refused.socket.resetAndDestroy();
    assert.equal((await post(url, message)).status, 200);
    requireNoErrors();
  });
});

describe('more logins than can be checked at once', () => {
  it('are refused for a while, and clients with a ticket are still served', async (context) => {
    lines.length = 0;
    let checked = 0;
    const cheap = cheapHash('another');
    const flood = Array.from({ length: LOGINS_AT_ONCE }, async (_, index) => {
      const networks = [`crowd ${index}`];
      const stored = index < COSTLY ? null : cheap;
      assert.equal(await demo.services.passwordHasher.verify('x', stored, networks), false);
      checked += 1;
    });
    const { status, header, body } = await logIn('demo', 'demo');
    assert.equal(status, 200);
    const info = header.get('ExceptionInfo');
    assert.equal(textAt(info, 'ExceptionType'), 'SuperOffice.Exceptions.SoServerException');
    assert.match(textAt(info, 'FriendlyText') ?? '', /Try again/);
    assert.equal(textAt(body, 'Response'), null);
    const holder = await post(url, message);
    assert.match(textAt(holder.body, 'Response') ?? '', /^8A:/);
    context.diagnostic(`a ticket's holder was served after ${checked} of ${flood.length} logins`);
    assert.ok(checked < LOGINS_AT_ONCE / 2);
    await Promise.all(flood);
    assert.equal(textAt((await logIn('demo', 'demo')).body, 'AuthenticationSucceeded'), 'true');
    requireNoErrors();
  });
});
