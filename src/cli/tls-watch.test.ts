import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { pino } from 'pino';
import {
  CertificateAuthority,
  type IssuedCertificate,
  type Validity,
} from '../../test/support/certificates.ts';
import type { TlsOptions } from '../http/node-server.ts';
import { settingsSchema } from '../settings.ts';
import { readTlsFiles } from './tls-files.ts';
import { TlsWatch } from './tls-watch.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T12:00:00Z');
const authority = new CertificateAuthority('Fjord');

let folder: string;
let now: number;
let replaced: TlsOptions[];
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  now = NOW;
  replaced = [];
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileOf = (name: string) => join(folder, name);

async function write({ cert, key }: IssuedCertificate): Promise<void> {
  await writeFile(fileOf('server.pem'), cert);
  await writeFile(fileOf('server.key'), key);
}

async function startWatch(): Promise<TlsWatch> {
  await writeFile(fileOf('clients.pem'), authority.cert);
  const settings = settingsSchema.parse({
    tlsCertificateFile: fileOf('server.pem'),
    tlsKeyFile: fileOf('server.key'),
    tlsClientCaFile: fileOf('clients.pem'),
  });
  const tls = await readTlsFiles(settings);
  assert.ok(tls);
  const log = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  const clock = { now: () => now };
  return new TlsWatch({ settings, tls, clock, log, replace: (found) => void replaced.push(found) });
}

/** Checks twice, because new files must be the same at two checks. */
async function look(watch: TlsWatch): Promise<void> {
  await watch.check();
  await watch.check();
}

/** The levels and messages that were logged since the last call. */
function told(): string[] {
  return lines.splice(0).map((line) => {
    const { level, msg } = JSON.parse(line);
    return `${pino.levels.labels[level]}: ${msg}`;
  });
}

describe('new certificates', () => {
  const [first, second] = [authority.issueServer(), authority.issueServer()];

  it('are used once, after two checks have found them unchanged', async () => {
    await write(first);
    const watch = await startWatch();
    await look(watch);
    await write(second);
    await watch.check();
    assert.equal(replaced.length, 0);
    await look(watch);
    assert.deepEqual(replaced, [{ ...second, clientCa: authority.cert }]);
    assert.deepEqual(told(), ['info: certificates replaced']);
  });

  it('are found after a symbolic link was changed, and after a rename', async () => {
    for (const [name, issued] of Object.entries({ first, second })) {
      await mkdir(fileOf(name));
      await writeFile(join(fileOf(name), 'tls.crt'), issued.cert);
      await writeFile(join(fileOf(name), 'tls.key'), issued.key);
    }
    await symlink('first', fileOf('data'));
    await symlink('data/tls.crt', fileOf('server.pem'));
    await symlink('data/tls.key', fileOf('server.key'));
    const watch = await startWatch();
    await symlink('second', fileOf('next'));
    await rename(fileOf('next'), fileOf('data'));
    await look(watch);
    assert.equal(replaced.at(-1)?.cert, second.cert);

    const other = new CertificateAuthority('Other').cert;
    await writeFile(fileOf('new.pem'), other);
    await rename(fileOf('new.pem'), fileOf('clients.pem'));
    await look(watch);
    assert.equal(replaced.at(-1)?.clientCa, other);
  });

  it('are waited for silently while their key is missing', async () => {
    await write(first);
    const watch = await startWatch();
    await writeFile(fileOf('server.pem'), second.cert);
    await watch.check();
    await writeFile(fileOf('server.key'), second.key);
    await look(watch);
    assert.equal(replaced.length, 1);
    assert.deepEqual(told(), ['info: certificates replaced']);
  });

  const broken: readonly [what: string, file: string, text: string | null, problem: string][] = [
    ['no certificate', 'server.pem', 'hello', 'tlsCertificateFile: the file holds no certificate'],
    [
      'a broken one in the chain',
      'server.pem',
      `${first.cert}${second.cert.slice(0, 200)}`,
      'tlsCertificateFile: the file holds no certificate in PEM form, or a broken one.',
    ],
    ['the key of another', 'server.key', second.key, 'tlsKeyFile: the file holds no private key'],
    ['no file', 'server.key', null, 'tlsKeyFile: the file cannot be read (ENOENT).'],
    ['no authority', 'clients.pem', 'hello', 'tlsClientCaFile: the file holds no certificate'],
  ];
  for (const [what, file, text, problem] of broken) {
    it(`change nothing and are reported once if they are invalid: ${what}`, async () => {
      await write(first);
      const watch = await startWatch();
      if (text === null) await rm(fileOf(file));
      else await writeFile(fileOf(file), text);
      await look(watch);
      await look(watch);
      assert.equal(replaced.length, 0);
      const [line = '', ...others] = told();
      assert.deepEqual(others, []);
      const begin = 'error: the new certificates are not used, those from before stay: ';
      assert.ok(line.startsWith(begin + problem), line);
      assert.ok(!line.includes(folder), line);

      await writeFile(fileOf('clients.pem'), authority.cert);
      await write(second);
      await look(watch);
      assert.equal(replaced.at(-1)?.key, second.key);
    });
  }
});

describe('the expiry of a certificate', () => {
  const lasting = (days: number): Validity => ({
    from: new Date('2020-01-01Z'),
    to: new Date(NOW + days * DAY_MS),
  });
  const soon = (days: number) =>
    `warn: tlsCertificateFile: a certificate expires in ${days} days; renew it`;

  it('is reported daily from 14 days before, until there is a new one', async () => {
    await write(authority.issueServer(lasting(14.5)));
    const watch = await startWatch();
    await look(watch);
    assert.deepEqual(told(), []);
    now += DAY_MS;
    await look(watch);
    assert.deepEqual(told(), [soon(13)]);
    now += DAY_MS - 1;
    await look(watch);
    assert.deepEqual(told(), []);
    now = NOW + 15 * DAY_MS;
    await look(watch);
    assert.deepEqual(told(), ['error: tlsCertificateFile: a certificate has expired; renew it']);
    await write(authority.issueServer());
    await look(watch);
    now += DAY_MS;
    await look(watch);
    assert.deepEqual(told(), ['info: certificates replaced']);
  });

  it('is reported at the start, for any certificate of the chain', async () => {
    const { cert, key } = authority.issueServer();
    await write({ cert: cert + authority.issueServer(lasting(3)).cert, key });
    await startWatch();
    assert.deepEqual(told(), [soon(3)]);
  });

  it('is reported for a new certificate', async () => {
    await write(authority.issueServer());
    const watch = await startWatch();
    await write(authority.issueServer(lasting(2)));
    await look(watch);
    assert.deepEqual(told(), ['info: certificates replaced', soon(2)]);
  });
});
