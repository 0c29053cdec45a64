/** A request gets byte-identical answers on the fast path and from `node:http`. */
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { answersIn, RawClient, SO_PRINCIPAL, USER } from '../hostile/wire.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { messageOf, operations, type ServiceCall } from '../support/service-calls.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const authority = new CertificateAuthority('Test');
const settings = {
  trustedProxies: ['127.0.0.1'],
  envelopeBytesMax: 2048,
  addressRequestsPerSecondMax: 1,
};

let installation: TestInstallation;
const urls = { http: '', https: '', withoutFastPath: '' };
before(async () => {
  installation = await TestInstallation.create('onsite');
  await addUser(await installation.servicesOf(), 'anna', 'secret', {
    fullName: 'Anna \u00c5s \u20ac',
  });
  urls.http = await installation.serve(settings);
  const tls = { ...authority.issueServer(), clientCa: null };
  urls.https = await installation.serve(settings, tls);
  urls.withoutFastPath = await installation.serve({ ...settings, fastPath: false });
});
after(() => installation.close());

/** The number of requests that `node:http` has read. */
let slow = 0;
subscribe('http.server.request.start', () => {
  slow += 1;
});

interface Case {
  readonly path?: string;
  readonly fields?: readonly string[];
  readonly contentType?: string;
  readonly body: string;
  readonly status: number;
}

const call = (body: string, service = 'SoPrincipal', version: ServiceCall['version'] = '1.1') =>
  messageOf({ service, body, version });
const SOAP12 = 'application/soap+xml; charset=utf-8';
const info = call(operations.systemInfo);

const cases: Readonly<Record<string, Case>> = {
  'a success': { body: info, status: 200 },
  'a success in SOAP 1.2': {
    body: call(operations.systemInfo, 'SoPrincipal', '1.2'),
    contentType: SOAP12,
    status: 200,
  },
  'a login, with characters beyond Latin-1': {
    body: call(operations.byPassword('anna', 'secret')),
    status: 200,
  },
  'a success, gzipped': { body: info, fields: ['Accept-Encoding: gzip'], status: 200 },
  'a success, deflated': { body: info, fields: ['accept-encoding: deflate'], status: 200 },
  'a kept connection': { body: info, fields: ['Connection: Keep-Alive'], status: 200 },
  'an id from a proxy': { body: info, fields: ['X-Request-Id: given-1234'], status: 200 },
  'a business error': { path: USER, body: call(operations.getAccessToken(), 'User'), status: 200 },
  'a business error, gzipped': {
    path: USER,
    body: call(operations.getAccessToken(), 'User'),
    fields: ['Accept-Encoding: gzip, deflate'],
    status: 200,
  },
  'a login that fails': { body: call(operations.byPassword('anna', 'wrong')), status: 200 },
  'a fault': { body: '<Envelope', status: 500 },
  'a fault for an empty body': { body: '', status: 500 },
  'a fault that names what was sent': { body: call('<N\u00f8thing\u20ac/>'), status: 500 },
  'a fault in SOAP 1.2': {
    body: call('<Nothing/>', 'User', '1.2'),
    contentType: SOAP12,
    status: 400,
  },
  'a refusal of the media type': { body: info, contentType: 'application/json', status: 415 },
  'a refusal of the path': { path: '/Remote/Services88/No.svc', body: info, status: 404 },
  'a refusal of the size': { body: `${info}${' '.repeat(2048)}`, status: 413 },
};

