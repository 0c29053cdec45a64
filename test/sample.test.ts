/**
 * The unmodified request of the published documentation gets the documented answer:
 * `Services88.UserAgent.GetAccessToken`, whose two code blocks are in `samples/`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import { sampleTicket } from '../src/cli/demo-data.ts';
import { demoLicences } from './support/demo-licences.ts';
import { type DemoServer, startDemoServer } from './support/demo-server.ts';

const namespace = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const action = `"${namespace}/User/GetAccessToken"`;

const requestSample = readSample('request');
const responseSample = readSample('response');

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

      test('the sample with a real ticket gets the documented answer', async () => {
        const ticket = await logIn();
        assert.notEqual(ticket, sampleTicket);
        const response = await send(change(requestSample, sampleTicket, ticket));
        await requireDocumented(await response.text());
      });

      test('with a Header around its header blocks, the answer has a Header too', async () => {
        const response = await send(inHeader(requestSample));
        await requireDocumented(await response.text(), withHeader);
      });

      test('without xsi:type in the request, the answer is the documented one too', async () => {
        const response = await send(withoutMarks(requestSample));
        await requireDocumented(await response.text());
      });

      test('with a Header and without xsi:type, the answer has no xsi:type', async () => {
        const response = await send(withoutMarks(inHeader(requestSample)));
        await requireDocumented(await response.text(), (documented) =>
          withHeader(withoutTypes(documented)),
        );
      });
    });
  }
}

test('a wrong ticket in the sample gets no token, and an error in a Header', async () => {
  const request = change(requestSample, sampleTicket, '7T:bm90IGEgdGlja2V0');
  const response = await post('User', request, { 'Content-Type': 'text/xml' });
  assert.equal(response.status, 200);
  const text = (await response.text()).replaceAll(/>Authentication failed![^<]*</g, '>...<');
  assert.deepEqual(linesOf(readDocument(text)), [
    'SOAP-ENV:Envelope',
    ' SOAP-ENV:Header',
    '  User:ExceptionInfo is User:SoExceptionInfo',
    '   User:Message is xsd:string: ...',
    '   User:StackTrace is xsd:string, nil',
    '   User:FriendlyText is xsd:string: ...',
    '   User:ExceptionType is xsd:string: SuperOffice.Exceptions.SoSessionException',
    '   User:Source is xsd:string: Ticketoffice',
    '   User:InnerException is User:SoExceptionInfo, nil',
    '   User:Parameters is User:SoExceptionInfoParameters, nil',
    '  User:ExtraInfo is User:SoExtraInfo, nil',
    '  User:Succeeded is xsd:boolean: false',
    '  User:TimeZone is User:SoTimeZone',
    '   User:SoTimeZoneId is xsd:int: 0',
    '   User:SoTimeZoneLocationCode is xsd:string: UTC',
    ' SOAP-ENV:Body',
    '  User:GetAccessTokenResponse',
    '   User:Response is xsd:string, nil',
  ]);
});

/** A login in the layout of the samples. */
function loginSample(password: string): string {
  const prefixes =
    'xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" ' +
    `xmlns:SoPrincipal="${namespace}"`;
  return (
    `<SOAP-ENV:Envelope ${prefixes}>` +
    '<SoPrincipal:ApplicationToken>1234567-1234-9876</SoPrincipal:ApplicationToken>' +
    '<SOAP-ENV:Body><SoPrincipal:AuthenticateUsernamePassword>' +
    '<SoPrincipal:UserName>demo</SoPrincipal:UserName>' +
    `<SoPrincipal:Password>${password}</SoPrincipal:Password>` +
    '</SoPrincipal:AuthenticateUsernamePassword></SOAP-ENV:Body></SOAP-ENV:Envelope>'
  );
}

async function answerOfLogin(password: string): Promise<Element> {
  const headers = { 'Content-Type': 'application/soap+xml' };
  const response = await post('SoPrincipal', loginSample(password), headers);
  return readDocument((await response.text()).replace(/>7T:[^<]+</, '>7T:...<'));
}

