/** Whatever bytes are sent, the server answers SOAP or plain HTTP and reveals nothing internal. */
import assert from 'node:assert/strict';
import { Agent, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, it, type TestContext } from 'node:test';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { seed, sizeOf } from '../support/long.ts';
import { SERVICES88, XSI } from '../support/soap-messages.ts';
import {
  change,
  element,
  fieldText,
  message,
  path,
  place,
  SAMPLE,
  SOAP11,
  SOAP12,
  soapType,
  xmlText,
} from './messages.ts';
import { answersIn, RawClient, requireClean, requireEnvelope, USER } from './wire.ts';

/** Scales the number of runs of each test. */
const PERCENT = sizeOf('HOSTILE_PERCENT', 50, 500);
const SOAP_STATUSES = [200, 400, 404, 405, 413, 415, 500];
const HTTP_STATUSES = [400, 408, 413, 417, 431];

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(async () => {
  agent.destroy();
  await server.close();
});

const utf8 = (text: string) => Buffer.from(text);

interface Sent {
  readonly path?: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

async function post({ path = USER, body, headers = {} }: Sent) {
  const given = { 'Content-Type': 'text/xml', ...headers };
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method: 'POST', agent, headers: Object.fromEntries(fields) };
    request(server.url + path, options, resolve)
      .on('error', reject)
      .end(body);
  });
  const received = await buffer(response);
  const coding = response.headers['content-encoding'];
  const decode = coding === 'gzip' ? gunzipSync : inflateSync;
  const text = String(coding === undefined ? received : decode(received));
  const contentType = response.headers['content-type'] ?? '';
  return { status: response.statusCode ?? 0, contentType, text };
}

async function requireAnswer(sent: Sent): Promise<void> {
  const { status, contentType, text } = await post(sent);
  requireClean(text);
  seen.add(kindOf(text));
  if (text === '' && HTTP_STATUSES.includes(status)) return;
  assert.ok(SOAP_STATUSES.includes(status), `status ${status}`);
  assert.match(contentType, /^(?:text\/xml|application\/soap\+xml); charset=utf-8$/);
  requireEnvelope(text);
}

/** The kinds of answers so far. They show whether all messages failed for the same reason. */
const seen = new Set<string | undefined>();
const kindOf = (answer: string) =>
  /<faultcode>[^<]*|<SOAP-ENV:Value>[^<]*|SuperOffice\.[.\w]+|Succeeded>true|8A:/.exec(answer)?.[0];

let runs = 0;
async function holds<T>(
  context: TestContext,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  fullRuns: number,
): Promise<void> {
  const numRuns = Math.ceil((fullRuns * PERCENT) / 100);
  const startedAt = performance.now();
  const property = fc.asyncProperty(arbitrary, check);
  await fc.assert(property, { seed, numRuns });
  runs += numRuns;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  context.diagnostic(`seed ${seed}: ${numRuns} runs in ${seconds} s, ${runs} in all`);
}

afterEach(async () => {
  const { status, text } = await post({ body: Buffer.from(SAMPLE) });
  assert.equal(status, 200);
  assert.match(text, /<User:Response xsi:type="xsd:string">8A:[^<]+</, 'the sample has no answer');
});

it('answers random bytes', (context) =>
  holds(
    context,
    fc.tuple(path, fc.uint8Array({ maxLength: 400 })),
    ([to, bytes]) => requireAnswer({ path: to, body: Buffer.from(bytes) }),
    200,
  ));

it('answers random text that looks like XML', (context) => {
  const pieces = fc.oneof(
    xmlText,
    element,
    fc.constantFrom('<', '>', '/>', '</', '&', ';', '&#x', '"', "'", '<?', '?>', '<!', '[', ']]>'),
    fc.constantFrom('<?xml version="1.0"?>', '<!DOCTYPE a [', '<!ENTITY x SYSTEM "file:x">', '--'),
  );
  return holds(
    context,
    fc.tuple(path, fc.array(pieces, { maxLength: 12 })),
    ([to, parts]) => requireAnswer({ path: to, body: utf8(parts.join('')) }),
    250,
  );
});

it('answers random elements in an envelope', (context) => {
  const parts = fc.array(element, { maxLength: 3 });
  const envelope = fc
    .tuple(fc.constantFrom(SOAP11, SOAP12), parts, parts, parts)
    .map(([uri, blocks, loose, body]) => {
      const inner = `<s:Header>${blocks.join('')}</s:Header>${loose.join('')}`;
      const declared = `xmlns:s="${uri}" xmlns:t="${SERVICES88}" xmlns:xsi="${XSI}"`;
      return `<s:Envelope ${declared}>${inner}<s:Body>${body.join('')}</s:Body></s:Envelope>`;
    });
  return holds(
    context,
    fc.tuple(path, envelope),
    ([to, text]) => requireAnswer({ path: to, body: utf8(text) }),
    1000,
  );
});

it('answers good messages that were changed somewhere', (context) =>
  holds(
    context,
    fc.tuple(path, message, fc.array(change, { minLength: 1, maxLength: 4 }), soapType),
    ([to, text, changes, type]) => {
      const changed = changes.reduce((current, apply) => apply(current), text);
      const headers = { 'Content-Type': type };
      return requireAnswer({ path: to, body: utf8(changed), headers });
    },
    1500,
  ));

