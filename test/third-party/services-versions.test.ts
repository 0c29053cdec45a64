/**
 * Unmodified toolkits with the WSDLs of earlier versions, served and original: zeep and PHP with
 * Services84 and Services87, node-soap with Services85 and Services86. Each client also saves its
 * own user, who keeps what the version does not know. Programs in a language that is not installed
 * are skipped.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createClientAsync, type SoapMethodAsync } from 'soap';
import { sampleTicket } from '../../src/cli/demo-data.ts';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { type InstalledToolkit, phpSoap, pythonZeep } from '../support/interpreters.ts';
import {
  officialFile,
  officialWsdls,
  type PublishedEdition,
  skipWithoutOfficialWsdls,
} from '../support/official-wsdls.ts';
import { agentOf, resultOf } from '../support/user-agent-calls.ts';
import { withTexts } from './node-soap-toolkit.ts';

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
  const { AssociateId } = await ownUser();
  await resultOf(rest()('SaveUser', { User: { AssociateId, ...laterMembers } }));
});
after(() => server.close());

/** Members of `User` that came after Services84. */
const laterMembers = {
  UserName: 'demo@login.example',
  NickName: 'Nick',
  RequestSignature: 'Best\nregards',
  TicketCategories: [{ Id: 3 }, { Id: 5 }],
  ExtraFields: { '[a].[b]': 'c' },
  CustomFields: { 'SuperOffice:1': '[I:123]' },
} as const;

const rest = () => agentOf('rest', { url: server.url, ticket: sampleTicket });

/** The demo user as the newest version knows it, without the time of the last login. */
async function ownUser() {
  const user = await resultOf(rest()('GetUserFromName', { UserName: 'demo' }));
  const { Lastlogin: _time, ...own } = Object(user);
  return own;
}

/** The work must change the tooltip of the demo user to the given one, and nothing else of it. */
async function requireKept(Tooltip: string, work: () => Promise<void>): Promise<void> {
  const own = await ownUser();
  await work();
  assert.deepEqual(await ownUser(), { ...own, Tooltip });
}

let groups = 0;
const newGroupName = () => {
  groups += 1;
  return `Group ${groups}`;
};

/** Original files of a version. Empty if they are not there. */
const officialFiles = (version: PublishedEdition) =>
  ['SoPrincipal', 'User']
    .map((service) => officialFile(officialWsdls ?? '', version, service))
    .filter((file) => existsSync(file));

interface Source {
  readonly name: string;
  readonly skip: string | false;
  /** The WSDL files of SoPrincipal and User. Empty for those at the server. */
  readonly files: readonly string[];
}

function skipOfPublished(edition: PublishedEdition): string | false {
  const isMissing = officialFiles(edition).length < 2;
  return skipWithoutOfficialWsdls || (isMissing && `there are no original WSDLs of ${edition}`);
}

function sourcesOf(version: PublishedEdition): readonly Source[] {
  const skip = skipOfPublished(version);
  return [
    { name: 'the served WSDL', skip: false, files: [] },
    { name: "the original's WSDL", skip, files: officialFiles(version) },
  ];
}

interface Program extends InstalledToolkit {
  readonly file: string;
  /** The name of the type of numbers and of booleans in the language. */
  readonly types: Readonly<Record<'84' | '87', string>>;
}

const programs: readonly Program[] = [
  { file: 'call_version.py', types: { '84': 'int', '87': 'bool' }, ...pythonZeep },
  { file: 'call-version.php', types: { '84': 'int', '87': 'bool' }, ...phpSoap },
];

