/** Malformed and unusual HTTP: framing, paths, hosts, codings and connections. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { credentials, envelope, getAccessToken } from '../support/soap-messages.ts';
import {
  answersIn,
  exchange,
  postHead,
  type RawAnswer,
  RawClient,
  requireClean,
  requireEnvelope,
  SO_PRINCIPAL,
  USER,
} from './wire.ts';

const message = envelope(getAccessToken(), credentials(sampleTicket));
const CLOSE = 'Connection: close';

let server: DemoServer;
before(async () => {
  server = await startDemoServer({ settings: { trustedProxies: ['127.0.0.1'] } });
});
after(() => server.close());

/** A complete POST of the message. */
function posting(body: string | Buffer = message, ...fields: readonly string[]): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return Buffer.concat([
    Buffer.from(postHead(USER, `Content-Length: ${bytes.length}`, ...fields), 'latin1'),
    bytes,
  ]);
}

/** Sends the bytes and returns the only answer. The server must then close the connection. */
async function answerTo(...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const received = await exchange(server.url, ...parts);
  const [answer, second] = answersIn(received);
  assert.ok(answer && !second, received);
  requireClean(received);
  return answer;
}

function requireToken({ status, body }: RawAnswer): void {
  assert.equal(status, 200, body);
  assert.match(body, /<User:Response>8A:[^<]+</);
}

describe('a request whose end is in doubt', () => {
  const chunk = `${message.length.toString(16)}\r\n${message}\r\n`;
  const framings: Readonly<Record<string, string>> = {
    'length and chunks': `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`,
    'chunks and length': `Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n${chunk}0\r\n\r\n`,
    'a negative length': `Content-Length: -1\r\n\r\n${message}`,
    'two lengths': `Content-Length: 5\r\nContent-Length: 6\r\n\r\n${message}`,
    'the same length twice': `Content-Length: 5\r\nContent-Length: 5\r\n\r\n${message}`,
    'a list of lengths': `Content-Length: 5, 5\r\n\r\n${message}`,
    'a signed length': `Content-Length: +5\r\n\r\n${message}`,
    'a hexadecimal length': `Content-Length: 0x5\r\n\r\n${message}`,
    'a length that is too long for a number': `Content-Length: ${'9'.repeat(30)}\r\n\r\n`,
    'no hexadecimal chunk size': `Transfer-Encoding: chunked\r\n\r\nzz\r\n${message}`,
    'a negative chunk size': `Transfer-Encoding: chunked\r\n\r\n-5\r\n${message}`,
    'a chunk size of too many digits': `Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(20)}\r\n`,
    'a chunk that is too long': `Transfer-Encoding: chunked\r\n\r\n5\r\n${message}\r\n0\r\n\r\n`,
    'chunks before another coding': `Transfer-Encoding: chunked, gzip\r\n\r\n${chunk}0\r\n\r\n`,
    'a space before the colon': `Transfer-Encoding : chunked\r\n\r\n${chunk}0\r\n\r\n`,
    'a zero byte in a field': `X-A: a\0b\r\nContent-Length: 0\r\n\r\n`,
    'a bare carriage return in a field': `X-A: a\rContent-Length: 5\r\n\r\n`,
  };
  for (const [name, rest] of Object.entries(framings)) {
    it(`is refused: ${name}`, async () => {
      const { status, head } = await answerTo(`POST ${USER} HTTP/1.1\r\nHost: a\r\n${rest}`);
      assert.ok([400, 413].includes(status), head);
      assert.match(head, /^connection: close\r$/im);
    });
  }

  it('does not smuggle in a second request', async () => {
    const hidden = `GET ${USER}?wsdl HTTP/1.1\r\nHost: a\r\n\r\n`;
    const start = `POST ${USER} HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n`;
    for (const fields of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
      'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
      'Transfer-Encoding: \x0bchunked\r\n',
      `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n`,
    ]) {
      const answers = answersIn(
        await exchange(server.url, `${start}${fields}\r\n0\r\n\r\n${hidden}`),
      );
      assert.deepEqual([answers.length, answers[0]?.status], [1, 400], fields);
    }
  });

  it('is refused if its header, trailer or chunk extensions do not end', async () => {
    const long = `X-A: ${'x'.repeat(17_000)}\r\n`;
    const many = 'X-A: 1\r\n'.repeat(3_000);
    for (const fields of [long, many]) {
      const { status } = await answerTo(`POST ${USER} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`);
      assert.equal(status, 431);
    }
    const chunked = postHead(USER, 'Transfer-Encoding: chunked');
    const trailer = await answerTo(`${chunked}1\r\n \r\n0\r\n${many}\r\n`);
    assert.equal(trailer.status, 431);
    const extension = await answerTo(`${chunked}1;${'x'.repeat(17_000)}\r\n \r\n0\r\n\r\n`);
    assert.equal(extension.status, 413);
  });

  it('is refused if it is not HTTP, or of an unknown version', async () => {
    for (const junk of [
      'GARBAGE\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      'GET / HTTP/9.9\r\n\r\n',
      'GET / HTTP/1.1 x\r\n\r\n',
      'GET  HTTP/1.1\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      `GET ${USER}\0?wsdl HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET ${USER}\x7f HTTP/1.1\r\nHost: a\r\n\r\n`,
    ]) {
      assert.equal((await answerTo(junk)).status, 400, junk);
    }
  });

  it('gets 417 for an unknown expectation', async () => {
    const { status } = await answerTo(posting(message, 'Expect: a miracle', CLOSE));
    assert.equal(status, 417);
  });

  it('gets no interim answer over HTTP/1.0, which has none', async () => {
    const old = String(posting(message, 'Expect: 100-continue')).replace('HTTP/1.1', 'HTTP/1.0');
    const received = await exchange(server.url, old);
    assert.match(received, /^HTTP\/1\.1 200 /);
  });
});

