/** Bodies of requests to REST: which are accepted, which are refused, and with which status. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { answersIn, exchange, RawClient, requireClean } from '../hostile/wire.ts';
import { seed, sizeOf } from '../support/long.ts';
import { authorization, callRest, errorOf, getAccessToken } from '../support/rest-calls.ts';
import { addUser, startSession, TestInstallation } from '../support/test-installation.ts';

const LOGIN = '/api/v1/Agents/SoPrincipal/AuthenticateUsernamePassword';
const BYTES_MAX = 4096;

let installation: TestInstallation;
let url: string;
let ticket: string;

before(async () => {
  installation = await TestInstallation.create('onsite');
  const services = await installation.servicesOf();
  ticket = await startSession(services, await addUser(services, 'anna', 'secret'));
  url = await installation.serve({ envelopeBytesMax: BYTES_MAX });
});
after(() => installation.close());

const proof = () => ({ authorization: authorization.ticket(ticket) });
const ask = (bytes: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  callRest(url, getAccessToken, { ...proof(), bytes, headers });

describe('a body that is accepted', () => {
  const compressed = (data: Buffer) => new Uint8Array(data);
  const request = '{"AppToken":"","IncludeCsSession":false}';
  const taken: readonly [string, string | Uint8Array<ArrayBuffer>, Record<string, string>][] = [
    ['empty, of another type', '', { 'Content-Type': 'text/plain' }],
    ['null', 'null', {}],
    ['an object without properties', ' {} ', {}],
    ['an object', request, {}],
    ['with a charset', request, { 'Content-Type': 'Application/JSON; charset="UTF-8"' }],
    ['of a type that is JSON, too', request, { 'Content-Type': 'application/vnd.x+json' }],
    ['with a byte order mark', `\ufeff${request}`, {}],
    ['gzip', compressed(gzipSync(request)), { 'Content-Encoding': 'gzip' }],
    ['deflate', compressed(deflateSync(request)), { 'Content-Encoding': 'deflate' }],
    ['with unknown properties', '{"a":[{"b":null}],"__proto__":{"AppToken":1}}', {}],
    ['as deep as may be', `{"a":${'['.repeat(63)}${']'.repeat(63)}}`, {}],
    ['as large as may be', request + ' '.repeat(BYTES_MAX - request.length), {}],
  ];
  for (const [title, bytes, headers] of taken) {
    it(`is ${title}`, async () => {
      const answer = await ask(bytes, headers);
      assert.equal(answer.status, 200, answer.text);
      assert.match(String(answer.json), /^8A:/);
    });
  }

  it('may be absent, without a length or a type', async () => {
    const lines = ['Host: x', `Authorization: SOTicket ${ticket}`, 'Connection: close'];
    const head = `POST ${getAccessToken} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
    assert.match(await exchange(url, head), /^HTTP\/1\.1 200 .*"8A:[^"]+"$/s);
  });
});

describe('a body that is refused', () => {
  const bomb = gzipSync(Buffer.alloc(BYTES_MAX * 4, ' '));
  const bytesOf = (...bytes: number[]) => new Uint8Array(bytes);
  const refused: readonly [
    title: string,
    bytes: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
    status: number,
    message: RegExp,
  ][] = [
    ['not JSON', '{AppToken}', {}, 400, /^The body is not JSON\. Expected an object such as/],
    ['blank', '  ', {}, 400, /^The body is not JSON\./],
    ['two values', '{}{}', {}, 400, /^The body is not JSON\./],
    ['an array', '[1]', {}, 400, /^Property GetAccessToken: expected an object\.$/],
    ['a text', '"x"', {}, 400, /^Property GetAccessToken: expected an object\.$/],
    [
      'a number for a text',
      '{"AppToken":1}',
      {},
      400,
      /AppToken: expected string as a JSON string/,
    ],
    ['a text for a truth', '{"includecssession":"true"}', {}, 400, /expected boolean as a JSON/],
    ['given twice', '{"AppToken":"","appToken":""}', {}, 400, /appToken: it is given twice\.$/],
    ['control characters', '{"AppToken":"a\\u0000"}', {}, 400, /it has a control character/],
    ['half a character', '{"AppToken":"\\ud800"}', {}, 400, /half of a character/],
    ['too deep', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, {}, 400, /nested deeper than 64/],
    ['much too deep', '['.repeat(2000) + ']'.repeat(2000), {}, 400, /nested deeper than 64/],
    ['not UTF-8', bytesOf(0x22, 0xff, 0x22), {}, 400, /^The body is not in UTF-8\.$/],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeff{}', 'utf16le')), {}, 400, /not in UTF-8\.$/],
    ['too large', ' '.repeat(BYTES_MAX + 1), {}, 413, /^The body is larger than this server takes/],
    ['a bomb', new Uint8Array(bomb), { 'Content-Encoding': 'gzip' }, 413, /larger than/],
    ['not what it says', '{}', { 'Content-Encoding': 'gzip' }, 400, /not in the Content-Encoding/],
    [
      'in another coding',
      '{}',
      { 'Content-Encoding': 'br' },
      415,
      /expected gzip, deflate or none/,
    ],
    ['of no type', '{}', { 'Content-Type': '' }, 415, /^The Content-Type cannot be read;/],
    ['plain text', '{}', { 'Content-Type': 'text/plain' }, 415, /application\/json in UTF-8/],
    ['of a broken type', '{}', { 'Content-Type': ';;=' }, 415, /^The Content-Type cannot/],
    ['in Latin-1', '{}', { 'Content-Type': 'application/json; charset=latin1' }, 415, /in UTF-8/],
  ];
  for (const [title, bytes, headers, status, message] of refused) {
    it(`is ${title}`, async () => {
      const answer = await ask(bytes, headers);
      assert.equal(answer.status, status, answer.text);
      const told = errorOf(answer);
      assert.equal(told.type, 'SoInvalidArgumentException');
      assert.match(told.message, message);
      assert.equal(answer.headers.get('www-authenticate'), null);
    });
  }

  it('is not quoted in the answer', async () => {
    for (const secret of ['{"Password":"hunter2"', '"hunter2" x', '{"UserName":["hunter2"]}']) {
      const answer = await callRest(url, LOGIN, { bytes: secret });
      assert.equal(answer.status, 400);
      assert.ok(!answer.text.includes('hunter2'), answer.text);
    }
  });

  it('is refused before a client with Expect has sent it', async () => {
    const client = await RawClient.open(url);
    const lines = [
      `POST ${getAccessToken} HTTP/1.1`,
      'Host: x',
      'Content-Type: application/json',
      `Content-Length: ${BYTES_MAX + 1}`,
      'Expect: 100-continue',
    ];
    await client.send(`${lines.join('\r\n')}\r\n\r\n`);
    const [answer] = await client.answers(1);
    assert.equal(answer?.status, 413);
    assert.match(answer?.head ?? '', /^connection: close\r$/im);
    client.socket.destroy();
  });

  it('is answered while it is still being sent, and then discarded', async () => {
    for (const [method, path, status] of [
      ['POST', '/api/nothing', 404],
      ['DELETE', getAccessToken, 405],
      ['GET', '/api', 200],
    ] as const) {
      const client = await RawClient.open(url);
      const length = 200_000;
      const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
      const sentAt = performance.now();
      await client.send(head, '{');
      if (method === 'POST') await client.send(' '.repeat(length - 1));
      const [answer] = await client.answers(1);
      assert.equal(answer?.status, method === 'POST' ? 413 : status, client.received);
      // The rest is awaited for 2 s, but after the answer.
      assert.ok(performance.now() - sentAt < 1500, method);
      if (method !== 'POST') await client.send(' '.repeat(length - 1));
      assert.equal(answersIn(await client.untilClosed()).length, 1);
    }
  });
});

describe('any body', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
  const named = fc
    .dictionary(
      fc.constantFrom('UserName', 'password', 'AppToken', '__proto__', 'IncludeCsSession', 'x'),
      fc.jsonValue({ maxDepth: 2 }),
    )
    .map((value) => JSON.stringify(value));
  const bytes = fc.oneof(json, named, fc.string(), fc.uint8Array({ maxLength: 200 }));
  const path = fc.oneof(
    fc.constantFrom(LOGIN, getAccessToken, '/api/v1/Agents/SoPrincipal/AuthenticateGeneric'),
    fc.webPath().map((rest) => `/api${rest}`),
    fc.string({ maxLength: 40 }).map((rest) => `/api/${encodeURI(rest.replace(/\p{Cs}/gu, ''))}`),
  );
  const visible = fc.string({
    unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
  });
  const proofs = fc.oneof(
    fc.constantFrom('', 'Basic', 'Basic Og==', 'Bearer 8A:', 'SOTicket 7T:', 'Bearer 8A:a.b'),
    fc
      .tuple(fc.constantFrom('Basic', 'Bearer', 'SOTicket', 'x'), visible)
      .map((two) => two.join(' ')),
    fc.string().map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
  );
  const method = fc.constantFrom(
    'POST',
    'GET',
    'PUT',
    'OPTIONS',
    'PATCH',
    'DELETE',
    'TRACE',
    'QUERY',
  );
  const type = fc.oneof(
    { weight: 4, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: visible },
  );

  it('is answered without an internal error', { timeout: 120_000 }, async () => {
    const request = fc.record({ bytes, path, proofs, visible, method, type });
    await fc.assert(
      fc.asyncProperty(request, async (drawn) => {
        const body = Buffer.from(drawn.bytes);
        const lines = [
          `${drawn.method} ${drawn.path} HTTP/1.1`,
          'Host: x',
          `Content-Type: ${drawn.type}`,
          `Authorization: ${drawn.proofs}`,
          `SO-AppToken: ${drawn.visible}`,
          `Content-Length: ${body.length}`,
          'Connection: close',
        ];
        const received = await exchange(url, `${lines.join('\r\n')}\r\n\r\n`, body);
        const [answer, ...others] = answersIn(received);
        assert.ok(answer && others.length === 0, received);
        assert.ok(answer.status < 500, received);
        assert.equal(/^www-authenticate:/im.test(answer.head), answer.status === 401);
        requireClean(answer.body);
        if (answer.status < 400) return;
        const told = Object.keys(JSON.parse(answer.body));
        assert.deepEqual(told, ['Error', 'ErrorType', 'Message', 'ErrorSource']);
      }),
      { seed, numRuns: sizeOf('REST_FUZZ_RUNS', 100, 2_000) },
    );
  });
});
