/**
 * A shared budget for the bodies of all connections. Beyond it, large bodies are refused and small
 * ones are not.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { credentials, envelope, getAccessToken, post } from '../support/soap-messages.ts';
import { postHead, type RawAnswer, RawClient, requireClean, USER } from './wire.ts';

const MIB = 2 ** 20;
const header = credentials(sampleTicket);
const small = envelope(getAccessToken(), header);
const large = envelope(getAccessToken(`<AppToken>${'x'.repeat(100_000)}</AppToken>`), header);
const json = JSON.stringify({ AppToken: 'x'.repeat(100_000) });

let server: DemoServer;
before(async () => {
  server = await startDemoServer({
    settings: { envelopeBytesMax: MIB, bodyBytesTotalMax: MIB },
  });
});
after(() => server.close());

const statusOfLarge = async () => (await post(server.url, large)).status;

/** Sends the parts on a new connection and returns the answer. */
async function send(...parts: readonly (string | Buffer)[]): Promise<RawAnswer | undefined> {
  const client = await RawClient.open(server.url);
  await client.send(...parts);
  const [answer] = await client.answers(1);
  client.socket.destroy();
  return answer;
}

async function waitForStatus(expected: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) if ((await statusOfLarge()) === expected) return;
  assert.equal(await statusOfLarge(), expected);
}

describe('while a half-received body takes the budget', () => {
  let client: RawClient;
  before(async () => {
    assert.equal(await statusOfLarge(), 200);
    client = await RawClient.open(server.url);
    await client.send(postHead(USER, `Content-Length: ${MIB}`), small.padEnd(MIB - 1));
    await waitForStatus(503);
  });

  it('SOAP refuses a large message with 503, whole, in chunks or compressed', async () => {
    const packed = gzipSync(large);
    const pieces = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
    const answers = [
      await send(postHead(USER, `Content-Length: ${large.length}`), large),
      await send(postHead(USER, 'Transfer-Encoding: chunked'), pieces),
      await send(
        postHead(USER, `Content-Length: ${packed.length}`, 'Content-Encoding: gzip'),
        packed,
      ),
    ];
    for (const answer of answers) {
      assert.equal(answer?.status, 503);
      assert.match(answer.head, /^Retry-After: 1\r$/im);
      assert.match(answer.body, /<faultcode>SOAP-ENV:Server<.*too many large requests/);
      requireClean(answer.body);
    }
  });

  it('REST and OAuth refuse it with 503', async () => {
    for (const [path, type, error] of [
      ['/api/v1/Agents/User/GetAccessToken', 'application/json', /"ErrorType":"SoServerException"/],
      ['/oauth2/token', 'application/x-www-form-urlencoded', /"error":"temporarily_unavailable"/],
    ] as const) {
      const headers = { 'Content-Type': type };
      const answer = await fetch(server.url + path, { method: 'POST', body: json, headers });
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'], path);
      assert.match(await answer.text(), error);
    }
  });

  it('a message of usual size is served, plain or compressed', async () => {
    assert.equal((await post(server.url, small)).status, 200);
    const packed = new Uint8Array(gzipSync(small));
    const headers = { 'Content-Encoding': 'gzip' };
    assert.equal((await post(server.url, packed, { headers })).status, 200);
  });

  it('the half-received body is still received to its end', async () => {
    await client.send(' ');
    assert.equal((await client.answers(1))[0]?.status, 200);
  });
});

for (const end of ['end', 'reset'] as const) {
  it(`the budget of a body is free again after its connection had ${end}`, async () => {
    assert.equal(await statusOfLarge(), 200);
    const client = await RawClient.open(server.url);
    await client.send(postHead(USER, `Content-Length: ${MIB}`), small.padEnd(MIB - 1));
    await waitForStatus(503);
    if (end === 'end') client.socket.end();
    else client.socket.resetAndDestroy();
    await waitForStatus(200);
  });
}

it('the budget of a refused body is free again', async () => {
  const huge = new Uint8Array(gzipSync('x'.repeat(2 * MIB)));
  const broken = new Uint8Array(gzipSync(large).subarray(0, -20));
  const headers = { 'Content-Encoding': 'gzip' };
  for (const [body, status] of [
    [huge, 413],
    [broken, 400],
    [huge, 413],
    [broken, 400],
  ] as const) {
    assert.equal((await post(server.url, body, { headers })).status, status);
    assert.equal(await statusOfLarge(), 200);
  }
});