it('answers good messages in any encoding, declared or not', (context) => {
  const named = fc.oneof(
    fc.constantFrom('utf-8', 'UTF-16', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252', 'ebcdic'),
    fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/),
    fieldText,
  );
  const encoded = fc.tuple(message, fc.constantFrom('', '\ufeff'), fc.nat(3)).map((parts) => {
    const [text, mark, encoding] = parts;
    const wide = Buffer.from(`${mark + text}\u00e6`, 'utf16le');
    const narrow = Buffer.from(`${mark + text}\u00e6`, encoding === 0 ? 'utf8' : 'latin1');
    if (encoding === 3) return wide.swap16();
    return encoding === 2 ? wide : narrow;
  });
  const declared = fc.tuple(message, named).map(([text, name]) => {
    const prolog = `<?xml version="1.0" encoding="${name}"?>`;
    return utf8(prolog + text.replace(/^<\?.*?\?>/, ''));
  });
  const charset = fc.option(named, { nil: undefined });
  return holds(
    context,
    fc.tuple(path, fc.oneof(encoded, declared), charset),
    ([to, body, name]) => {
      const type = name === undefined ? 'text/xml' : `text/xml; charset="${name}"`;
      return requireAnswer({ path: to, body, headers: { 'Content-Type': type } });
    },
    200,
  );
});

it('answers good messages with random header fields', (context) => {
  const types = [
    'text/xml',
    'application/soap+xml',
    'application/xml',
    'text/plain',
    'multipart/x',
  ];
  const contentType = fc.oneof(
    fc.tuple(fc.constantFrom(...types), fieldText).map(([type, rest]) => `${type};${rest}`),
    fc.constantFrom(...types, 'application/soap+xml; action="', 'text/xml; charset=', '/', ''),
    fieldText,
  );
  const field = fc.option(fieldText, { nil: undefined });
  const codings = ['gzip', 'x-gzip', 'deflate', 'br', 'identity', 'gzip, gzip', 'GZIP', '*'];
  const coding = fc.option(fc.oneof(fieldText, fc.constantFrom(...codings)), { nil: undefined });
  const headers = fc.record({
    'Content-Type': fc.option(contentType, { nil: undefined }),
    SOAPAction: fc.oneof(field, fc.constant(`"${SERVICES88}/User/GetAccessToken"`)),
    'Content-Encoding': coding,
    'Accept-Encoding': fc.oneof(coding, fc.constantFrom('gzip;q=0', 'deflate;q=0.5', 'gzip;q=x')),
    'User-Agent': field,
    'X-Forwarded-For': field,
    'X-Forwarded-Host': field,
    Cookie: field,
  });
  return holds(
    context,
    fc.tuple(path, message, headers),
    ([to, text, given]) => requireAnswer({ path: to, body: utf8(text), headers: given }),
    300,
  );
});

it('answers compressed messages that are cut or changed', (context) => {
  const compress = fc.constantFrom(gzipSync, deflateSync, deflateRawSync);
  return holds(
    context,
    fc.tuple(path, message, compress, fc.constantFrom('gzip', 'deflate'), place, place),
    ([to, text, pack, coding, cut, flipped]) => {
      const packed = pack(text);
      const byte = flipped % packed.length;
      if (flipped % 3 === 0) packed.writeUInt8(flipped % 256, byte);
      const body = cut % 2 === 0 ? packed : packed.subarray(0, cut % packed.length);
      return requireAnswer({ path: to, body, headers: { 'Content-Encoding': coding } });
    },
    150,
  );
});

it('answers or drops connections that hardly speak HTTP', (context) => {
  const word = fc.oneof(
    fc.constantFrom('POST', 'GET', 'CONNECT', 'TRACE', 'PRI', '*', '/', USER, 'http://a/', '\0'),
    fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.1\r\nHost: a', ' '),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  const line = fc.oneof(
    fc.constantFrom('Content-Length: 5', 'Content-Length: -1', 'Transfer-Encoding: chunked'),
    fc.constantFrom('Transfer-Encoding: x, chunked', 'Connection: close', 'Expect: 100-continue'),
    fc.constantFrom('Upgrade: h2c', ' folded', 'Host: a', ':', '0', '5\r\n<a/>', 'Trailer: x'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const head = fc
    .tuple(fc.array(word, { maxLength: 4 }), fc.array(line, { maxLength: 5 }))
    .map(([words, lines]) => `${[words.join(' '), ...lines].join('\r\n')}\r\n\r\n`);
  const check = async (text: string) => {
    const client = await RawClient.open(server.url);
    await client.send(text);
    client.socket.end();
    const received = await client.untilClosed();
    if (received === '') return;
    requireClean(received);
    const answers = answersIn(received);
    assert.ok(answers.length > 0, received);
    for (const { status } of answers) {
      assert.ok([100, ...SOAP_STATUSES, ...HTTP_STATUSES].includes(status), received);
    }
  };
  return holds(context, head, check, 200);
});

it('has produced every kind of answer', () => {
  const kinds = ['8A:', 'Succeeded>true', 'SuperOffice.Exceptions.SoSessionException'];
  const codes11 = ['Client', 'VersionMismatch', 'MustUnderstand'];
  const codes12 = ['Sender', 'VersionMismatch', 'MustUnderstand'];
  for (const kind of [
    ...kinds,
    ...codes11.map((code) => `<faultcode>SOAP-ENV:${code}`),
    ...codes12.map((code) => `<SOAP-ENV:Value>SOAP-ENV:${code}`),
  ]) {
    assert.ok(seen.has(kind), `no answer with ${kind}; seen: ${[...seen].join(', ')}`);
  }
});