test("a login in the samples' layout gets every member in order with its type", async () => {
  const envelope = await answerOfLogin('demo');
  assert.deepEqual(linesOf(envelope), loginLines);
  const { attributes } = envelope;
  const numbered = [1, 2, 3].map((number) => attributes[`xmlns:NetServerServices88${number}`]);
  assert.deepEqual(numbered, [
    'http://schemas.microsoft.com/2003/10/Serialization/',
    'http://schemas.datacontract.org/2004/07/System.Security.Cryptography',
    'http://schemas.microsoft.com/2003/10/Serialization/Arrays',
  ]);
});

test("a refused login in the samples' layout gets every member as well", async () => {
  assert.deepEqual(linesOf(await answerOfLogin('wrong')), [
    'SOAP-ENV:Envelope',
    ' SOAP-ENV:Body',
    '  SoPrincipal:AuthenticateResponse',
    '   SoPrincipal:Response is SoPrincipal:SoPrincipalCarrier, nil',
    '   SoPrincipal:Credentials is SoPrincipal:SoCredentials',
    '    SoPrincipal:Ticket is xsd:string, nil',
    '   SoPrincipal:AuthenticationSucceeded is xsd:boolean: false',
  ]);
});

const licenceLines = demoLicences
  .map(
    (licence) => `     SoPrincipal:GrantedModuleLicense is SoPrincipal:GrantedModuleLicense
      SoPrincipal:TableRight is SoPrincipal:TableRight, nil
      SoPrincipal:FieldProperties is SoPrincipal:FieldPropertyDictionary, nil
      SoPrincipal:OwnerId is xsd:int: ${licence.OwnerId}
      SoPrincipal:OwnerName is xsd:string: ${licence.OwnerName}
      SoPrincipal:OwnerDescription is xsd:string: ${licence.OwnerDescription}
      SoPrincipal:ModuleId is xsd:int: ${licence.ModuleId}
      SoPrincipal:Name is xsd:string: ${licence.Name}
      SoPrincipal:Description is xsd:string: ${licence.Description}
      SoPrincipal:Version is xsd:string: ${licence.Version}
      SoPrincipal:LicenseType is SoPrincipal:LicenseType: ${licence.LicenseType}
      SoPrincipal:ExtraFlags is xsd:int: ${licence.ExtraFlags}
      SoPrincipal:SortOrder is xsd:int: ${licence.SortOrder}
      SoPrincipal:LicenseNumber is xsd:int: ${licence.LicenseNumber}
      SoPrincipal:IsHidden is xsd:boolean: ${licence.IsHidden}
      SoPrincipal:IsUnrestricted is xsd:boolean: ${licence.IsUnrestricted}
      SoPrincipal:ExpiryDate is xsd:dateTime: 0001-01-01T00:00:00`,
  )
  .join('\n');

