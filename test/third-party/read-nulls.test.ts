/**
 * Programs in PHP and Python that read null members without checking for them, with the served
 * WSDL and the original's. Skipped if the language is not installed.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type DemoServer, startDemoServer } from '../support/demo-server.ts';
import { type InstalledToolkit, phpSoap, pythonZeep } from '../support/interpreters.ts';
import { officialWsdls, skipWithoutOfficialWsdls } from '../support/official-wsdls.ts';

interface Program extends InstalledToolkit {
  readonly file: string;
}

const programs: readonly Program[] = [
  { file: 'read-nulls.php', ...phpSoap },
  { file: 'read_nulls.py', ...pythonZeep },
];

const succeeded = { Succeeded: true, ExtraInfo: null, ExceptionInfo: null };
const expected = {
  login: {
    ...succeeded,
    AuthenticationSucceeded: true,
    HasTicket: true,
    Principal: {
      Associate: 'demo',
      DatabaseContextIdentifier: null,
      TableRight: null,
      FieldProperties: null,
      OwnerId: 1,
      OwnerDescription: 'SuperOffice AS',
      ExpiryDate: '0001-01-01T00:00:00',
    },
  },
  refused: { ...succeeded, AuthenticationSucceeded: false, HasTicket: false, Principal: null },
  token: { ...succeeded, HasToken: true },
  refusedToken: {
    Succeeded: false,
    ExtraInfo: null,
    ExceptionInfo: {
      ExceptionType: 'SuperOffice.Exceptions.SoSessionException',
      StackTrace: null,
      InnerException: null,
      Parameters: null,
    },
    HasToken: false,
  },
};

let server: DemoServer;
before(async () => {
  server = await startDemoServer();
});
after(() => server.close());

async function read({ interpreter, file }: Program, args: readonly string[]): Promise<unknown> {
  assert.ok(interpreter);
  const [command, ...options] = interpreter;
  const program = join(import.meta.dirname, file);
  const all = [...options, program, server.url, ...args];
  const { stdout, stderr } = await promisify(execFile)(command, all, { timeout: 60_000 });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

for (const program of programs) {
  const skip = program.interpreter === null && `needs ${program.needs}`;
  describe(program.file, { skip }, () => {
    test('reads null with the served WSDL', async () => {
      assert.deepEqual(await read(program, []), expected);
    });

    test("reads null with the original's WSDL", { skip: skipWithoutOfficialWsdls }, async () => {
      assert.deepEqual(await read(program, [officialWsdls ?? '']), expected);
    });
  });
}
