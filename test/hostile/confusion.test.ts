/** Ambiguous requests. The server must read them as a filter in front of it would. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { escapeText } from '../../src/xml/escape.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import {
  credentials,
  envelope,
  getAccessToken,
  inServices,
  type Post,
  post,
  SERVICES88,
  textAt,
  XSI,
} from '../support/soap-messages.ts';
import { answersIn, exchange, requireClean, SO_PRINCIPAL } from './wire.ts';

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

const nil = `xmlns:i="${XSI}" i:nil`;

type Outcome = 'token' | 'authenticated' | 'refused' | 'exception' | 'fault';

/** The outcome of the request. Also requires that the answer reveals nothing internal. */
async function outcomeOf(message: string, options: Post = {}): Promise<Outcome> {
  const { body, header, text } = await post(server.url, message, options);
  requireClean(text);
  if (body.name === 'Fault') return 'fault';
  if (header.get('Succeeded')?.text === 'false') return 'exception';
  if (/^8A:/.test(textAt(body, 'Response') ?? '')) return 'token';
  return textAt(body, 'AuthenticationSucceeded') === 'true' ? 'authenticated' : 'refused';
}

const withHeader = (blocks: string) => outcomeOf(envelope(getAccessToken(), blocks));
const logIn = (way: string, content: string) =>
  outcomeOf(envelope(inServices(`<Authenticate${way}>${content}</Authenticate${way}>`)), {
    path: SO_PRINCIPAL,
  });
const byPassword = (name: string, password = 'demo') =>
  logIn('UsernamePassword', `<UserName>${name}</UserName><Password>${password}</Password>`);
const byToken = (token: string) => logIn('WithAccessToken', `<AccessToken>${token}</AccessToken>`);

async function newTicket(): Promise<string> {
  const started = await server.services.logins.authenticate(
    { kind: 'password', userName: 'demo', password: 'demo' },
    { address: '192.0.2.1', userAgent: null },
  );
  return started?.ticketText ?? '';
}

async function newToken(): Promise<string> {
  const { body } = await post(server.url, envelope(getAccessToken(), credentials(sampleTicket)));
  return textAt(body, 'Response') ?? '';
}

/** Each failure names its request. */
async function expectAll(
  expected: Outcome,
  requests: Readonly<Record<string, () => Promise<Outcome>>>,
): Promise<void> {
  for (const [name, request] of Object.entries(requests)) {
    assert.equal(await request(), expected, name);
  }
}

const good = credentials(sampleTicket);
const bad = credentials('7T:bm90IGEgdGlja2V0');
const ticket = `<Ticket>${sampleTicket}</Ticket>`;