const loginLines = `SOAP-ENV:Envelope
 SOAP-ENV:Body
  SoPrincipal:AuthenticateResponse
   SoPrincipal:Response is SoPrincipal:SoPrincipalCarrier
    SoPrincipal:UserType is SoPrincipal:UserType: InternalAssociate
    SoPrincipal:Associate is xsd:string: demo
    SoPrincipal:AssociateId is xsd:int: 1
    SoPrincipal:IsPerson is xsd:boolean: true
    SoPrincipal:PersonId is xsd:int: 5
    SoPrincipal:CountryId is xsd:int: 578
    SoPrincipal:HomeCountryId is xsd:int: 578
    SoPrincipal:ContactId is xsd:int: 2
    SoPrincipal:GroupId is xsd:int: 2
    SoPrincipal:BusinessId is xsd:int: 1
    SoPrincipal:CategoryId is xsd:int: 1
    SoPrincipal:ContactOwner is xsd:int: 1
    SoPrincipal:RoleId is xsd:int: 17
    SoPrincipal:RoleName is xsd:string: Demo
    SoPrincipal:RoleDescription is xsd:string: The role of the demo user
    SoPrincipal:RoleType is SoPrincipal:RoleType: Employee
    SoPrincipal:Licenses is SoPrincipal:ArrayOfGrantedModuleLicense
${licenceLines}
    SoPrincipal:FullName is xsd:string: Dagny Demo
    SoPrincipal:EMailAddress is xsd:string: demo@example.com
    SoPrincipal:FunctionRights is NetServerServices883:ArrayOfstring
     NetServerServices883:string is xsd:string: admin-all
     NetServerServices883:string is xsd:string: hide-confidential
    SoPrincipal:EjUserId is xsd:int: 3
    SoPrincipal:EjAccessLevel is xsd:int: 1
    SoPrincipal:EjUserStatus is SoPrincipal:EjUserStatus: StatusNormal
    SoPrincipal:ProvidedCredentials is SoPrincipal:ArrayOfProvidedCredential
     SoPrincipal:ProvidedCredential is SoPrincipal:ProvidedCredential
      SoPrincipal:Type is xsd:string: password
      SoPrincipal:SearchName is xsd:string: demo
      SoPrincipal:DisplayName is xsd:string: demo
      SoPrincipal:CredentialId is xsd:int: 1
     SoPrincipal:ProvidedCredential is SoPrincipal:ProvidedCredential
      SoPrincipal:Type is xsd:string: email
      SoPrincipal:SearchName is xsd:string: demo@example.com
      SoPrincipal:DisplayName is xsd:string: demo@example.com
      SoPrincipal:CredentialId is xsd:int: 1
    SoPrincipal:SecondaryGroups is NetServerServices883:ArrayOfint
     NetServerServices883:int is xsd:int: 3
    SoPrincipal:DatabaseContextIdentifier is xsd:string, nil
   SoPrincipal:Credentials is SoPrincipal:SoCredentials
    SoPrincipal:Ticket is xsd:string: 7T:...
   SoPrincipal:AuthenticationSucceeded is xsd:boolean: true`.split('\n');

/** Prints one line per element: depth, name, type and text, with the written prefixes. */
function linesOf({ name, attributes, text, children }: Element, depth = 0): readonly string[] {
  const { 'xsi:type': type, 'xsi:nil': nil } = attributes;
  const described =
    (type === undefined ? '' : ` is ${type}`) +
    (nil === undefined ? '' : ', nil') +
    (text && `: ${text}`);
  const below = children.flatMap((child) => linesOf(child, depth + 1));
  return [' '.repeat(depth) + name + described, ...below];
}

function inHeader(sample: string): string {
  const start = '<User:ApplicationToken>';
  const opened = change(sample, start, `<SOAP-ENV:Header>${start}`);
  return change(opened, ' <SOAP-ENV:Body>', '</SOAP-ENV:Header><SOAP-ENV:Body>');
}

function withoutMarks(sample: string): string {
  const request = sample.replaceAll(/ xsi:type="xsd:\w+"/g, '');
  assert.doesNotMatch(request, /xsi:type/);
  return request;
}

/** An element with its prefixes and namespace declarations as written. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

function element(name: string, text = '', children: readonly Element[] = []): Element {
  return { name, attributes: {}, text, children };
}

const nil = { 'xsi:nil': 'true' };
const header = element('SOAP-ENV:Header', '', [
  { ...element('User:ExceptionInfo'), attributes: nil },
  { ...element('User:ExtraInfo'), attributes: nil },
  element('User:Succeeded', 'true'),
  element('User:TimeZone', '', [
    element('User:SoTimeZoneId', '0'),
    element('User:SoTimeZoneLocationCode', 'UTC'),
  ]),
]);

function withHeader({ children, ...envelope }: Element): Element {
  return { ...envelope, children: [header, ...children] };
}

/** Compares everything but the token, which the sample omits. The token must be valid. */
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

/** Returns the text of the first element with the name. */
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

/** Replaces a text that must occur exactly once. */
function change(text: string, old: string, replacement: string): string {
  const [first = '', second, ...others] = text.split(old);
  assert.ok(second !== undefined && others.length === 0, `not once in the text: "${old}"`);
  return first + replacement + second;
}

function readSample(kind: 'request' | 'response'): string {
  const name = `samples/get-access-token.${kind}.sample.xml`;
  return readFileSync(new URL(name, import.meta.url), 'utf8');
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
