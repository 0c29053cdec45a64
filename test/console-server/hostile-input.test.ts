/** Whatever is sent to a route, the console answers JSON without inner details, and goes on. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { requireClean } from '../hostile/wire.ts';
import { seed, sizeOf } from '../support/long.ts';
import { addUser } from '../support/test-installation.ts';
import { type ConsoleHead, ConsoleScene, type SentCall } from './console-scene.ts';
import { sampledRoutes } from './route-samples.ts';

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

const QUERY_NAMES = ['tenant', 'user', 'search', 'limit', 'after', 'before', 'since', 'until'];
const OTHER_TYPES = ['text/plain', 'application/json; charset=utf-16', 'application/jsonp', '*/*'];
const UNKNOWN_PATHS = [
  ...['/api', '/api/', '/api/x', '/api//session', '/api/../etc', '/api/session/link/x'],
  ...['/..%2f..%2fetc', '/assets/../../package.json', '/%00', '/%'],
];

const query = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...QUERY_NAMES), text), text), {
  maxLength: 4,
});

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

describe('with hostile input, the console', LIMIT, () => {
  for (const { name, method, path, body } of sampledRoutes()) {
    const [address = ''] = path.split('?');

    if (method === 'GET') {
      it(`reads any query and any key at ${name}`, async (context) => {
        const scene = await openScene(context);
        await fc.assert(
          fc.asyncProperty(query, text, async (pairs, key) => {
            const fields = pairs.map((pair) => pair.map(encoded).join('='));
            const hasKey = name.includes('{') && key !== '';
            const at = hasKey ? address.replace(/[^/]*$/, encoded(key)) : address;
            await send(scene, method, `/api${at}?${fields.join('&')}`);
          }),
          { seed, numRuns: RUNS },
        );
      });
      continue;
    }

    it(`reads any body at ${name}`, async (context) => {
      const scene = await openScene(context);
      const bodies = fc.oneof(changed(body ?? {}), notJson);
      await fc.assert(
        fc.asyncProperty(bodies, async (bytes) => {
          await send(scene, method, `/api${path}`, { body: bytes });
        }),
        { seed, numRuns: RUNS },
      );
    });

    it(`limits the body, and takes only JSON in UTF-8, at ${name}`, async (context) => {
      const scene = await openScene(context);
      const refused = async (sent: SentCall, status: number) =>
        assert.equal((await send(scene, method, `/api${path}`, sent)).status, status);
      const large = Buffer.alloc(BODY_BYTES_MAX + 1, ' ');
      await refused({ body: large }, 413);
      const chunked = { 'Content-Length': '', 'Transfer-Encoding': 'chunked' };
      await refused({ body: large, headers: chunked }, 413);
      for (const type of OTHER_TYPES) {
        await refused({ body: { ...body, x: 1 }, headers: { 'Content-Type': type } }, 415);
      }
    });
  }

  it('answers unknown addresses and methods', async (context) => {
    const scene = await openScene(context);
    for (const path of UNKNOWN_PATHS) {
      for (const method of ['GET', 'PUT', 'PATCH', 'TRACE', 'PROPFIND']) {
        const { status } = await send(scene, method, path);
        assert.ok([400, 404, 405].includes(status), `${method} ${path}: ${status}`);
      }
    }
  });

  it('refuses heads that are too large', async (context) => {
    const scene = await openScene(context);
    const headers = { 'X-Large': 'x'.repeat(20_000) };
    assert.equal((await scene.call('GET', '/api/keys', { headers })).status, 431);
    const cookie = `a=${'x'.repeat(9_000)}`;
    assert.equal((await scene.call('GET', '/api/keys', { cookie })).status, 200);
  });
});

async function openScene(context: TestContext): Promise<ConsoleScene> {
  const scene = await ConsoleScene.start(context, { isConsoleOpen: true });
  await addUser(await scene.installation.servicesOf(), 'anna', 'right-secret-1');
  return scene;
}

/** Words that an answer may repeat, which would otherwise tell of a bug. */
const REPEATED = /\b(?:NaN|undefined)\b|\[object/;

/** Sends a request, whose answer must have the form of the API. */
async function send(
  scene: ConsoleScene,
  method: string,
  path: string,
  sent: SentCall = {},
): Promise<ConsoleHead> {
  // A stream that is accepted does not end.
  if (path.startsWith('/api/journal/stream')) return scene.head(method, path, sent);
  const { status, headers, text: content } = await scene.call(method, path, sent);
  const told = `${method} ${path} ${sent.body}: ${status} ${content}`;
  assert.ok(status < 500, told);
  if (content === '') return { status, headers };
  assert.match(`${headers['content-type']}`, /^application\/(?:json|x-ndjson)/, told);
  if (status < 400) return { status, headers };
  if (!REPEATED.test(`${path} ${sent.body}`)) requireClean(content);
  const { error, message }: Readonly<Record<string, unknown>> = JSON.parse(content);
  assert.ok(typeof error === 'string' && typeof message === 'string', told);
  return { status, headers };
}

/** Also of texts that are no Unicode. */
function encoded(given: string): string {
  return encodeURIComponent(given.toWellFormed());
}
