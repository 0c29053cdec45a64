/**
 * Every limit, from outside: requests that are too large, too slow or too many are refused, and
 * leave nothing behind.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip, gzipSync } from 'node:zlib';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import type { Settings } from '../../src/settings.ts';
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
import { exchange, postHead, RawClient, requireClean, USER } from './wire.ts';

const MIB = 2 ** 20;
const header = credentials(sampleTicket);
const message = envelope(getAccessToken(), header);

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

/** Runs with a server of its own. */
async function withServer(
  settings: Partial<Settings>,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const own = await startDemoServer({ settings });
  try {
    await work(own.url);
  } finally {
    await own.close();
  }
}

async function requireAlive(url = server.url): Promise<void> {
  const { status, body } = await post(url, message);
  assert.equal(status, 200);
  assert.match(textAt(body, 'Response') ?? '', /^8A:/);
}

/** The message, padded to the size. */
function messageOf(bytes: number): string {
  const build = (fill: number) =>
    envelope(getAccessToken(`<AppToken>${'x'.repeat(fill)}</AppToken>`), header);
  return build(bytes - build(0).length);
}

async function gzipZeros(bytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const zeros = Buffer.alloc(MIB);
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => void chunks.push(chunk));
  const ended = new Promise((resolve) => gzip.once('end', resolve));
  for (let written = 0; written < bytes; written += MIB) gzip.write(zeros);
  gzip.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Returns how much the memory of the process grew during the work, sampled every millisecond. */
async function growthWhile<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const watch = setInterval(look, 1);
  try {
    const result = await work();
    look();
    return [result, peak - before];
  } finally {
    clearInterval(watch);
  }
}

function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a message that is too large', () => {
  it('is refused with little memory if it is a compression bomb', async (context) => {
    const bomb = await gzipZeros(100 * MIB);
    await requireAlive();
    const headers = { 'Content-Encoding': 'gzip' };
    const [answer, grown] = await growthWhile(() =>
      post(server.url, new Uint8Array(bomb), { headers }),
    );
    assert.equal(answer.status, 413);
    assert.match(answer.text, /larger than 1048576 bytes/);
    context.diagnostic(`${bomb.length} bytes of a bomb grew the process by ${grown} bytes`);
    assert.ok(grown < 50 * MIB, `grew by ${grown}`);
    await requireAlive();
  });

  it('is refused by its Content-Length before a client with Expect has sent it', async () => {
    const client = await RawClient.open(server.url);
    await client.send(postHead(USER, `Content-Length: ${MIB + 1}`, 'Expect: 100-continue'));
    const [answer] = await client.answers(1);
    assert.equal(answer?.status, 413);
    assert.match(answer.head, /^connection: close\r$/im);
    assert.match(answer.body, /Fault/);
    client.socket.destroy();
  });

  it('is refused by its Content-Length, and its sender still gets the answer', async () => {
    const received = await exchange(
      server.url,
      postHead(USER, `Content-Length: ${4 * MIB}`),
      Buffer.alloc(4 * MIB, ' '),
    );
    assert.match(received, /^HTTP\/1\.1 413 /);
    assert.match(received, /<\/SOAP-ENV:Envelope>$/);
  });

  it('is refused if its chunks never end', async () => {
    const client = await RawClient.open(server.url);
    await client.send(postHead(USER, 'Transfer-Encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 17; sent += 1) await client.send(chunk);
    const [answer] = await client.answers(1);
    assert.equal(answer?.status, 413);
    for (let sent = 0; sent < 1000; sent += 1) await client.send(chunk);
    await client.untilClosed();
  });

  it('is accepted at exactly the allowed size', async () => {
    const { status, text } = await post(server.url, messageOf(MIB));
    assert.equal(status, 200, text);
    assert.equal((await post(server.url, messageOf(MIB + 1))).status, 413);
    const packed = new Uint8Array(gzipSync(messageOf(MIB + 1)));
    const headers = { 'Content-Encoding': 'gzip' };
    assert.equal((await post(server.url, packed, { headers })).status, 413);
  });
});