describe('a path', () => {
  const get = (path: string) => answerTo(`GET ${path} HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n\r\n`);

  it('never leads to a file', async () => {
    for (const path of [
      '/../../../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/Remote/Services88/../../package.json',
      '/Remote/Services88/..%2f..%2fpackage.json',
      '/Remote/Services88/User.svc/../../../package.json',
      '/Remote/Services88/User.svc%00.txt',
      '/Remote\\Services88\\User.svc',
      '//..//..//etc//passwd',
      'file:///etc/passwd',
    ]) {
      const { status, body } = await get(path);
      assert.equal(status, 404, path);
      assert.doesNotMatch(body, /root:|"name"/);
    }
  });

  it('is not looked up as the name of a property', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const path = `/Remote/Services88/${name}.svc`;
      assert.equal((await get(path)).status, 404);
      const sent = String(posting(message, CLOSE)).replace(USER, path);
      assert.equal((await answerTo(sent)).status, 404);
    }
  });

  it('is read quickly, however long it is', async () => {
    const path = '/a'.repeat(7_500);
    const long = {
      [path]: 404,
      [`${path}${USER}`]: 200,
      [`${USER.repeat(500)}x`]: 404,
      [`${'/remote/services88'.repeat(800)}/`]: 404,
      [`/${'a'.repeat(15_000)}`]: 404,
      ['/'.repeat(15_000)]: 200,
      [`${'//a'.repeat(5_000)}`]: 404,
      [`/?${'?a=b&wsdl'.repeat(1_500)}`]: 200,
    };
    for (const [target, expected] of Object.entries(long)) {
      const startedAt = performance.now();
      assert.equal((await get(target)).status, expected);
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs < 1_000, `${target.slice(0, 40)}… took ${Math.round(tookMs)} ms`);
    }
  });

  it('may be an absolute URI, over HTTP/1.0 and without a Host', async () => {
    const absolute = String(posting())
      .replace(USER, `http://crm.example.com/app${USER}`)
      .replace('HTTP/1.1\r\nHost: 127.0.0.1', 'HTTP/1.0');
    requireToken(await answerTo(absolute));
  });
});