describe('the ticket in the header', () => {
  const direct = (blocks: string, loose: string) =>
    outcomeOf(envelope(getAccessToken(), blocks).replace('<Body>', `${loose}<Body>`));

  it('is read in the Header and directly under the Envelope', async () => {
    await expectAll('token', {
      'in a Header': () => direct(good, ''),
      'under the Envelope': () => direct('', good),
      'after the Body': () =>
        outcomeOf(envelope(getAccessToken()).replace('</Body>', `</Body>${good}`)),
      'beside another one of another namespace': () =>
        direct(`${good}<Credentials xmlns="urn:x"><Ticket>7T:x</Ticket></Credentials>`, ''),
    });
  });

  it('must be there exactly once', async () => {
    await expectAll('fault', {
      'twice in the Header': () => direct(good + bad, ''),
      'twice under the Envelope': () => direct('', bad + good),
      'in both places': () => direct(bad, good),
      'the same in both places': () => direct(good, good),
      'two tickets in one block': () =>
        withHeader(inServices(`<Credentials>${ticket}${ticket}</Credentials>`)),
      'in two Headers': () =>
        outcomeOf(
          envelope(getAccessToken(), bad).replace('<Body>', `<Header>${good}</Header><Body>`),
        ),
      'with two Bodies': () =>
        outcomeOf(envelope(getAccessToken(), good).replace('<Body>', '<Body/><Body>')),
    });
  });

  it('is not read anywhere else', async () => {
    await expectAll('exception', {
      'in the Body': () => outcomeOf(envelope(getAccessToken(good))),
      'in another block': () => withHeader(`<x xmlns="urn:x">${good}</x>`),
      'in a Header that is none': () => direct('', `<Header xmlns="urn:x">${good}</Header>`),
      'in another namespace': () => withHeader(good.replace(SERVICES88, `${SERVICES88}/`)),
      'in an older namespace': () => withHeader(good.replace('Services88', 'Services87')),
      'in other letters': () => withHeader(good.replaceAll('Credentials', 'credentials')),
      'as the application token': () =>
        withHeader(inServices(`<ApplicationToken>${sampleTicket}</ApplicationToken>`)),
      'as an attribute': () =>
        withHeader(inServices(`<Credentials Ticket="${sampleTicket}"></Credentials>`)),
      'in a comment': () => withHeader(inServices(`<Credentials><!--${ticket}--></Credentials>`)),
    });
  });

  it('is absent if it is nil, and cannot be nil and have content', async () => {
    const block = (inner: string, attribute = '') =>
      withHeader(`<Credentials xmlns="${SERVICES88}" ${attribute}>${inner}</Credentials>`);
    await expectAll('exception', {
      'no ticket': () => block(''),
      'an empty ticket': () => block('<Ticket> </Ticket>'),
      'a nil ticket': () => block(`<Ticket ${nil}="true"/>`),
      'nil credentials': () => block('', `${nil}="1"`),
    });
    await expectAll('fault', {
      'nil credentials with a ticket': () => block(ticket, `${nil}="true"`),
      'a nil ticket with text': () => block(`<Ticket ${nil}="1">${sampleTicket}</Ticket>`),
      'perhaps nil': () => block(`<Ticket ${nil}="TRUE">${sampleTicket}</Ticket>`),
      'a ticket and text beside it': () => block(`${ticket}${sampleTicket}`),
      'a ticket in a ticket': () => block(`<Ticket>${ticket}</Ticket>`),
      'a ticket of another namespace': () => block(ticket.replace('>', ' xmlns="urn:x">')),
      'a number that is nil': () =>
        outcomeOf(envelope(getAccessToken(`<IncludeCsSession ${nil}="true"/>`), good)),
    });
  });
});

describe('the text of a ticket', () => {
  it('is read whole, across references, CDATA and comments', async () => {
    const [start, end] = [sampleTicket.slice(0, 9), sampleTicket.slice(9)];
    await expectAll('token', {
      'spaces around': () => withHeader(credentials(`\n  ${sampleTicket}\t`)),
      CDATA: () => withHeader(credentials(`<![CDATA[${sampleTicket}]]>`)),
      references: () => withHeader(credentials(sampleTicket.replace('7', '&#55;'))),
      'a comment inside': () => withHeader(credentials(`${start}<!-- -->${end}`)),
    });
    await expectAll('exception', {
      'a comment and more': () => withHeader(credentials(`${sampleTicket}<!-- -->x`)),
      'CDATA and more': () => withHeader(credentials(`${sampleTicket}<![CDATA[x]]>`)),
      'a space inside': () => withHeader(credentials(`${start} ${end}`)),
    });
  });

  it('has one spelling: a ticket with any character changed is refused', async () => {
    const own = await newTicket();
    assert.equal(await withHeader(credentials(own)), 'token');
    const changed = fc
      .tuple(fc.integer({ min: 0, max: own.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }))
      .map(([at, character]) => own.slice(0, at) + character + own.slice(at + 1))
      .filter((text) => text.trim() !== own);
    const check = async (text: string) =>
      assert.equal(await withHeader(credentials(escapeText(text))), 'exception', text);
    await fc.assert(fc.asyncProperty(changed, check), { seed: 88, numRuns: 200 });
    for (const text of [`${own}=`, `${own}AAAA`, `${own}x`, own.replace(':', ': '), `7T:!${own}`]) {
      await check(text);
    }
    await check(`7T: ${own.slice(3)}`);
    await check(`${own.slice(0, 40)}\n${own.slice(40)}`);
  });

  it('does not stand for an access token, and neither has the prefix of the other', async () => {
    const [own, token] = [await newTicket(), await newToken()];
    assert.equal(await byToken(own), 'refused');
    assert.equal(await byToken(own.replace('7T:', '8A:')), 'refused');
    assert.equal(await withHeader(credentials(token.replace('8A:', '7T:'))), 'exception');
  });
});

