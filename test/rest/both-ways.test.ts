/**
 * A call of an operation gets the same answer on the fast path, from `node:http`, and from the web
 * application, which serves the calls of pages of other origins.
 */
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { after, before, describe, it } from 'node:test';
import { answersIn, RawClient } from '../hostile/wire.ts';
import { authorization, getAccessToken } from '../support/rest-calls.ts';
import {
  addUser,
  administratorRoleId,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

const BYTES_MAX = 2048;
const AGENTS = '/api/v1/Agents';
const USER_INFO = `${AGENTS}/User/GetUserInfo`;

let installation: TestInstallation;
let url: string;
let ticket: string;
before(async () => {
  installation = await TestInstallation.create('onsite');
  const services = await installation.servicesOf();
  const rights = { roleId: administratorRoleId };
  const user = await addUser(services, 'anna', 'secret', { fullName: '\u00c5s \u20ac', ...rights });
  await addUser(services, 'bo', null);
  ticket = await startSession(services, user);
  url = await installation.serve({
    trustedProxies: ['127.0.0.1'],
    envelopeBytesMax: BYTES_MAX,
    addressRequestsPerSecondMax: 1,
  });
});
after(() => installation.close());

/** The requests that `node:http` has read. */
let byNode = 0;
subscribe('http.server.request.start', () => {
  byNode += 1;
});

interface Case {
  readonly path?: string;
  readonly fields?: readonly string[];
  readonly proof?: string;
  readonly body?: string;
  readonly status: number;
}

const cases: Readonly<Record<string, () => Case>> = {
  'a success': () => ({ path: USER_INFO, body: '{"UserInfoId":1}', status: 200 }),
  'a success for a client that takes gzip': () => ({
    path: USER_INFO,
    body: '{"UserInfoId":1}',
    fields: ['Accept-Encoding: gzip'],
    status: 200,
  }),
  'the time zone of the client': () => ({ fields: ['SO-TimeZone: GB-01'], status: 200 }),
  'no body': () => ({ body: '', status: 200 }),
  'no answer': () => ({
    path: `${AGENTS}/User/MakeRetired`,
    body: '{"AssociateId":2,"Retired":false}',
    status: 204,
  }),
  'a missing session': () => ({ proof: '', status: 401 }),
  'an unknown access token': () => ({ proof: 'Authorization: Bearer 8A:x', status: 401 }),
  'a refused password': () => ({
    proof: `Authorization: ${authorization.basic('anna', 'wrong')}`,
    status: 401,
  }),
  'an unknown operation': () => ({ path: `${AGENTS}/User/Nothing`, status: 404 }),
  'an unknown user': () => ({ path: USER_INFO, body: '{"UserInfoId":999}', status: 404 }),
  'a wrong type': () => ({ path: USER_INFO, body: '{"UserInfoId":"1"}', status: 400 }),
  'a client of XML': () => ({ fields: ['Accept: text/xml'], status: 406 }),
  'a large body': () => ({ body: ' '.repeat(BYTES_MAX + 1), status: 413 }),
  'another media type': () => ({ fields: ['Content-Type: text/plain'], status: 415 }),
  'an unreadable media type': () => ({ fields: ['Content-Type: ;;'], status: 415 }),
};

function bytesOf({ path = getAccessToken, fields = [], proof, body = '{}' }: Case, more: string[]) {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: a',
    proof ?? `Authorization: SOTicket ${ticket}`,
    ...(fields.some((field) => field.startsWith('Content-Type'))
      ? []
      : ['Content-Type: application/json']),
    `Content-Length: ${body.length}`,
    ...fields,
    ...more,
  ];
  return `${lines.filter((line) => line !== '').join('\r\n')}\r\n\r\n${body}`;
}

/** Sorts the fields, and removes the parts that differ between requests and connections. */
function comparable(answer: string): readonly string[] {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const fields = head.split('\r\n').flatMap((line) => {
    const [name = '', value = ''] = line.split(/: (.*)/);
    const key = name.toLowerCase();
    if (['date', 'connection', 'keep-alive', 'transfer-encoding'].includes(key)) return [];
    if (key === 'x-request-id') return [`${key}: new`];
    return key === 'content-length' && body.includes('8A:') ? [] : [`${key}: ${value}`];
  });
  return [...fields.sort(), body.replace(/8A:[^"]+/, '8A:')];
}

async function ask(request: string): Promise<string> {
  const client = await RawClient.open(url);
  await client.send(request);
  const [answer] = await client.answers(1);
  client.socket.destroy();
  return `${answer?.head}\r\n${answer?.body}`;
}

/** Returns the answers on the fast path, from `node:http`, and from the web application. */
async function everyWay(given: Case): Promise<readonly string[]> {
  const before = byNode;
  const answers = [await ask(bytesOf(given, []))];
  assert.equal(byNode, before, 'the first is answered on the fast path');
  answers.push(await ask(bytesOf(given, ['TE: trailers'])));
  answers.push(await ask(bytesOf(given, ['Origin: null', 'Sec-Fetch-Site: same-origin'])));
  assert.equal(byNode, before + 2, 'the others are answered by node:http');
  return answers;
}

describe('a call of an operation gets the same answer in every way', { timeout: 60_000 }, () => {
  for (const [name, make] of Object.entries(cases)) {
    it(name, async () => {
      const given = make();
      const answers = await everyWay(given);
      const [fast = '', node = '', web = ''] = answers;
      assert.equal(answersIn(fast)[0]?.status, given.status, fast);
      assert.deepEqual(comparable(node), comparable(fast));
      assert.deepEqual(comparable(web), comparable(fast));
    });
  }

  it('a refusal to clients above the rate limit', async () => {
    const fields = ['X-Forwarded-For: 192.0.2.1'];
    for (let time = 0; time < 100; time += 1) {
      const answers = await everyWay({ fields, status: 429 });
      // If a second has passed, one of the requests is served.
      if (!answers.every((answer) => answer.startsWith('HTTP/1.1 429 '))) continue;
      const [fast = '', node = '', web = ''] = answers.map(comparable);
      assert.deepEqual(node, fast);
      assert.deepEqual(
        web,
        [...fast].filter((line) => !line.startsWith('so-timezone')),
      );
      return;
    }
    assert.fail('It was never too much.');
  });
});