async function run(
  { interpreter, file }: Pick<Program, 'interpreter' | 'file'>,
  args: readonly string[],
  url = server.url,
): Promise<unknown> {
  assert.ok(interpreter);
  const [command, ...options] = interpreter;
  const all = [...options, join(import.meta.dirname, file), url, ...args];
  const { stdout, stderr } = await promisify(execFile)(command, all, { timeout: 60_000 });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

for (const program of programs) {
  const skip = program.interpreter === null && `needs ${program.needs}`;
  describe(program.file, { skip }, () => {
    for (const version of ['84', '87'] as const) {
      const isNew = version === '87';
      for (const source of sourcesOf(version)) {
        test(`calls Services${version} with ${source.name}`, { skip: source.skip }, async () => {
          const name = newGroupName();
          await requireKept(name, async () => {
            assert.deepEqual(await run(program, [version, name, ...source.files]), {
              own: ['demo', name, isNew ? ['NickName', 'UserName'] : []],
              associate: 'demo',
              role: 'Demo',
              updatedBy: isNew ? ['UserName'] : [],
              deleted: [isNew ? false : 0, program.types[version]],
              token: isNew ? '8A:' : null,
            });
          });
        });
      }
    }
  });
}

describe('zeep with the WSDL of release 10.2', {
  skip:
    skipOfPublished('88/10.2') || (pythonZeep.interpreter ? false : `needs ${pythonZeep.needs}`),
}, () => {
  const program = { ...pythonZeep, file: 'call_version.py' };
  const callAt = (url: string) =>
    run(program, ['88', newGroupName(), ...officialFiles('88/10.2')], url);

  test('fails on elements of release 11', async () => {
    await assert.rejects(callAt(server.url), /ExtraFields/);
  });

  test('works if the setting selects release 10.2', async () => {
    const older = await startDemoServer({ settings: { services88Edition: '10.2' } });
    try {
      const told = Object(await callAt(older.url));
      assert.deepEqual([told.role, told.updatedBy, told.token], ['Demo', ['UserName'], '8A:']);
    } finally {
      await older.close();
    }
  });
});

describe('node-soap', () => {
  for (const version of ['85', '86'] as const) {
    for (const source of sourcesOf(version)) {
      test(`calls Services${version} with ${source.name}`, { skip: source.skip }, async () => {
        const [ofSoPrincipal, ofUser] = source.files;
        const soPrincipal = await connect('SoPrincipal', version, ofSoPrincipal);
        const [login] = await soPrincipal.call('AuthenticateUsernamePassword', {
          UserName: 'demo',
          Password: 'demo',
        });
        const user = await connect('User', version, ofUser);
        const namespace = `http://www.superoffice.net/ws/crm/NetServer/Services${version}`;
        const credentials = { Credentials: { Ticket: login.Credentials.Ticket } };
        user.client.addSoapHeader(credentials, '', 'tns', namespace);
        const { RoleId } = login.Response;
        const cell = { RoleId, TableName: 'sale', RelationToOwner: 'MyOwn' };
        for (const DataRightValue of ['R', 'CRUD']) {
          await user.call('SetDataRight', { ...cell, DataRightValue });
        }
        const [role, header] = await user.call('GetRoleEntity', {
          RoleEntityId: RoleId,
        });
        assert.equal(header.Succeeded, 'true');
        assert.equal(role.Response.Name, 'Demo');
        const { Name, UserName = null } = role.Response.UpdatedBy;
        assert.deepEqual([Name, UserName], ['demo', version === '86' ? 'demo' : null]);
        const [{ Response: draft }] = await user.call('CreateUserGroup', {});
        const UserGroup = { ...draft, Value: newGroupName() };
        const [{ Response: group }] = await user.call('SaveUserGroup', { UserGroup });
        assert.deepEqual([group.Value, group.Deleted], [UserGroup.Value, 0]);
        const { AssociateId: UserId } = login.Response;
        const [{ Response: own }] = await user.call('GetUser', { UserId });
        assert.equal(own.UserName ?? null, version === '86' ? laterMembers.UserName : null);
        const Tooltip = UserGroup.Value;
        await requireKept(Tooltip, async () => {
          const User = withTexts({ ...own, Tooltip });
          const [{ Response: saved }] = await user.call('SaveUser', { User });
          assert.deepEqual([saved.Name, saved.Tooltip], ['demo', Tooltip]);
        });
        assert.equal(user.client['GetAccessTokenAsync'], undefined);
        const trade = soPrincipal.client['AuthenticateWithAccessTokenAsync'];
        assert.equal(trade !== undefined, version === '86');
      });
    }
  }
});

async function connect(service: string, version: string, file: string | undefined) {
  const endpoint = `${server.url}/Remote/Services${version}/${service}.svc`;
  const client = await createClientAsync(file ?? `${endpoint}?wsdl`, {}, endpoint);
  const call = async (operation: string, request: object) => {
    const method: SoapMethodAsync = client[`${operation}Async`];
    const [result, , header] = await method(request);
    return [Object(result), Object(header)] as const;
  };
  return { client, call };
}