describe('a message that is small', () => {
  it('uses little memory, however many chunks it has', async (context) => {
    const client = await RawClient.open(server.url);
    const before = liveBytes();
    let grown = 0;
    await client.send(postHead(USER, 'Transfer-Encoding: chunked'));
    const block = Buffer.from('1\r\n \r\n'.repeat(MIB / 64));
    for (let sent = 0; sent < 60; sent += 1) {
      await client.send(block);
      if (sent % 10 === 9) grown = Math.max(grown, liveBytes() - before);
    }
    await client.send('0\r\n\r\n');
    assert.equal((await client.answers(1))[0]?.status, 500);
    client.socket.destroy();
    context.diagnostic(`${(60 * MIB) / 64} bytes in chunks of one cost ${grown} bytes`);
    assert.ok(grown < 32 * MIB, `${grown} bytes`);
  });

  it('does not get a large answer', async () => {
    const uri = 'u'.repeat(100_000);
    const blocks = '<p:x s:mustUnderstand="1"/>'.repeat(32);
    const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
    const sent =
      `<s:Envelope xmlns:s="${soap12}" xmlns:p="${uri}"><s:Header>${blocks}</s:Header>` +
      '<s:Body/></s:Envelope>';
    const { text } = await post(server.url, sent, { contentType: 'application/soap+xml' });
    assert.ok(text.length < 2 * sent.length, `${sent.length} bytes got ${text.length}`);
  });

  it('is read quickly, however long its namespaces and names are', async () => {
    const names = Array.from({ length: 100 }, (_, index) => ` p:a${index}=""`).join('');
    const elements = `<b${names}/>`.repeat(100);
    const uri = 'u'.repeat(500_000);
    const name = 'n'.repeat(200_000);
    for (const inner of [
      `<c xmlns:p="${uri}">${elements}</c>`,
      `<${name} ${name}=""/>`,
      `<c ${name}="${'&lt;'.repeat(50_000)}"/>`,
    ]) {
      const startedAt = performance.now();
      const { text, status } = await post(server.url, envelope(getAccessToken(inner), header));
      const tookMs = performance.now() - startedAt;
      assert.notEqual(status, 413, 'it is not small');
      requireClean(text);
      assert.ok(tookMs < 2_000, `${inner.slice(0, 30)}… took ${Math.round(tookMs)} ms`);
    }
  });
});

describe('an envelope', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const attributes = (count: number) =>
    Array.from({ length: count }, (_, index) => ` a${index}=""`).join('');
  const blocks = (count: number) => header + '<x xmlns="urn:x"/>'.repeat(count - 1);
  const parameters = (inner: string) => envelope(getAccessToken(inner), header);
  // The counts also include Envelope, Header, Credentials, Ticket, Body and GetAccessToken.
  const cases: readonly [name: string, taken: string, refused: string, says: RegExp][] = [
    ['depth', parameters(nested(61)), parameters(nested(62)), /deeper than 64 elements/],
    [
      'elements',
      parameters('<a/>'.repeat(9_994)),
      parameters('<a/>'.repeat(9_995)),
      /more than 10000 elements/,
    ],
    [
      'attributes',
      parameters(`<a${attributes(128)}/>`),
      parameters(`<a${attributes(129)}/>`),
      /more than 128 attributes/,
    ],
    [
      'header blocks',
      envelope(getAccessToken(), blocks(32)),
      envelope(getAccessToken(), blocks(33)),
      /more than 32 header blocks/,
    ],
  ];
  for (const [name, taken, refused, says] of cases) {
    it(`has a limit on ${name}`, async () => {
      const good = await post(server.url, taken);
      assert.equal(good.status, 200, good.text);
      assert.match(textAt(good.body, 'Response') ?? '', /^8A:/, good.text);
      const bad = await post(server.url, refused);
      assert.equal(bad.status, 500);
      assert.match(textAt(bad.body, 'faultstring') ?? '', says);
    });
  }

  it('also counts header blocks for other receivers', async () => {
    const foreign =
      '<x xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" e:actor="urn:other"/>'.repeat(33);
    const answer = await post(server.url, envelope(getAccessToken(), foreign));
    assert.match(answer.text, /more than 32 header blocks/);
  });

  it('also counts header blocks outside of the Header', async () => {
    const loose = '<x xmlns="urn:x"/>'.repeat(32);
    const sent = message.replace('<Body>', `${loose}<Body>`);
    assert.match((await post(server.url, sent)).text, /more than 32 header blocks/);
  });

  it('may have an attribute as large as the message', async () => {
    const { text, status } = await post(
      server.url,
      parameters(`<a b="${'x'.repeat(1_000_000)}"/>`),
    );
    assert.equal(status, 200, text);
  });
});

