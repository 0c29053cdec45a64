/**
 * Runs every program in `examples/` as its README says. Skipped if its interpreter is not
 * installed. `test/testing/examples.test.ts` runs those in `examples/testing/`.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type DemoServer, startDemoServer } from './support/demo-server.ts';
import {
  findInterpreter,
  type InstalledToolkit,
  phpSoap,
  pythonZeep,
} from './support/interpreters.ts';
import { officialWsdls, skipWithoutOfficialWsdls } from './support/official-wsdls.ts';
import { addPerson } from './support/test-installation.ts';

const folder = join(import.meta.dirname, '../examples');

interface Example extends InstalledToolkit {
  readonly program: string;
  readonly takesWsdls: boolean;
}

const examples: readonly Example[] = [
  {
    program: 'node-soap/get-access-token.ts',
    interpreter: [process.execPath],
    needs: 'Node.js',
    takesWsdls: true,
  },
  {
    program: 'php/get-access-token.php',
    ...phpSoap,
    takesWsdls: true,
  },
  {
    program: 'python-zeep/get_access_token.py',
    ...pythonZeep,
    takesWsdls: true,
  },
  {
    program: 'curl/get-access-token.sh',
    interpreter: findInterpreter([['sh']], ['-c', 'curl --version'], /^curl /),
    needs: 'a POSIX shell and curl',
    takesWsdls: false,
  },
];

/** They make a user from a person, whose id is the third argument. */
const makers: readonly Example[] = [
  { program: 'php/make-user.php', ...phpSoap, takesWsdls: false },
  { program: 'python-zeep/make_user.py', ...pythonZeep, takesWsdls: false },
];

const gateway: Example = {
  program: 'nginx/run.ts',
  interpreter: findInterpreter([['nginx']], ['-V'], /--with-http_auth_request_module/) && [
    process.execPath,
  ],
  needs: 'nginx with the module auth_request',
  takesWsdls: false,
};

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  { interpreter, program }: Example,
  args: readonly string[],
  password: string,
): Promise<Ended> {
  assert.ok(interpreter);
  const [command, ...options] = interpreter;
  const env = { ...process.env, TICKETOFFICE_PASSWORD: password };
  const settings = { env, timeout: 120_000 };
  const ended = promisify(execFile)(
    command,
    [...options, join(folder, program), ...args],
    settings,
  );
  return ended.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ended) => error,
  );
}

async function requireToken({ code, stdout, stderr }: Ended): Promise<void> {
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /^8A:[A-Za-z0-9+/]+=*\r?\n$/);
  const login = await server.services.logins.authenticate(
    { kind: 'access-token', accessToken: stdout.trim() },
    { address: '127.0.0.1', userAgent: null },
  );
  assert.equal(login?.principal.associate.name, 'demo');
}

test('every example is tested', () => {
  const programs = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath !== folder)
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((program) => !program.startsWith(join(folder, 'testing/')));
  const tried = [...examples, ...makers, gateway].map(({ program }) => program);
  // The last test below runs the first, and other files of tests run the others.
  tried.push('nginx/gateway.conf', 'nginx/online.conf');
  tried.push('node-soap/use-system-user.ts', 'php/use-system-user.php');
  assert.deepEqual(programs.sort(), tried.map((program) => join(folder, program)).sort());
});

for (const example of examples) {
  const skip = example.interpreter === null && `needs ${example.needs}`;
  describe(example.program, { skip }, () => {
    test('prints an access token', async () => {
      await requireToken(await run(example, [server.url, 'demo'], 'demo'));
    });

    test('says that a password is wrong', async () => {
      const { code, stdout, stderr } = await run(example, [server.url, 'demo'], 'wrong');
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.equal(stderr.trim(), 'User name or password is wrong.');
    });

    if (!example.takesWsdls) return;

    test("works from the original's WSDL", { skip: skipWithoutOfficialWsdls }, async () => {
      const args = [server.url, 'demo', officialWsdls ?? ''];
      await requireToken(await run(example, args, 'demo'));
    });
  });
}

for (const maker of makers) {
  const skip = maker.interpreter === null && `needs ${maker.needs}`;
  describe(maker.program, { skip }, () => {
    const addEmployee = (name: string) => addPerson(server.services.stores, `${name} Nordmann`);

    test('makes, uses and retires a user', async () => {
      const name = `Kari${makers.indexOf(maker)}`;
      const personId = await addEmployee(name);
      const { code, stdout, stderr } = await run(
        maker,
        [server.url, 'demo', `${personId}`],
        'demo',
      );
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.deepEqual(stdout.trimEnd().split(/\r?\n/), [
        `Made the user ${name}.Nordmann with the role User level 3 in the group Sales.`,
        `${name} Nordmann has changed the password.`,
        `${name}.Nordmann is retired and cannot log in any more.`,
      ]);
      const [user] = await server.services.stores.associates.listOfPerson(personId);
      assert.ok(user?.retiredAtMs);
    });

    test('says that there is no such person', async () => {
      const { code, stdout, stderr } = await run(maker, [server.url, 'demo', '987654'], 'demo');
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /^There is no person 987654\./);
    });

    test('says that a password is wrong', async () => {
      const { code, stdout, stderr } = await run(maker, [server.url, 'demo', '1'], 'wrong');
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.equal(stderr.trim(), 'User name or password is wrong.');
    });
  });
}

const skipGateway = gateway.interpreter === null && `needs ${gateway.needs}`;

test('nginx admits a client with an access token until the token ends', {
  skip: skipGateway,
}, async () => {
  const { code, stdout, stderr } = await run(gateway, [], '');
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const [without, ...others] = stdout.trimEnd().split('\n');
  assert.match(without ?? '', /^without a token: 401 Bearer realm="Ticketoffice"/);
  const [revoked] = others.splice(2);
  assert.deepEqual(others, [
    'with an access token: 200 the API got GET with ""',
    'and with a body: 200 the API got POST with "a ship"',
  ]);
  assert.match(revoked ?? '', /^after ticket revoke: 401 Bearer .*, error="invalid_token"/);
});
