/** `call`, against servers with and without TLS. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { CertificateAuthority } from '../support/certificates.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { addUser, TestInstallation } from '../support/test-installation.ts';

const PASSWORD = 'password of anna';

let cli: CommandLine;
let installation: TestInstallation;
let folder: string;
let url: string;
let tlsUrl: string;
let token: string;
before(async () => {
  cli = await createCommandLine();
  installation = await TestInstallation.create('online');
  await addUser(await installation.addTenant('Cust1'), 'anna', PASSWORD);
  ({ token } = await installation.addApplication('Reports', { agents: ['User'] }));
  cli.keepSecret(token, PASSWORD);
  const authority = new CertificateAuthority('Test');
  const stranger = new CertificateAuthority('Stranger');
  const tls = { ...authority.issueServer(), clientCa: null };
  [url, tlsUrl] = [await installation.serve(), await installation.serve({}, tls)];
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  await writeFile(join(folder, 'ca.pem'), authority.cert);
  await writeFile(join(folder, 'stranger.pem'), stranger.cert);
  await writeFile(join(folder, 'text.pem'), 'no certificate');
  await writeFile(join(folder, 'token.txt'), `${token}\n`);
});
after(async () => {
  await installation.close();
  await cli.close();
  await rm(folder, { recursive: true, force: true });
});

const call = (base: string, options: readonly string[], environment = {}, stdin = PASSWORD) => {
  const args = ['call', '--url', `${base}/Cust1`, '--user', 'anna', '--password-stdin'];
  const input = { environment, stdin };
  // In a process of its own, because --ca applies to the whole process.
  if (base.startsWith('https')) return cli.spawn([...args, ...options], input);
  return cli.runElsewhere([...args, ...options], input);
};
const inFolder = (name: string) => join(folder, name);

describe('the application token', () => {
  test('is read from a file or the environment, without a warning', async () => {
    const file = await call(url, ['--app-token-file', inFolder('token.txt')]);
    const variable = await call(url, [], { TICKETOFFICE_APP_TOKEN: token });
    for (const { exitCode, stdout, stderr } of [file, variable]) {
      assert.deepEqual([exitCode, stderr], [0, '']);
      assert.match(stdout, /^8A:Cust1\.\S+\n$/);
    }
  });

  test('on the command line takes precedence, with a warning', async () => {
    const options = ['--app-token', token];
    const { exitCode, stderr } = await call(url, options, { TICKETOFFICE_APP_TOKEN: 'wrong' });
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stderr,
      /^warning: .*command line.*TICKETOFFICE_APP_TOKEN or --app-token-file\.\n$/,
    );
  });

  test('is read from standard input when the password is not', async () => {
    const both = await call(url, ['--app-token-file', '-']);
    assert.equal(both.exitCode, exitCodes.usage);
    assert.match(both.stderr, /Standard input holds the password or the application token/);
    const args = ['call', '--url', `${url}/Cust1`, '--user', 'anna', '--app-token-file', '-'];
    const alone = await cli.runElsewhere(args, { stdin: token });
    assert.match(alone.stderr, /no terminal to ask for the password/);
  });

  test('from a missing or empty file is an error', async () => {
    const missing = await call(url, ['--app-token-file', inFolder('none')]);
    assert.equal(missing.exitCode, exitCodes.usage);
    assert.match(missing.stderr, /The file .*none cannot be read \(ENOENT\)/);
    await writeFile(inFolder('empty'), '\n');
    assert.match((await call(url, ['--app-token-file', inFolder('empty')])).stderr, /empty/);
  });
});

describe('TLS', () => {
  const environment = () => ({ TICKETOFFICE_APP_TOKEN: token });

  test('with --ca trusts certificates of that authority', async () => {
    const { exitCode, stdout, stderr } = await call(
      tlsUrl,
      ['--ca', inFolder('ca.pem')],
      environment(),
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^8A:/);
  });

  test('with a certificate of an unknown authority suggests --ca', async () => {
    for (const options of [[], ['--ca', inFolder('stranger.pem')]]) {
      const { exitCode, stderr } = await call(tlsUrl, options, environment());
      assert.equal(exitCode, exitCodes.failure);
      assert.match(
        stderr,
        /certificate of https:\S+ is not signed by anybody .* trusts.* --ca FILE/,
      );
    }
  });

  test('with --ca and a file that is missing or holds no certificate', async () => {
    for (const [file, said] of [
      ['none.pem', /cannot be read \(ENOENT\)/],
      ['text.pem', /text\.pem holds no certificate/],
    ] as const) {
      const { exitCode, stderr } = await call(tlsUrl, ['--ca', inFolder(file)]);
      assert.equal(exitCode, exitCodes.usage);
      assert.match(stderr, said);
    }
  });

  test('http to a port with TLS', async () => {
    const { exitCode, stderr } = await call(tlsUrl.replace('https', 'http'), [], environment());
    assert.equal(exitCode, exitCodes.failure);
    assert.match(
      stderr,
      /^error: http:\S+ speaks TLS\. Give --url https:\/\/127\.0\.0\.1:\d+\/Cust1\.\n$/,
    );
  });

  test('https to a port without TLS', async () => {
    const { exitCode, stderr } = await call(url.replace('http', 'https'), [], environment());
    assert.equal(exitCode, exitCodes.failure);
    assert.match(
      stderr,
      /^error: https:\S+ does not speak TLS\. Give --url http:\/\/127\.0\.0\.1:\d+\/Cust1\.\n$/,
    );
  });
});

test('the address of a service is not a base URL', async () => {
  for (const path of [
    '/Cust1/Remote/Services88/User.svc',
    '/Cust1/remote/services88/SoPrincipal.svc?wsdl',
    '/Cust1/api/v1',
    '/Cust1/oauth2/token',
  ]) {
    const args = ['call', '--url', `https://crm.example.com${path}`, '--user', 'anna'];
    const { exitCode, stderr } = await cli.runElsewhere(args);
    assert.equal(exitCode, exitCodes.usage);
    assert.match(stderr, /Give only the part before it: https:\/\/crm\.example\.com\/Cust1\n/);
  }
});

test('a port where nothing listens is reported', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  const { exitCode, stderr } = await call(`http://127.0.0.1:${address.port}`, []);
  assert.equal(exitCode, exitCodes.failure);
  assert.match(stderr, /ECONNREFUSED/);
});