describe('an access token', () => {
  it('has one spelling: a token with any character changed is refused', async () => {
    const token = await newToken();
    assert.equal(await byToken(token), 'authenticated');
    const changed = fc
      .tuple(fc.integer({ min: 0, max: token.length - 1 }), fc.string({ maxLength: 2 }))
      .map(([at, text]) => token.slice(0, at) + text + token.slice(at + 1))
      .filter((text) => text !== token);
    const check = async (text: string) =>
      assert.equal(await byToken(escapeText(text)), 'refused', text);
    await fc.assert(fc.asyncProperty(changed, check), { seed: 88, numRuns: 200 });
  });
});

describe('a user name', () => {
  it('matches in any case, XML form and surrounding white space', async () => {
    await expectAll('authenticated', {
      capitals: () => byPassword('DEMO'),
      'spaces around': () => byPassword('\n\tdemo '),
      references: () => byPassword('d&#x65;mo'),
      'a comment inside': () => byPassword('de<!-- -->mo'),
      'an e-mail address': () => byPassword('Demo@Example.com'),
    });
  });

  it('does not match a text that only looks alike', async () => {
    await expectAll('refused', {
      'wide letters': () => byPassword('\uff44\uff45\uff4d\uff4f'),
      'a Cyrillic letter': () => byPassword('d\u0435mo'),
      'an invisible letter': () => byPassword('de\u200bmo'),
      'another direction': () => byPassword('\u202eomed'),
      'an accent': () => byPassword('de\u0301mo'),
      'a comment and more': () => byPassword('demo<!-- -->x'),
      'a wildcard': () => byPassword('d%mo'),
      'another wildcard': () => byPassword('dem_'),
      SQL: () => byPassword("demo' or '1'='1"),
      'a list': () => byPassword('demo,demo'),
      nothing: () => byPassword(''),
      'the wrong capitals in the password': () => byPassword('demo', 'Demo'),
      'a space after the password': () => byPassword('demo', 'demo '),
      'a nil password': () =>
        logIn('UsernamePassword', `<UserName>demo</UserName><Password ${nil}="1"/>`),
    });
    await expectAll('fault', {
      'a name twice': () =>
        logIn('UsernamePassword', '<UserName>x</UserName><UserName>demo</UserName>'),
      'a password twice': () =>
        logIn('UsernamePassword', '<UserName>demo</UserName><Password/><Password>demo</Password>'),
    });
  });

  it('gets the same answer with a wrong password as an unknown name', async () => {
    const { associates } = server.services.stores;
    const demo = await associates.findByName('demo');
    assert.ok(demo);
    const hash = await server.services.passwordHasher.hash('secret');
    const disabled = await associates.add({ ...demo, name: 'gone', personId: 0 }, hash, 0);
    await associates.disable(disabled.id, 0);
    await associates.add({ ...demo, name: 'locked', personId: 0 }, null, 0);
    const answer = async (name: string) => {
      const content = `<UserName>${name}</UserName><Password>secret</Password>`;
      const message = envelope(
        inServices(`<AuthenticateUsernamePassword>${content}</AuthenticateUsernamePassword>`),
      );
      const { status, text, headers } = await post(server.url, message, { path: SO_PRINCIPAL });
      return { status, text, length: headers.get('content-length') };
    };
    const unknown = await answer('nobody');
    for (const name of ['demo', 'gone', 'locked', 'demo@example.com', '7T:AAAA', '8A:AAAA', '']) {
      assert.deepEqual(await answer(name), unknown, name);
    }
  });
});