describe('a document type', () => {
  const laughs = Array.from(
    { length: 10 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  ).join('');
  const types = {
    'an external entity': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    'an external subset': '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    'a parameter entity': '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]>',
    'a billion laughs': `<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}<!ENTITY e "&l10;">]>`,
    'quadratic blowup': `<!DOCTYPE x [<!ENTITY e "${'x'.repeat(100_000)}">]>`,
  };
  for (const [name, type] of Object.entries(types)) {
    it(`with ${name} is refused`, async () => {
      const inner = `<AppToken>${'&e;'.repeat(10_000)}</AppToken>`;
      const startedAt = performance.now();
      const answer: Answer = await post(
        server.url,
        type + envelope(getAccessToken(inner), inServices('<TimeZone>&e;</TimeZone>')),
      );
      assert.ok(performance.now() - startedAt < 2_000);
      assert.equal(answer.status, 500);
      assert.match(answer.text, /\(DTD\) is not allowed/);
      assert.doesNotMatch(answer.text, /root:|lol/);
    });
  }

  it('cannot define entities, so all but the predefined ones are unknown', async () => {
    for (const name of ['e', 'constructor', '__proto__', 'nbsp']) {
      const { text } = await post(server.url, envelope(getAccessToken(`&${name};`), header));
      assert.match(text, /undefined entity/);
    }
  });
});

describe('a slow client', () => {
  const hurry = { headersTimeoutSeconds: 1, requestTimeoutSeconds: 1 };
  const slow: Readonly<Record<string, string>> = {
    'in the header': 'POST /Remote/Services88/User.svc HTTP/1.1\r\nHost: a\r\nContent-T',
    'in the body': `${postHead(USER, 'Content-Length: 500')}<Envelope`,
    'in the body, in chunks': `${postHead(USER, 'Transfer-Encoding: chunked')}5\r\n<a`,
    'after it was told to continue': postHead(USER, 'Content-Length: 5', 'Expect: 100-continue'),
  };
  it('is disconnected', async () => {
    await withServer(hurry, async (url) => {
      const answers = Object.entries(slow).map(
        async ([name, text]) => [name, await exchange(url, text)] as const,
      );
      for (const [name, received] of await Promise.all(answers)) {
        const last = received.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
        assert.match(last, /^HTTP\/1\.1 408 Request Timeout\r\n/, name);
        requireClean(last);
      }
      await requireAlive(url);
    });
  });

  it('is disconnected if it sends nothing', async () => {
    await withServer(hurry, async (url) => {
      await exchange(url);
      await requireAlive(url);
    });
  });
});

describe('connections', () => {
  it('are closed if the client pipelines too much', async () => {
    const ask = (count: number) =>
      'GET /Remote/Services88/User.svc?wsdl HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(count);
    const patient = await RawClient.open(server.url);
    await patient.send(ask(16));
    assert.equal((await patient.answers(16)).length, 16);
    patient.socket.destroy();
    const received = await exchange(server.url, ask(500));
    assert.ok(received.split('HTTP/1.1 200').length - 1 <= 16);
    await requireAlive();
  });

  it('above the limit are dropped until another one closes', async () => {
    await withServer({ connectionsMax: 2 }, async (url) => {
      const [one, two] = [await RawClient.open(url), await RawClient.open(url)];
      for (const client of [one, two]) await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await one.answers(1);
      await two.answers(1);
      assert.equal(await exchange(url), '', 'the third is not answered');
      await two.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      assert.equal((await two.answers(2))[1]?.status, 200, 'the open connections still work');
      await two.untilClosed();
      const received = await exchange(url, 'GET / HTTP/1.0\r\n\r\n');
      assert.match(received, /^HTTP\/1\.1 200 /);
      one.socket.destroy();
    });
  });
});
