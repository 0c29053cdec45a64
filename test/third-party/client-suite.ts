/**
 * Tests that every SOAP toolkit must pass against a running server, with the server's own WSDL
 * and with the original's.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import type { Settings } from '../../src/settings.ts';
import { demoLicences } from '../support/demo-licences.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { officialWsdls, skipWithoutOfficialWsdls } from '../support/official-wsdls.ts';
import type { ServiceCaller, ServiceName, SoapVersion, Toolkit } from './toolkit.ts';

/**
 * Removes nulls from a toolkit's result. Toolkits represent nil as null or omit it, and some do
 * the same with an element that contains only nil. Nil that became an object is kept.
 */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value ?? null;
  const entries = Object.entries(value)
    .map(([name, member]) => [name, withoutNulls(member)])
    .filter(([, member]) => member !== null);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

interface Source {
  readonly name: string;
  readonly skip: string | false;
  connect(toolkit: Toolkit, server: DemoServer, service: ServiceName): Promise<ServiceCaller>;
}

const sources: readonly Source[] = [
  served('?wsdl', '1.1'),
  served('?singleWsdl', '1.1'),
  served('?wsdl', '1.2'),
  {
    name: "the original's WSDL",
    skip: skipWithoutOfficialWsdls,
    connect: (toolkit, server, service) =>
      toolkit.connect(
        join(officialWsdls ?? '', `${service}.wsdl`),
        addressOf(server, service),
        '1.1',
      ),
  },
];

function served(query: string, version: SoapVersion): Source {
  return {
    name: `the WSDL at ${query}, SOAP ${version}`,
    skip: false,
    connect: (toolkit, server, service) =>
      toolkit.connect(addressOf(server, service) + query, null, version),
  };
}

function addressOf({ url }: DemoServer, service: ServiceName): string {
  return `${url}/Remote/Services88/${service}.svc`;
}

export function describeToolkit(toolkit: Toolkit): void {
  for (const source of sources) {
    describe(`${toolkit.name} with ${source.name}`, { skip: source.skip }, () => {
      describe('business errors in the header', () => describeAnswers(toolkit, source));
      describe('business errors as faults', () => describeFaults(toolkit, source));
    });
  }
}

const principal = {
  UserType: 'InternalAssociate',
  Associate: 'demo',
  AssociateId: 1,
  IsPerson: true,
  PersonId: 5,
  CountryId: 578,
  HomeCountryId: 578,
  ContactId: 2,
  GroupId: 2,
  BusinessId: 1,
  CategoryId: 1,
  ContactOwner: 1,
  RoleId: 17,
  RoleName: 'Demo',
  RoleDescription: 'The role of the demo user',
  RoleType: 'Employee',
  Licenses: {
    GrantedModuleLicense: demoLicences.map((licence) => ({
      ...licence,
      ExpiryDate: new Date('0001-01-01T00:00:00'),
    })),
  },
  FullName: 'Dagny Demo',
  EMailAddress: 'demo@example.com',
  FunctionRights: { string: ['admin-all', 'hide-confidential'] },
  EjUserId: 3,
  EjAccessLevel: 1,
  EjUserStatus: 'StatusNormal',
  ProvidedCredentials: {
    ProvidedCredential: [
      { Type: 'password', SearchName: 'demo', DisplayName: 'demo', CredentialId: 1 },
      {
        Type: 'email',
        SearchName: 'demo@example.com',
        DisplayName: 'demo@example.com',
        CredentialId: 1,
      },
    ],
  },
  SecondaryGroups: { int: [3] },
};

/** Both toolkits return header blocks as text, because they do not look up their types. */
const timeZone = { SoTimeZoneId: '0', SoTimeZoneLocationCode: 'UTC' };
const succeeded = { Succeeded: 'true', TimeZone: timeZone };

const authenticated = z.strictObject({
  Response: z.unknown().transform(withoutNulls),
  Credentials: z.strictObject({ Ticket: z.string().regex(/^7T:[A-Za-z0-9+/]+=*$/) }),
  AuthenticationSucceeded: z.literal(true),
});
const tokenIssued = z.strictObject({ Response: z.string().regex(/^8A:[A-Za-z0-9+/]+=*$/) });

const wrongTicket = '7T:bm90IGEgdGlja2V0';
const refused = {
  Message: /^Authentication failed! The ticket is not valid/,
  FriendlyText: /Log in again at SoPrincipal\.svc/,
  ExceptionType: /^SuperOffice\.Exceptions\.SoSessionException$/,
};

/** The clients of a server that runs during the tests of the surrounding `describe`. */
function clientsOf(toolkit: Toolkit, source: Source, settings: Partial<Settings> = {}) {
  let server: DemoServer | null = null;
  const clients = new Map<ServiceName, ServiceCaller>();
  before(async () => {
    server = await startDemoServer({ settings });
    for (const service of ['SoPrincipal', 'User'] as const) {
      clients.set(service, await source.connect(toolkit, server, service));
    }
  });
  after(() => server?.close());
  return (service: ServiceName): ServiceCaller => {
    const client = clients.get(service);
    assert.ok(client, `no client for ${service}`);
    return client;
  };
}

