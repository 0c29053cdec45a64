/**
 * Unmodified toolkits with the WSDLs of earlier versions, served and original: zeep and PHP with
 * Services84 and Services87, node-soap with Services85 and Services86. Programs in a language that
 * is not installed are skipped.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createClientAsync, type SoapMethodAsync } from 'soap';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { type InstalledToolkit, phpSoap, pythonZeep } from '../support/interpreters.ts';
import {
  officialFile,
  officialWsdls,
  type PublishedEdition,
  skipWithoutOfficialWsdls,
} from '../support/official-wsdls.ts';

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

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
          assert.deepEqual(await run(program, [version, newGroupName(), ...source.files]), {
            associate: 'demo',
            role: 'Demo',
            updatedBy: isNew ? ['UserName'] : [],
            deleted: [isNew ? false : 0, program.types[version]],
            token: isNew ? '8A:' : null,
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
