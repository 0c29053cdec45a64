/** Protocol errors: fault codes and HTTP statuses in each version of SOAP. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { type SoapVersion, soapVersions } from '../../src/soap/version.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import {
  credentials,
  envelope,
  getAccessToken,
  inServices,
  post,
  SERVICES88,
  textAt,
} from '../support/soap-messages.ts';

let server: DemoServer;
before(async () => {
  server = await startDemoServer({ settings: { envelopeBytesMax: 20_000 } });
});
after(() => server.close());

const header = credentials(sampleTicket);

interface Case {
  readonly title: string;
  /** `%ENV%` stands for the namespace of the SOAP version. */
  readonly message: string;
  readonly says: RegExp;
  readonly code?: 'VersionMismatch' | 'MustUnderstand';
  readonly status?: number;
  readonly contentType?: string;
  readonly soapAction?: string;
}

const call = (inner = '', blocks = header) =>
  envelope(getAccessToken(inner), blocks).replace(/xmlns="[^"]*envelope\/"/, 'xmlns="%ENV%"');
const deep = '<a>'.repeat(70) + '</a>'.repeat(70);

const cases: readonly Case[] = [
  { title: 'no XML', message: 'hello', says: /not well-formed XML/ },
  { title: 'an empty body', message: '', says: /not well-formed XML/ },
  { title: 'cut XML', message: call().slice(0, -5), says: /not well-formed XML/ },
  { title: 'a DTD', message: `<!DOCTYPE x>${call()}`, says: /\(DTD\) is not allowed/ },
  {
    title: 'a processing instruction',
    message: `<?x y?>${call()}`,
    says: /processing instruction is not/,
  },
  {
    title: 'too large',
    message: call(`<AppToken>${'x'.repeat(20_000)}</AppToken>`),
    says: /larger than 20000 bytes/,
    status: 413,
  },
  { title: 'too deep', message: call(deep), says: /nested deeper than 64/ },
  {
    title: 'another encoding',
    message: call(),
    contentType: 'text/xml; charset=ebcdic',
    says: /"ebcdic" is not supported/,
    status: 415,
  },
  {
    title: 'no envelope',
    message: '<Enveloppe/>',
    says: /is a <Enveloppe>; expected a SOAP <Envelope>/,
  },
  {
    title: 'an unknown version',
    message: call().replace('%ENV%', 'urn:soap'),
    says: /namespace "urn:soap"; expected/,
    code: 'VersionMismatch',
    status: 500,
  },
  { title: 'no body', message: '<Envelope xmlns="%ENV%"/>', says: /has 0 bodies; expected one/ },
  {
    title: 'two bodies',
    message: '<Envelope xmlns="%ENV%"><Body/><Body/></Envelope>',
    says: /has 2 bodies/,
  },
  {
    title: 'two headers',
    message: '<Envelope xmlns="%ENV%"><Header/><Header/><Body/></Envelope>',
    says: /more than one header/,
  },
  {
    title: 'no operation',
    message: '<Envelope xmlns="%ENV%"><Body/></Envelope>',
    says: /body is empty/,
  },
  {
    title: 'two operations',
    message: `<Envelope xmlns="%ENV%"><Body>${getAccessToken()}${getAccessToken()}</Body></Envelope>`,
    says: /holds 2 elements; expected one/,
  },
  {
    title: 'an unknown operation',
    message: call().replaceAll('GetAccessToken', 'GetEverything'),
    says: /User has no operation GetEverything. It has 97 others: its address with \?wsdl lists/,
  },
  {
    title: 'an operation named like a property of every object',
    message: call().replaceAll('GetAccessToken', 'constructor'),
    says: /has no operation constructor/,
  },
  {
    title: 'an operation of another namespace',
    message: call().replace(
      `<GetAccessToken xmlns="${SERVICES88}"`,
      '<GetAccessToken xmlns="urn:x"',
    ),
    says: /in the namespace "urn:x"; expected "http.*Services88"/,
  },
  {
    title: 'a value that cannot be read',
    message: call('<IncludeCsSession>perhaps</IncludeCsSession>'),
    says: /GetAccessToken\/IncludeCsSession: expected true, false, 1 or 0/,
  },
  {
    title: 'a header block that cannot be read',
    message: call('', inServices('<TimeZone><SoTimeZoneId>x</SoTimeZoneId></TimeZone>')),
    says: /Element TimeZone\/SoTimeZoneId: expected a whole number/,
  },
  {
    title: 'a header block given twice',
    message: call('', header + header),
    says: /<Credentials> is given twice/,
  },
  {
    title: 'a header block in and outside the header',
    message: call().replace('<Body', `${header}<Body`),
    says: /<Credentials> is given twice/,
  },
  {
    title: 'an action that is another operation’s',
    message: call(),
    soapAction: '"urn:other"',
    says: /SOAPAction says "urn:other", but the body holds GetAccessToken/,
  },
  {
    title: 'an unknown block that must be understood',
    message: call('', `<x:S xmlns:x="urn:x" xmlns:e="%ENV%" e:mustUnderstand="true"/>${header}`),
    says: /header block <S> of the namespace "urn:x"/,
    code: 'MustUnderstand',
    status: 500,
  },
  {
    title: 'an unsupported media type',
    message: call(),
    contentType: 'text/plain',
    says: /"text\/plain" is not supported; expected text\/xml/,
    status: 415,
  },
];