describe('generic credentials', () => {
  const PAIR = 'AuthenticationGenericDataKeyValuePair';
  const pair = (key: string, value: string) =>
    `<${PAIR}><Key>${key}</Key><Value>${value}</Value></${PAIR}>`;
  const generic = (pairs: string) =>
    logIn('Generic', `<AuthenticationData>${pairs}</AuthenticationData>`);
  const [name, password] = [pair('UserName', 'demo'), pair('Password', 'demo')];

  it('are refused if a key or value is given twice', async () => {
    assert.equal(await generic(name + password), 'authenticated');
    await expectAll('fault', {
      'a key in two pairs': () => generic(pair('UserName', 'x') + name + password),
      'a pair without a key': () => generic(`<${PAIR}><Value>x</Value></${PAIR}>${name}`),
      'two values in a pair': () =>
        generic(name.replace('<Value>', '<Value>x</Value><Value>') + password),
      'two keys in a pair': () => generic(name.replace('<Key>', '<Key>x</Key><Key>') + password),
    });
  });

  it('do not fall back from a refused ticket to a password', async () => {
    await expectAll('refused', {
      'a wrong ticket': () => generic(name + password + pair('Ticket', '7T:AAAA')),
      'a wrong token': () => generic(name + password + pair('AccessToken', '8A:AAAA')),
    });
    const empty = pair('Ticket', '') + pair('AccessToken', '');
    assert.equal(await generic(empty + name + password), 'authenticated', 'empty is ignored');
  });

  it('are refused with an unknown key', async () => {
    for (const key of ['__proto__', 'constructor', 'username', 'Ticket ', '', 'toString']) {
      assert.equal(await generic(name + password + pair(key, 'x')), 'exception', key);
    }
  });
});

describe('names of JavaScript', () => {
  const words = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf'];

  it('are not operations, parameters or header blocks', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (const word of words) {
      const polluted = `<${word}><admin>1</admin></${word}>`;
      assert.equal(await outcomeOf(envelope(`<${word} xmlns="${SERVICES88}"/>`, good)), 'fault');
      assert.equal(await outcomeOf(envelope(getAccessToken(polluted), good)), 'token', word);
      const block = polluted.replace('>', ` xmlns="${SERVICES88}">`);
      assert.equal(await withHeader(block + good), 'token', word);
      const action = { SOAPAction: word };
      assert.equal(await outcomeOf(envelope(getAccessToken(), good), { headers: action }), 'fault');
    }
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
    assert.equal('admin' in {}, false);
  });

  it('are not encodings', async () => {
    const message = envelope(getAccessToken(), good);
    for (const word of words) {
      const contentType = `text/xml; charset=${word}`;
      const declared = `<?xml version="1.0" encoding="${word}"?>${message}`;
      for (const answer of [
        await post(server.url, message, { contentType }),
        await post(server.url, declared, { contentType: 'text/xml' }),
      ]) {
        assert.match(textAt(answer.body, 'faultstring') ?? '', /is not supported; use UTF-8/, word);
      }
    }
  });
});

describe('a block that must be understood', () => {
  it('is named in a well-formed fault if the server does not know it', async () => {
    const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
    const mark = `xmlns:e="${soap12}" e:mustUnderstand="1"`;
    for (const block of [
      `<x xmlns="" ${mark}/>`,
      `<xml:x ${mark}/>`,
      `<x xmlns="urn:&quot;&lt;&amp;" ${mark}/>`,
      `<h:x xmlns:h="urn:x" ${mark}/>`,
    ]) {
      const options = { contentType: 'application/soap+xml' };
      const { text } = await post(server.url, envelope(getAccessToken(), block, '1.2'), options);
      assert.match(text, /SOAP-ENV:MustUnderstand</);
    }
  });
});

describe('a web page elsewhere', () => {
  it('cannot send an accepted message without a preflight request', async () => {
    const message = envelope(getAccessToken(), good);
    for (const contentType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=text/xml',
      'text/plain; text/xml',
      'text/xml,text/plain',
    ]) {
      assert.equal((await post(server.url, message, { contentType })).status, 415, contentType);
    }
    const headers = { Origin: 'https://example.com', 'Access-Control-Request-Method': 'POST' };
    const asked = await fetch(server.url + SO_PRINCIPAL, { method: 'OPTIONS', headers });
    assert.equal(asked.status, 405);
    assert.equal(asked.headers.get('access-control-allow-origin'), null);
  });

  it('finds no page here that runs an injected script', async () => {
    const path = `/"'><script>alert(1)</script>${SO_PRINCIPAL}`;
    const request = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    const [page] = answersIn(await exchange(server.url, request));
    assert.equal(page?.status, 200);
    assert.match(page.head, /^content-security-policy: default-src 'none'/im);
    assert.match(page.body, /&lt;script&gt;/);
    assert.doesNotMatch(page.body, /<script/);
  });
});