describe('the address in the WSDL', () => {
  async function addressFor(path: string, ...fields: readonly string[]): Promise<string> {
    const lines = [`GET ${path}?wsdl HTTP/1.1`, ...fields, CLOSE];
    const { status, body } = await answerTo(`${lines.join('\r\n')}\r\n\r\n`);
    assert.equal(status, 200, path);
    const [, address = ''] = /<soap:address location="([^"]*)"/.exec(body) ?? [];
    return address;
  }

  const hosts = [
    'a"b',
    'a/b',
    'a?b',
    'a#b',
    'a b',
    'user@host',
    '<x>',
    "a'b",
    'a\\b',
    'a:b',
    'a:1:2',
    'a%0d%0aSet-Cookie:x',
    'javascript:alert(1)',
    '\xe6',
    '[::1',
    ':80',
    'a:99999',
    '1.2.3.4.5',
    '[::::]',
    '',
  ];
  for (const host of hosts) {
    it(`is a clean URL if the host is ${JSON.stringify(host)}`, async () => {
      for (const fields of [[`Host: ${host}`], ['Host: a', `X-Forwarded-Host: ${host}`]]) {
        const address = await addressFor(USER, ...fields);
        assert.ok(URL.canParse(address), address);
        const url = new URL(address);
        assert.ok([server.url, 'http://a'].includes(url.origin), address);
        assert.deepEqual([url.pathname, url.search, url.hash], [USER, '', '']);
      }
    });
  }

  it('is a clean URL even if the path is not', async () => {
    for (const path of [`/"><script>${USER}`, `/'${USER}`, `/a|b${USER}`, `/{}${USER}`]) {
      const address = await addressFor(path, 'Host: a');
      assert.ok(URL.canParse(address.replaceAll('&quot;', '"')), address);
      assert.doesNotMatch(address, /[<>"]/);
    }
  });

  it('never has a scheme that the proxy made up', async () => {
    for (const scheme of ['javascript', 'ftp', 'https:', 'http, javascript', '']) {
      const address = await addressFor(USER, 'Host: a', `X-Forwarded-Proto: ${scheme}`);
      assert.equal(address, `http://a${USER}`);
    }
  });

  it('is not taken from the request line of HTTP/1.0 without a Host', async () => {
    const target = `http://crm.example.com${SO_PRINCIPAL}?wsdl`;
    const { body } = await answerTo(`GET ${target} HTTP/1.0\r\n\r\n`);
    const [, address = ''] = /<soap:address location="([^"]*)"/.exec(body) ?? [];
    assert.equal(address, server.url + SO_PRINCIPAL);
  });
});

describe('compression', () => {
  const packed = {
    gzip: gzipSync(message),
    'x-gzip': gzipSync(message),
    GZIP: gzipSync(message),
    deflate: deflateSync(message),
    ' deflate ': deflateRawSync(message),
    identity: Buffer.from(message),
    constructor: Buffer.from(message),
  };
  for (const [coding, body] of Object.entries(packed)) {
    it(`of a request by "${coding}" is understood`, async () => {
      requireToken(await answerTo(posting(body, `Content-Encoding: ${coding}`, CLOSE)));
    });
  }

  it('of a request is refused if the body has another coding', async () => {
    const lies: readonly (readonly [string, Buffer, number])[] = [
      ['gzip', Buffer.from(message), 400],
      ['gzip', gzipSync(message).subarray(0, -9), 400],
      ['gzip', Buffer.alloc(0), 400],
      ['deflate', gzipSync(message), 400],
      ['br', Buffer.from(message), 415],
      ['gzip, gzip', gzipSync(gzipSync(message)), 415],
      ['constructor, br', Buffer.from(message), 415],
    ];
    for (const [coding, body, status] of lies) {
      const answer = await answerTo(posting(body, `Content-Encoding: ${coding}`, CLOSE));
      assert.equal(answer.status, status, coding);
      requireEnvelope(answer.body);
    }
  });

  const wanted: Readonly<Record<string, string | undefined>> = {
    gzip: 'gzip',
    deflate: 'deflate',
    'gzip, deflate, br': 'gzip',
    'gzip;q=0, deflate': 'deflate',
    'gzip;q=0': undefined,
    'gzip; Q = 0.000': undefined,
    'deflate;q=0,gzip;q=0': undefined,
    identity: undefined,
    br: undefined,
    '*': undefined,
    'gzip;q=x': undefined,
    '': undefined,
  };
  for (const [field, coding] of Object.entries(wanted)) {
    it(`of the answer to "${field}" is ${coding ?? 'none'}`, async () => {
      const { head, body } = await answerTo(posting(message, `Accept-Encoding: ${field}`, CLOSE));
      assert.equal(/^content-encoding: (\S+)\r$/im.exec(head)?.[1], coding);
      const bytes = Buffer.from(body, 'latin1');
      const decode = coding === 'gzip' ? gunzipSync : inflateSync;
      requireToken({ status: 200, head, body: String(coding ? decode(bytes) : bytes) });
    });
  }
});

