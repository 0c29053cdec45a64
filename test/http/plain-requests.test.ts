/**
 * Fuzz test of the fast path: `node:http` must read every plain request in the same way, with no
 * bytes left over.
 *
 * `HTTP_FUZZ_RUNS=1000000 npm test -- test/http/plain-requests.test.ts` tries a million.
 */
import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { type PlainRequest, PlainRequestReader } from '../../src/http/fast-path/plain-request.ts';
import { seed, sizeOf } from '../support/long.ts';
import { changedRequests, hostileRequests } from './hostile-requests.ts';
import { NodeReader, plain } from './node-reader.ts';

const runs = sizeOf('HTTP_FUZZ_RUNS', 1_000, 20_000);
const socket = new Socket();
const readOnce = (bytes: Buffer) => new PlainRequestReader(socket).read(bytes);
const isWhole = (request: PlainRequest | null) => request?.missingBytes === 0;
const comparableOrNull = (request: PlainRequest | null) =>
  request && { ...plain(request), missingBytes: request.missingBytes };

async function requireAgreement(
  context: TestContext,
  requests: fc.Arbitrary<Buffer>,
): Promise<void> {
  const node = new NodeReader(16_384);
  let taken = 0;
  const property = fc.asyncProperty(requests, async (bytes) => {
    const request = readOnce(bytes);
    if (request === null || !isWhole(request)) return;
    taken += 1;
    assert.deepEqual(plain(request), await node.read(bytes), bytes.toString('latin1'));
  });
  await fc.assert(property, { seed, numRuns: runs });
  context.diagnostic(`${taken} of ${runs} were taken, the others handed over`);
  assert.ok(taken > runs / 5 && taken < runs / 1.1);
}

describe('node:http reads every plain request in the same way', { timeout: 3_600_000 }, () => {
  it('with unusual parts', (context) => requireAgreement(context, hostileRequests));

  it('with changed bytes', (context) => requireAgreement(context, changedRequests));
});

it('earlier requests do not change how a request is read', { timeout: 3_600_000 }, () => {
  const requests = fc.oneof(hostileRequests, changedRequests);
  let repeated = 0;
  const property = fc.property(requests, requests, fc.nat(), (one, other, at) => {
    const reader = new PlainRequestReader(socket);
    const changed = Buffer.from(one);
    changed.writeUInt8(at % 256, at % one.length);
    const row = [
      one,
      one,
      changed,
      one,
      other,
      one,
      one.subarray(0, -1),
      one,
      Buffer.concat([one, other]),
    ];
    const heads = row.map((bytes) => {
      const request = reader.read(bytes);
      assert.deepEqual(comparableOrNull(request), comparableOrNull(readOnce(bytes)));
      return request?.head;
    });
    repeated += heads.filter((head, index) => head && head === heads[index - 1]).length;
  });
  fc.assert(property, { seed, numRuns: runs });
  assert.ok(repeated > runs / 5, `${repeated} heads were known`);
});

it('a head without the whole body tells how much is missing', () => {
  const property = fc.property(
    fc.oneof(hostileRequests, changedRequests),
    fc.nat(),
    (bytes, at) => {
      const whole = readOnce(bytes);
      if (!whole || !isWhole(whole)) return;
      const cut = at % (whole.body.length + 1);
      const begun = readOnce(bytes.subarray(0, bytes.length - cut));
      if (cut > 0 && whole.body.length > 16_384) assert.equal(begun, null);
      else {
        const body = whole.body.subarray(0, whole.body.length - cut);
        assert.deepEqual(comparableOrNull(begun), {
          ...plain({ ...whole, body }),
          missingBytes: cut,
        });
      }
    },
  );
  fc.assert(property, { seed, numRuns: runs });
});

it('long white space is read in linear time', () => {
  const head = (value: string) =>
    `POST / HTTP/1.1\r\nHost: a\r\nA: ${value}\r\nContent-Length: 0\r\n\r\n`;
  const bytes = Buffer.from(head(`a${' '.repeat(3_900)}b`));
  const startedAt = performance.now();
  for (let count = 0; count < 100; count += 1) assert.ok(readOnce(bytes));
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < 200, `it took ${Math.round(tookMs)} ms`);
});