function bytesOf({ path = SO_PRINCIPAL, contentType = 'text/xml', body, fields = [] }: Case) {
  const sent = Buffer.from(body);
  const lines = [`POST ${path} HTTP/1.1`, 'Host: a', `Content-Type: ${contentType}`, ...fields];
  const head = `${lines.join('\r\n')}\r\nContent-Length: ${sent.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), sent]);
}

/** Returns the fast path's answers to a request, and those of `node:http`, on one connection. */
async function bothWays(url: string, asking: Case): Promise<readonly string[]> {
  const { fields = [] } = asking;
  const client = await RawClient.open(url, { ca: authority.cert });
  const before = slow;
  await client.send(bytesOf(asking));
  await client.answers(1);
  assert.equal(slow, before, 'the first is answered on the fast path');
  await client.send(bytesOf({ ...asking, fields: [...fields, 'TE: trailers'] }));
  const answers = await client.answers(2);
  assert.equal(slow, before + 1, 'the second is answered by node:http');
  client.socket.destroy();
  return answers.map(({ head, body }) => `${head}\r\n${body}`);
}

/** Removes the parts that differ between requests. */
const common = (answer: string) =>
  answer
    .replace(/^Date: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT\r$/m, 'Date: now\r')
    .replace(/^X-Request-Id: [0-9a-f]{12}-[0-9a-z]+\r$/m, 'X-Request-Id: new\r')
    // The length of tickets varies.
    .replace(/^Content-Length: \d+(?=\r$[\s\S]*7T:)/m, 'Content-Length: many')
    .replace(/7T:[^<]+/g, '7T:')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, 'now');

for (const scheme of ['http', 'https'] as const) {
  describe(`over ${scheme}, both paths give the same`, { timeout: 60_000 }, () => {
    for (const [name, asking] of Object.entries(cases)) {
      it(name, async () => {
        const [fast = '', slow = ''] = await bothWays(urls[scheme], asking);
        assert.equal(common(fast), common(slow));
        const [answer] = answersIn(fast);
        assert.equal(answer?.status, asking.status, fast);
        assert.match(answer.head, /\r\nDate: [^\r]+\r\nConnection: keep-alive\r\nKeep-Alive: /);
      });
    }

    it('a head and its body, sent apart', async () => {
      const client = await RawClient.open(urls[scheme], { ca: authority.cert });
      const before = slow;
      const sent = bytesOf({ body: info, status: 200 });
      const bodyAt = sent.length - Buffer.byteLength(info);
      const head = sent.subarray(0, bodyAt);
      for (const count of [1, 2]) {
        await client.send(head);
        await setImmediate();
        await client.send(sent.subarray(bodyAt));
        assert.equal((await client.answers(count))[count - 1]?.status, 200);
      }
      assert.equal(slow, before, 'they are answered on the fast path');
      client.socket.destroy();
    });

    it('refusal to clients above the rate limit', async () => {
      const fields = ['X-Forwarded-For: 192.0.2.1'];
      for (let time = 0; time < 100; time += 1) {
        const answers = await bothWays(urls[scheme], { body: info, fields, status: 503 });
        // If a second has passed, one of the requests is served.
        if (!answers.every((answer) => answer.startsWith('HTTP/1.1 503 '))) continue;
        const [fast = '', slow = ''] = answers;
        assert.equal(common(fast), common(slow));
        assert.match(fast, /\r\nRetry-After: 1\r\n/);
        return;
      }
      assert.fail('It was never too much.');
    });
  });
}

describe('with the setting fastPath off, the answers are the same', { timeout: 60_000 }, () => {
  for (const [name, asking] of Object.entries(cases)) {
    it(name, async () => {
      const before = slow;
      const answers: string[] = [];
      for (const url of [urls.http, urls.withoutFastPath]) {
        const client = await RawClient.open(url);
        await client.send(bytesOf(asking));
        const [answer] = await client.answers(1);
        // A refusal before the body was read closes the connection.
        const text = common(`${answer?.head}\r\n${answer?.body}`);
        answers.push(text.replace(/\r\n(?:Connection|Keep-Alive): .*/g, ''));
        client.socket.destroy();
      }
      assert.equal(answers[1], answers[0]);
      assert.equal(slow, before + 1, 'node:http reads the second request and not the first');
    });
  }
});

it('gzipped answers of the fast path can be decompressed', async () => {
  const [fast = ''] = await bothWays(urls.http, {
    ...cases['a success, gzipped'],
    body: info,
    status: 200,
  });
  const [answer] = answersIn(fast);
  const text = gunzipSync(Buffer.from(answer?.body ?? '', 'latin1')).toString();
  assert.match(text, /GetSystemInfoResponse>/);
});
