/** The accepted forms of messages, and the answers to them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { attributeOf } from '../../src/xml/element.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import {
  type Answer,
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

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
const ACTION = `${SERVICES88}/User/GetAccessToken`;

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

const header = credentials(sampleTicket);
const plain = envelope(getAccessToken(), header);

async function succeeds(message: string | Buffer, options: Post = {}): Promise<Answer> {
  const bytes = typeof message === 'string' ? message : new Uint8Array(message);
  const answer = await post(server.url, bytes, options);
  assert.equal(answer.status, 200, answer.text);
  assert.match(textAt(answer.body, 'Response') ?? '', /^8A:/, answer.text);
  return answer;
}

describe('versions of SOAP', () => {
  it('are the same in request and answer, as is the media type', async () => {
    const soap12 = envelope(getAccessToken(), header, '1.2');
    const one = await succeeds(plain);
    assert.match(one.text, new RegExp(SOAP11));
    assert.equal(one.contentType, 'text/xml; charset=utf-8');
    const two = await succeeds(soap12, { contentType: 'application/soap+xml; charset=utf-8' });
    assert.match(two.text, new RegExp(SOAP12));
    assert.equal(two.contentType, 'application/soap+xml; charset=utf-8');
    const mixed = await succeeds(soap12);
    assert.match(mixed.text, new RegExp(SOAP12));
    assert.equal(mixed.contentType, 'text/xml; charset=utf-8');
    const generic = await succeeds(soap12, { contentType: 'application/xml' });
    assert.equal(generic.contentType, 'application/soap+xml; charset=utf-8');
  });
});

describe('header blocks', () => {
  it('of the answer contain success and time zone, in the order of the schema', async () => {
    const { header: blocks } = await succeeds(plain);
    assert.deepEqual([...blocks.keys()], ['Succeeded', 'TimeZone']);
    assert.equal(blocks.get('Succeeded')?.text, 'true');
    assert.equal(textAt(blocks.get('TimeZone'), 'SoTimeZoneLocationCode'), 'UTC');
  });

  it('of the answer are complete even if the request has elements next to its header', async () => {
    const beside = plain.replace('</Envelope>', '<x:T xmlns:x="urn:x"/></Envelope>');
    const { header: blocks } = await succeeds(beside);
    assert.equal(blocks.get('Succeeded')?.text, 'true');
  });

  it('may contain a time zone, which the answer repeats', async () => {
    const zone = inServices(
      '<TimeZone><SoTimeZoneLocationCode>NO</SoTimeZoneLocationCode><SoTimeZoneId>95</SoTimeZoneId></TimeZone>',
    );
    const { header: blocks } = await succeeds(envelope(getAccessToken(), header + zone));
    assert.equal(textAt(blocks.get('TimeZone'), 'SoTimeZoneId'), '95');
    assert.equal(textAt(blocks.get('TimeZone'), 'SoTimeZoneLocationCode'), 'NO');
  });

  it('may be in the header, or directly under the envelope before or after the body', async () => {
    const body = `<e:Body>${getAccessToken()}</e:Body>`;
    const wrap = (inner: string) => `<e:Envelope xmlns:e="${SOAP11}">${inner}</e:Envelope>`;
    await succeeds(wrap(`<e:Header>${header}</e:Header>${body}`));
    await succeeds(wrap(`${header}${body}`));
    await succeeds(wrap(`${body}${header}`));
    await succeeds(wrap(`${body}<e:Header>${header}</e:Header>`));
  });

  it('of our services may be marked mustUnderstand at every service', async () => {
    const marked = (blocks: string) =>
      blocks.replace(/^<(\w+)/, `<$1 xmlns:e="${SOAP11}" e:mustUnderstand="1"`);
    await succeeds(envelope(getAccessToken(), marked(header)));
    const others = [header, inServices('<Succeeded>true</Succeeded>'), inServices('<TimeZone/>')];
    for (const block of others) {
      const answer = await post(
        server.url,
        envelope(inServices('<GetSystemInfo/>'), marked(block)),
        { path: '/Remote/Services88/SoPrincipal.svc' },
      );
      assert.equal(answer.status, 200, answer.text);
    }
  });

  it('of our services are only processed if they are meant for this server', async () => {
    const elsewhere = header.replace(
      '<Credentials',
      `<Credentials xmlns:e="${SOAP11}" e:actor="urn:elsewhere"`,
    );
    const answer = await post(server.url, envelope(getAccessToken(), elsewhere));
    assert.equal(answer.header.get('Succeeded')?.text, 'false');
    await succeeds(envelope(getAccessToken(), elsewhere + header));
    const next = elsewhere.replace('urn:elsewhere', 'http://schemas.xmlsoap.org/soap/actor/next');
    await succeeds(envelope(getAccessToken(), next));
  });

  it('that are unknown are ignored unless this server must understand them', async () => {
    const foreign = (attributes: string) =>
      `<x:Security xmlns:x="urn:x" xmlns:e="${SOAP11}" ${attributes}/>`;
    for (const attributes of [
      '',
      'e:mustUnderstand="0"',
      'e:mustUnderstand="1" e:actor="urn:elsewhere"',
    ]) {
      await succeeds(envelope(getAccessToken(), header + foreign(attributes)));
    }
  });
});

describe('forms of XML', () => {
  it('are accepted: prefixes, CDATA, references, order, unknown elements', async () => {
    const inner = '<IncludeCsSession>false</IncludeCsSession><AppToken/>';
    const messages = [
      `<?xml version="1.0"?>\n<!-- hello -->\n${plain}\n<!-- bye -->`,
      plain.replace(sampleTicket, `<![CDATA[${sampleTicket}]]>`),
      plain.replace(sampleTicket, sampleTicket.replace('7T', '<!-- x -->&#55;&#x54;')),
      plain.replace(sampleTicket, ` \n${sampleTicket}\t`),
      envelope(getAccessToken(inner), header),
      envelope(getAccessToken(`<New><Deep/></New>${inner}`), header),
      envelope(getAccessToken('<AppToken xmlns:i="urn:i" i:x="1"/>'), header),
      envelope(
        `<z:GetAccessToken xmlns:z="${SERVICES88}"><z:IncludeCsSession>0</z:IncludeCsSession></z:GetAccessToken>`,
        `<y:Credentials xmlns:y="${SERVICES88}"><y:Ticket>${sampleTicket}</y:Ticket></y:Credentials>`,
      ),
    ];
    for (const message of messages) await succeeds(message);
  });

  it('may be in any of the usual encodings', async () => {
    const utf16 = (mark: string) => Buffer.from(mark + plain, 'utf16le');
    const declared = (encoding: string) =>
      Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><!-- Æ -->${plain}`, 'latin1');
    const cases: readonly [Buffer, string][] = [
      [Buffer.from(`\uFEFF${plain}`), 'text/xml'],
      [utf16('\uFEFF'), 'text/xml'],
      [utf16('\uFEFF').swap16(), 'text/xml'],
      [utf16(''), 'text/xml; charset=utf-16'],
      [utf16('').swap16(), 'text/xml'],
      [declared('ISO-8859-1'), 'text/xml'],
      [declared('utf-8'), 'text/xml; charset="iso-8859-1"'],
      [declared('windows-1252'), 'text/xml'],
      [declared('utf-8'), 'text/xml; charset=Windows-1252'],
    ];
    for (const [bytes, contentType] of cases) {
      const { contentType: answered } = await succeeds(bytes, { contentType });
      assert.equal(answered, 'text/xml; charset=utf-8');
    }
  });

  it('may be compressed', async () => {
    const coded: readonly [string, Buffer][] = [
      ['gzip', gzipSync(plain)],
      ['deflate', deflateSync(plain)],
      ['deflate', deflateRawSync(plain)],
    ];
    for (const [coding, bytes] of coded) {
      await succeeds(bytes, { headers: { 'Content-Encoding': coding } });
    }
  });
});

describe('xsi:type', () => {
  const typeOf = (answer: Answer) =>
    answer.body.children.map((child) => attributeOf(child, XSI, 'type'));

  it('is in the answer only if it was in the request', async () => {
    assert.deepEqual(typeOf(await succeeds(plain)), [null]);
    const typed = `<IncludeCsSession xmlns:i="${XSI}" xmlns:s="http://www.w3.org/2001/XMLSchema" i:type="s:boolean">0</IncludeCsSession>`;
    const answer = await succeeds(envelope(getAccessToken(typed), header));
    assert.deepEqual(typeOf(answer), ['xsd:string']);
    assert.equal(attributeOf(answer.body, XSI, 'type'), null);
  });
});

describe('SOAPAction', () => {
  it('may be quoted, unquoted, empty, absent, or in the media type', async () => {
    for (const value of [`"${ACTION}"`, ACTION, '""', '']) {
      await succeeds(plain, { headers: { SOAPAction: value } });
    }
    const contentType = `application/soap+xml; charset=utf-8; action="${ACTION}"`;
    await succeeds(envelope(getAccessToken(), header, '1.2'), { contentType });
  });
});

describe('paths', () => {
  it('are case-insensitive and may be below any application path', async () => {
    for (const path of [
      '/remote/services88/user.svc',
      '/crm/Remote/Services88/User.svc',
      '/a/b%20c/REMOTE/SERVICES88/USER.SVC',
      '/Remote/Services88/User.svc?x=1',
    ]) {
      await succeeds(plain, { path });
    }
  });
});
