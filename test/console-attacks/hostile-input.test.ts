/** Whatever is sent to a route of the console, it answers JSON without inner details, and goes on. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { requireClean } from '../hostile/wire.ts';
import { seed, sizeOf } from '../support/long.ts';
import { addUser } from '../support/test-installation.ts';
import { sampledRoutes } from './routes.ts';
import { type ConsoleAnswer, type ConsoleRequest, ConsoleScene } from './scene.ts';

const LIMIT = { timeout: 300_000 };
/** For each route. */
const RUNS = sizeOf('CONSOLE_FUZZ_RUNS', 12, 600);
const BODY_BYTES_MAX = 64 * 1024;

/** Texts that break programs, and any others. */
const text = fc.oneof(
  fc.constantFrom('', ' ', '__proto__', 'constructor', "' or 1=1 --", '../../etc/passwd', '%00'),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '\u202e',
    '<img src=x onerror=alert(1)>',

    '{{7*7}}',
  ),
  fc.constantFrom('-1', '0', '1e400', '9007199254740993', 'NaN', '2026-13-45', 'P1Y', '[]'),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 20 }).map((part) => part.repeat(100)),
);
const value = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 53, -(2 ** 31) - 1, [], {}, [[]], 1e308),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A valid body with some fields that are replaced, added or missing. */
function changed(body: Readonly<Record<string, unknown>>) {
  const fields = fc.constantFrom(...Object.keys(body), 'tenant', 'limit', '__proto__', 'toString');
  const change = fc.tuple(fields, fc.option(value, { nil: undefined }));
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const kept = Object.entries(body).filter(
      ([name]) => !changes.some(([other]) => other === name),
    );
    const added = changes.filter(([, given]) => given !== undefined);
    const members = [...kept, ...added].map(
      ([name, given]) => `${JSON.stringify(name)}:${JSON.stringify(given)}`,
    );
    return Buffer.from(`{${members.join(',')}}`);
  });
}

/** Bytes that are no body of the API. */
const notJson = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 4 }).map((json) => Buffer.from(json)),
  fc
    .constantFrom('{', '[]', 'null', '"x"', '{"a":1', '\ufeff{}', '{"userId":1}}')
    .map((json) => Buffer.from(json)),
  fc.nat(5_000).map((depth) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))),
  fc.nat(5_000).map((depth) => Buffer.from(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)),
  fc.constant(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
);

describe('each route of the console, with hostile input', LIMIT, () => {
  let scene: ConsoleScene;
  before(async () => {
    scene = await ConsoleScene.open({ isOpen: true });
    await addUser(await scene.installation.servicesOf(), 'anna', 'right-secret-1');
  });
  after(() => scene.close());

  for (const { name, method, path, body } of sampledRoutes()) {
    const [address = ''] = path.split('?');

    if (method === 'GET') {
      it(`${name} reads any query and any key`, async () => {
        const query = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...QUERY_NAMES), text), text), {
          maxLength: 4,
        });
        await fc.assert(
          fc.asyncProperty(query, text, async (pairs, key) => {
            const fields = pairs.map((pair) => pair.map(encoded).join('='));
            const hasKey = /\/[^/]*\{/.test(name) && key !== '';
            const at = hasKey ? address.replace(/[^/]*$/, encoded(key)) : address;
            await requireAnswer({ path: `/api${at}?${fields.join('&')}` });
          }),
          { seed, numRuns: RUNS },
        );
      });
      continue;
    }

    it(`${name} reads any body`, async () => {
      const bodies = fc.oneof(changed(body ?? {}), notJson);
      await fc.assert(
        fc.asyncProperty(bodies, async (bytes) => {
          await requireAnswer({ method, path: `/api${path}`, body: bytes });
        }),
        { seed, numRuns: RUNS },
      );
    });

    it(`${name} refuses a body that is too large, whether or not it says so`, async () => {
      const large = Buffer.alloc(BODY_BYTES_MAX + 1, ' ');
      const asked = { method, path: `/api${path}`, body: large };
      assert.equal((await requireAnswer(asked)).status, 413);
      const fields = { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' };
      assert.equal((await requireAnswer({ ...asked, fields })).status, 413);
    });

    it(`${name} takes JSON in UTF-8 only`, async () => {
      const bytes = Buffer.from(JSON.stringify({ ...body, x: 1 }));
      const types = [
        '',
        'text/plain',
        'application/json; charset=utf-16',
        'application/jsonp',
        '*/*',
      ];
      for (const type of types) {
        const fields = { 'Content-Type': type };
        const answer = await requireAnswer({ method, path: `/api${path}`, body: bytes, fields });
        assert.equal(answer.status, 415, type);
      }
    });
  }

  it('answers unknown addresses and methods', async () => {
    const paths = [
      '/api',
      '/api/',
      '/api/x',
      '/api//session',
      '/api/../etc',
      '/..%2f..%2fetc',
      '/%00',
    ];
    for (const path of [...paths, '/api/session/link/x', '/assets/../../package.json', '/%']) {
      for (const method of ['GET', 'PUT', 'PATCH', 'TRACE', 'PROPFIND']) {
        const { status } = await requireAnswer({ method, path });
        assert.ok([400, 404, 405].includes(status), `${method} ${path}: ${status}`);
      }
    }
  });

  it('refuses heads that are too large', async () => {
    const fields = { 'X-Large': 'x'.repeat(20_000) };
    assert.equal((await scene.ask({ path: '/api/keys', fields })).status, 431);
    const cookie = `a=${'x'.repeat(9_000)}`;
    assert.equal((await scene.ask({ path: '/api/keys', cookie })).status, 200);
  });

  /** A stream that is accepted does not end, and is not read. */
  async function requireAnswer(asked: ConsoleRequest): Promise<ConsoleAnswer> {
    const answer = asked.path.startsWith('/api/journal/stream')
      ? await headOf(asked)
      : await scene.ask(asked);
    const { status, fields } = answer;
    const told = `${asked.method} ${asked.path} ${asked.body}: ${status} ${answer.text}`;
    assert.ok(status < 500, told);
    if (status === 204 || answer.text === '') return answer;
    assert.match(`${fields['content-type']}`, /^application\/(?:json|x-ndjson)/, told);
    if (status < 400) return answer;
    requireClean(answer.text);
    const { error, message }: Readonly<Record<string, unknown>> = JSON.parse(answer.text);
    assert.ok(typeof error === 'string' && typeof message === 'string', told);
    return answer;
  }

  async function headOf(asked: ConsoleRequest): Promise<ConsoleAnswer> {
    const response = await scene.begin(asked);
    response.destroy();
    return { status: response.statusCode ?? 0, fields: response.headers, text: '' };
  }
});

const QUERY_NAMES = ['tenant', 'user', 'search', 'limit', 'after', 'before', 'since', 'until'];

/** Also of texts that are no Unicode. */
function encoded(given: string): string {
  return encodeURIComponent(given.toWellFormed());
}