async function logIn(client: ServiceCaller): Promise<string> {
  const request = { UserName: 'demo', Password: 'demo' };
  const { result } = await client.call('AuthenticateUsernamePassword', request);
  return authenticated.parse(result).Credentials.Ticket;
}

function describeAnswers(toolkit: Toolkit, source: Source): void {
  const clientOf = clientsOf(toolkit, source);

  test('a user logs in with name and password', async () => {
    const request = { UserName: 'demo', Password: 'demo' };
    const { result, header } = await clientOf('SoPrincipal').call(
      'AuthenticateUsernamePassword',
      request,
    );
    assert.deepEqual(authenticated.parse(result).Response, principal);
    assert.deepEqual(withoutNulls(header), succeeded);
  });

  test('a wrong password is an answer, not an error', async () => {
    const request = { UserName: 'demo', Password: 'wrong' };
    const { result, header } = await clientOf('SoPrincipal').call(
      'AuthenticateUsernamePassword',
      request,
    );
    assert.deepEqual(withoutNulls(result), { AuthenticationSucceeded: false });
    assert.deepEqual(withoutNulls(header), succeeded);
  });

  test('a user logs in with pairs', async () => {
    const pairs = [
      { Key: 'UserName', Value: 'demo' },
      { Key: 'Password', Value: 'demo' },
    ];
    const { result } = await clientOf('SoPrincipal').call('AuthenticateGeneric', {
      AuthenticationData: { AuthenticationGenericDataKeyValuePair: pairs },
    });
    assert.deepEqual(authenticated.parse(result).Response, principal);
  });

  for (const IncludeCsSession of [false, true]) {
    test(`a ticket gets a token and back, IncludeCsSession ${IncludeCsSession}`, async () => {
      const ticket = await logIn(clientOf('SoPrincipal'));
      const request = { AppToken: '', IncludeCsSession };
      const issued = await clientOf('User').call('GetAccessToken', request, ticket);
      assert.deepEqual(withoutNulls(issued.header), succeeded);
      const AccessToken = tokenIssued.parse(issued.result).Response;
      const { result } = await clientOf('SoPrincipal').call('AuthenticateWithAccessToken', {
        AccessToken,
      });
      assert.deepEqual(authenticated.parse(result).Response, principal);
    });
  }

  test('the server describes itself', async () => {
    const { result } = await clientOf('SoPrincipal').call('GetSystemInfo', {});
    const { SystemInfo } = z.object({ SystemInfo: z.looseObject({}) }).parse(result);
    assert.equal(SystemInfo['CompanyName'], 'Demo Company');
    assert.equal(SystemInfo['IsUnicode'], true);
    assert.equal(SystemInfo['BuildType'], 'Release');
    assert.ok(Number.isInteger(SystemInfo['DatabaseVersion']));
  });

  test('a wrong ticket is reported in the header', async () => {
    const request = { AppToken: '', IncludeCsSession: false };
    const { result, header } = await clientOf('User').call('GetAccessToken', request, wrongTicket);
    assert.equal(withoutNulls(result), null);
    const { ExceptionInfo, ...others } = z
      .looseObject({ ExceptionInfo: z.unknown() })
      .parse(withoutNulls(header));
    assert.deepEqual(others, { Succeeded: 'false', TimeZone: timeZone });
    matchFields(ExceptionInfo, refused);
  });
}

function describeFaults(toolkit: Toolkit, source: Source): void {
  const clientOf = clientsOf(toolkit, source, { wrapExceptions: false });

  test('a wrong ticket is an exception', async () => {
    const request = { AppToken: '', IncludeCsSession: false };
    const error = await clientOf('User')
      .call('GetAccessToken', request, wrongTicket)
      .then(
        () => assert.fail('no exception'),
        (cause: unknown) => cause,
      );
    assert.ok(error instanceof Error);
    assert.match(error.message, /Authentication failed! The ticket is not valid/);
    matchFields(exceptionInfoOf(error), refused);
  });

  test('a wrong password is still an answer', async () => {
    const request = { UserName: 'demo', Password: 'wrong' };
    const { result } = await clientOf('SoPrincipal').call('AuthenticateUsernamePassword', request);
    assert.deepEqual(withoutNulls(result), { AuthenticationSucceeded: false });
  });
}

/** Both toolkits put the parsed envelope into the error's `root`. */
function exceptionInfoOf(error: Error): unknown {
  const detail = z.object({ ExceptionInfo: z.unknown() });
  const fault = z.union([
    z.object({ detail }).transform((fields) => fields.detail),
    z.object({ Detail: detail }).transform((fields) => fields.Detail),
  ]);
  const envelope = z.object({ Body: z.object({ Fault: fault }) });
  const { root } = z.object({ root: z.object({ Envelope: envelope }) }).parse(error);
  return root.Envelope.Body.Fault.ExceptionInfo;
}

function matchFields(value: unknown, patterns: Readonly<Record<string, RegExp>>): void {
  const fields = z.record(z.string(), z.string()).parse(withoutNulls(value));
  for (const [name, pattern] of Object.entries(patterns)) assert.match(fields[name] ?? '', pattern);
}