for (const version of ['1.1', '1.2'] as const) {
  describe(`faults of SOAP ${version}`, () => {
    for (const item of cases) {
      it(`${item.title}`, async () => {
        const message = item.message.replaceAll('%ENV%', soapVersions[version].envelope);
        const answer = await post(server.url, message, {
          contentType:
            item.contentType?.replace('text/xml', soapVersions[version].mediaType) ??
            soapVersions[version].mediaType,
          headers: item.soapAction === undefined ? {} : { SOAPAction: item.soapAction },
        });
        const answered = item.contentType === 'text/plain' ? '1.1' : version;
        assert.equal(answer.contentType, `${soapVersions[answered].mediaType}; charset=utf-8`);
        assert.equal(answer.body.name, 'Fault');
        assert.equal(answer.body.namespace, soapVersions[answered].envelope);
        assert.match(textAt(answer.body, ...reasonPath(answered)) ?? '', item.says);
        assert.equal(
          textAt(answer.body, ...codePath(answered)),
          `SOAP-ENV:${codeOf(item, answered)}`,
        );
        assert.equal(answer.status, item.status ?? (version === '1.1' ? 500 : 400));
      });
    }
  });
}

const codePath = (version: SoapVersion) => (version === '1.1' ? ['faultcode'] : ['Code', 'Value']);
const reasonPath = (version: SoapVersion) =>
  version === '1.1' ? ['faultstring'] : ['Reason', 'Text'];
const codeOf = ({ code }: Case, version: SoapVersion) =>
  code ?? (version === '1.1' ? 'Client' : 'Sender');

describe('faults of SOAP 1.2', () => {
  it('check the action of the media type even if SOAPAction is empty', async () => {
    const answer = await post(server.url, envelope(getAccessToken(), header, '1.2'), {
      contentType: 'application/soap+xml; action="urn:other"',
      headers: { SOAPAction: '""' },
    });
    assert.match(textAt(answer.body, 'Reason', 'Text') ?? '', /says "urn:other"/);
  });

  it('list the header blocks that were not understood', async () => {
    const { envelope: namespace, mediaType } = soapVersions['1.2'];
    const block = `<x:S xmlns:x="urn:x" xmlns:e="${namespace}" e:mustUnderstand="1"/>`;
    const answer = await post(server.url, envelope(getAccessToken(), block, '1.2'), {
      contentType: mediaType,
    });
    assert.match(answer.text, /<SOAP-ENV:NotUnderstood qname="h:S" xmlns:h="urn:x"\/>/);
  });

  it('list the supported versions', async () => {
    const message = '<Envelope xmlns="urn:future"><Body/></Envelope>';
    const answer = await post(server.url, message, { contentType: 'application/soap+xml' });
    assert.match(answer.text, /<SOAP-ENV:Upgrade><SOAP-ENV:SupportedEnvelope qname="ns0:Envelope"/);
  });
});

describe('HTTP errors', () => {
  it('list the allowed methods if a method is not allowed', async () => {
    const response = await fetch(`${server.url}/Remote/Services88/User.svc`, {
      method: 'PUT',
      body: 'x',
    });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'GET, HEAD, POST');
    assert.match(await response.text(), /The method PUT is not allowed here/);
  });

  it('say that an address is unknown, and list the known ones', async () => {
    const path = '/Remote/Services88/Contact.svc';
    const answer = await post(server.url, envelope(getAccessToken()), { path });
    assert.equal(answer.status, 404);
    assert.match(
      textAt(answer.body, 'faultstring') ?? '',
      /Services are at \/Remote\/Services88\/SoPrincipal.svc/,
    );
    const page = await fetch(server.url + path);
    assert.equal(page.status, 404);
    assert.match(page.headers.get('content-type') ?? '', /^text\/plain/);
  });

  it('say that a content encoding is unknown or wrong', async () => {
    const encoded = (coding: string) =>
      post(server.url, 'x', { headers: { 'Content-Encoding': coding } });
    assert.equal((await encoded('br')).status, 415);
    assert.equal((await encoded('gzip')).status, 400);
    assert.equal((await encoded('deflate')).status, 400);
  });
});
