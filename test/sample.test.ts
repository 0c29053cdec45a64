/**
 * The request of the published documentation, pasted as it stands, gets the answer that stands
 * under it: `Services88.UserAgent.GetAccessToken`, whose two code blocks are in `samples/`.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import { sampleTicket } from '../src/cli/demo-data.ts';
import { type DemoServer, startDemoServer } from './support/demo-server.ts';

const namespace = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const action = `"${namespace}/User/GetAccessToken"`;

const requestSample = await readSample('request');
const responseSample = await readSample('response');

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

for (const mediaType of ['text/xml', 'application/soap+xml']) {
  for (const headers of [{}, { SOAPAction: action }]) {
    describe(`as ${mediaType}, ${'SOAPAction' in headers ? 'with' : 'without'} SOAPAction`, () => {
      const contentType = `${mediaType}; charset=utf-8`;
      const send = (request: string) =>
        post('User', request, { ...headers, 'Content-Type': contentType });

      test('the sample gets the documented answer', async () => {
        const response = await send(requestSample);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('Content-Type'), contentType);
        await requireDocumented(await response.text());
      });

      test('so does the sample with a real ticket in it', async () => {
        const ticket = await logIn();
        assert.notEqual(ticket, sampleTicket);
        const response = await send(change(requestSample, sampleTicket, ticket));
        await requireDocumented(await response.text());
      });

      test('with a Header around its header blocks, the answer has a Header too', async () => {
        const start = '<User:ApplicationToken>';
        const opened = change(requestSample, start, `<SOAP-ENV:Header>${start}`);
        const request = change(opened, ' <SOAP-ENV:Body>', '</SOAP-ENV:Header><SOAP-ENV:Body>');
        const response = await send(request);
        await requireDocumented(await response.text(), ({ children, ...envelope }) => ({
          ...envelope,
          children: [header, ...children],
        }));
      });

      test('without xsi:type, the answer has none either', async () => {
        const request = requestSample.replaceAll(/ xsi:type="xsd:\w+"/g, '');
        assert.doesNotMatch(request, /xsi:type/);
        const response = await send(request);
        await requireDocumented(await response.text(), withoutTypes);
      });
    });
  }
}

test('a wrong ticket in the sample gets no token, and says so in a Header', async () => {
  const request = change(requestSample, sampleTicket, '7T:bm90IGEgdGlja2V0');
  const response = await post('User', request, { 'Content-Type': 'text/xml' });
  assert.equal(response.status, 200);
  const envelope = readDocument(await response.text());
  const [header, body] = envelope.children;
  assert.deepEqual(
    header?.children.map(({ name }) => name),
    ['User:ExceptionInfo', 'User:Succeeded', 'User:TimeZone'],
  );
  assert.deepEqual(body?.children, [element('User:GetAccessTokenResponse')]);
});

/** An element as it is written: prefixes and their declarations count. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

function element(name: string, text = '', children: readonly Element[] = []): Element {
  return { name, attributes: {}, text, children };
}

const header = element('SOAP-ENV:Header', '', [
  element('User:Succeeded', 'true'),
  element('User:TimeZone', '', [
    element('User:SoTimeZoneId', '0'),
    element('User:SoTimeZoneLocationCode', 'UTC'),
  ]),
]);

/** All but the token, which the sample leaves out and which must be a good one. */
async function requireDocumented(
  answer: string,
  expect: (documented: Element) => Element = (documented) => documented,
): Promise<void> {
  const [, token = ''] = />(8A:[^<]*)</.exec(answer) ?? [];
  const expected = expect(readDocument(responseSample));
  assert.deepEqual(readDocument(change(answer, token, '')), expected);
  assert.match(answer, /^<\?xml version="1\.0" encoding="UTF-8"\?>/);
  assert.match(token, /^8A:[A-Za-z0-9+/]{40,}=*$/);
  assert.equal(await authenticate('WithAccessToken', { AccessToken: token }, 'Associate'), 'demo');
}

function withoutTypes({ attributes, children, ...others }: Element): Element {
  const { 'xsi:type': _, ...kept } = attributes;
  return { ...others, attributes: kept, children: children.map(withoutTypes) };
}

function logIn(): Promise<string> {
  return authenticate('UsernamePassword', { UserName: 'demo', Password: 'demo' }, 'Ticket');
}

/** Answers the text of the first element with the wanted name. */
async function authenticate(
  way: string,
  fields: Readonly<Record<string, string>>,
  wanted: string,
): Promise<string> {
  const parts = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  const response = await post(
    'SoPrincipal',
    '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>' +
      `<Authenticate${way} xmlns="${namespace}">${parts.join('')}</Authenticate${way}>` +
      '</Body></Envelope>',
    { 'Content-Type': 'text/xml' },
  );
  const found = findElement(readDocument(await response.text()), `SoPrincipal:${wanted}`);
  return found?.text ?? '';
}

function findElement(root: Element, name: string): Element | undefined {
  if (root.name === name) return root;
  for (const child of root.children) {
    const found = findElement(child, name);
    if (found) return found;
  }
  return undefined;
}

function post(service: string, body: string, headers: Readonly<Record<string, string>>) {
  const url = `${server.url}/Remote/Services88/${service}.svc`;
  return fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
}

/** Replaces what must be there exactly once. */
function change(text: string, old: string, replacement: string): string {
  const [first = '', second, ...others] = text.split(old);
  assert.ok(second !== undefined && others.length === 0, `not once in the text: "${old}"`);
  return first + replacement + second;
}

function readSample(kind: 'request' | 'response'): Promise<string> {
  const name = `samples/get-access-token.${kind}.sample.xml`;
  return readFile(new URL(name, import.meta.url), 'utf8');
}

function readDocument(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: (Element & { text: string; readonly children: Element[] })[] = [];
  let root: Element | undefined;
  parser.on('opentag', (tag) => {
    const attributes = Object.values(tag.attributes).map(({ name, value }) => [name, value]);
    const opened = {
      name: tag.name,
      attributes: Object.fromEntries(attributes),
      text: '',
      children: [],
    };
    open.at(-1)?.children.push(opened);
    open.push(opened);
    root ??= opened;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (characters) => {
    const current = open.at(-1);
    if (current) current.text += characters.trim();
  });
  parser.write(text).close();
  assert.ok(root, 'an empty document');
  return root;
}