describe('a connection', () => {
  it('carries bodies in chunks, with extensions and a trailer', async () => {
    const half = Math.floor(message.length / 2);
    const [one, two] = [message.slice(0, half), message.slice(half)];
    const size = (part: string) => part.length.toString(16);
    const sent = await answerTo(
      postHead(USER, 'Transfer-Encoding: chunked', CLOSE),
      `${size(one)};a=b\r\n${one}\r\n`,
      `00${size(two).toUpperCase()}\r\n${two}\r\n0\r\nX-Trailer: 1\r\n\r\n`,
    );
    requireToken(sent);
  });

  it('stays open for a second request', async () => {
    const client = await RawClient.open(server.url);
    for (const count of [1, 2]) {
      await client.send(posting());
      const answer = (await client.answers(count))[count - 1];
      assert.ok(answer);
      requireToken(answer);
      assert.match(answer.head, /^connection: keep-alive\r$/im);
    }
    client.socket.destroy();
  });

  it('is closed if a request is refused before its body was read', async () => {
    const client = await RawClient.open(server.url);
    await client.send(postHead(USER, 'Content-Encoding: br', 'Content-Length: 1000'));
    const [answer] = await client.answers(1);
    assert.equal(answer?.status, 415);
    assert.match(answer.head, /^connection: close\r$/im);
    await client.send('x'.repeat(1000));
    await client.untilClosed();
  });

  it('is closed if the client asks for it, with Connection: close', async () => {
    const answer = await answerTo(posting(message, CLOSE));
    requireToken(answer);
    assert.match(answer.head, /^connection: close\r$/im);
  });

  it('answers pipelined requests in their order', async () => {
    const client = await RawClient.open(server.url);
    const logIn = envelope(
      '<AuthenticateUsernamePassword xmlns="http://www.superoffice.net/ws/crm/NetServer/Services88">' +
        '<UserName>nobody</UserName></AuthenticateUsernamePassword>',
    );
    const slow = Buffer.from(String(posting(logIn)).replace(USER, SO_PRINCIPAL));
    const fast = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    await client.send(Buffer.concat([slow, posting(), Buffer.from(fast), posting(message, CLOSE)]));
    const answers = answersIn(await client.untilClosed());
    assert.deepEqual(
      answers.map(({ body }) => /AuthenticateResponse|GetAccessTokenResponse|html/.exec(body)?.[0]),
      ['AuthenticateResponse', 'GetAccessTokenResponse', 'html', 'GetAccessTokenResponse'],
    );
  });

  it('answers a client that has half-closed the connection', async () => {
    const client = await RawClient.open(server.url);
    await client.send(posting());
    client.socket.end();
    const [answer] = answersIn(await client.untilClosed());
    assert.ok(answer);
    requireToken(answer);
  });
});
