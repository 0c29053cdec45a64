/** The examples that work as a system user, with what the lines of their README have made. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type InstalledToolkit, phpSoap } from './support/interpreters.ts';
import { MAIN } from './support/program.ts';
import { ServerProcess } from './support/server-process.ts';

const examples = join(import.meta.dirname, '../examples');
const nodeJs: InstalledToolkit = { interpreter: [process.execPath], needs: 'Node.js' };
const run = promisify(execFile);

let folder: string;
let server: ServerProcess | null = null;
let url: string;
let tokens: { readonly APPLICATION_TOKEN: string; readonly SYSTEM_TOKEN: string };

/** Runs lines of a shell that finds the command of the package. Returns what they print. */
async function shell(lines: string): Promise<string> {
  const quiet = '--disable-warning=ExperimentalWarning';
  const command = `ticketoffice() { "${process.execPath}" ${quiet} "${MAIN}" "$@"; }`;
  const env = { ...process.env, TICKETOFFICE_DATA: join(folder, 'data') };
  const script = `set -e; ${command}\n${lines}`;
  return (await run('sh', ['-c', script], { cwd: folder, env, timeout: 60_000 })).stdout;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  const readme = await readFile(join(examples, 'README.md'), 'utf8');
  const [, lines = ''] = /^## System users\n.*?^```sh\n(.*?)^```$/ms.exec(readme) ?? [];
  const made = 'ticketoffice init --mode online; ticketoffice tenant add Cust12345';
  const said = await shell(`${made} --company "Fjord Shipping AS"\n${lines}`);
  const [, APPLICATION_TOKEN = ''] = /^applicationToken +(\S+)$/m.exec(said) ?? [];
  const [, SYSTEM_TOKEN = ''] = /^systemToken +(\S+)$/m.exec(said) ?? [];
  tokens = { APPLICATION_TOKEN, SYSTEM_TOKEN };
  const args = ['serve', '--data', join(folder, 'data'), '--port', '0'];
  // The process ends in the hook below, not with a single test.
  server = ServerProcess.start({ after: () => {} }, args);
  url = await server.ready();
});
after(async () => {
  server?.kill('SIGTERM');
  await server?.exited;
  await rm(folder, { recursive: true, force: true });
});

for (const [program, { interpreter, needs }] of [
  ['node-soap/use-system-user.ts', nodeJs],
  ['php/use-system-user.php', phpSoap],
] as const) {
  describe(program, { skip: interpreter === null && `needs ${needs}` }, () => {
    const start = async (keyFile: string, environment: object = tokens) => {
      const [command = '', ...options] = interpreter ?? [];
      const args = [...options, join(examples, program), url, 'Cust12345', join(folder, keyFile)];
      const env = { ...process.env, ...environment };
      return run(command, args, { env, timeout: 60_000 }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );
    };

    test('trades a signed system token, and calls both services with the ticket', async () => {
      const { code, stdout, stderr } = await start('sync.pem');
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      const [company, user] = stdout.trimEnd().split(/\r?\n/);
      assert.match(company ?? '', /^Cust12345 is Fjord Shipping AS with the serial number \d+\.$/);
      assert.equal(user, 'The ticket is that of sync.');
    });

    test('says that another key has signed', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
      await writeFile(join(folder, 'other.pem'), pem);
      const { code, stdout, stderr } = await start('other.pem');
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /^Authorization error: InvalidSignature \(7\)/);
    });

    test('says how it is used if a token is missing', async () => {
      const { code, stdout, stderr } = await start('sync.pem', { ...tokens, SYSTEM_TOKEN: '' });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, /^Usage: APPLICATION_TOKEN=/);
    });
  });
}
