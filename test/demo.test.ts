/** The commands that the demo and the README tell users to paste. */
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { TicketofficeClient } from '../src/client/client.ts';
import { MAIN } from './support/program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const skip = spawnSync('curl', ['--version']).status === 0 ? false : 'curl is missing';

// The environment of `npm start`.
const env = { ...process.env, npm_lifecycle_event: 'start' };

/** Runs a demo. Returns its output once it is ready, and a function that stops it. */
async function startDemo(...args: readonly string[]) {
  const demo = spawn(process.execPath, [MAIN, ...args, '--port', '0'], { cwd: root, env });
  demo.stdout.setEncoding('utf8');
  let welcome = '';
  while (!/Ctrl\+C|^\{.*\}$/m.test(welcome)) {
    const [chunk] = await once(demo.stdout, 'data');
    welcome += chunk;
  }
  const close = async () => {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  };
  return { welcome, close };
}

let demo: Awaited<ReturnType<typeof startDemo>>;
before(async () => {
  demo = await startDemo();
});
after(() => demo.close());

const url = () => /(http:\/\/127\.0\.0\.1:\d+)\/Remote/.exec(demo.welcome)?.[1] ?? '';

/** Runs a line in a shell that finds the project's version of Node first. */
const shell = async (line: string) => {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
  return (await run('sh', ['-c', line], { cwd: root, env: { ...process.env, PATH } })).stdout;
};

describe('the demo', () => {
  it('prints curl lines that work when pasted', { skip }, async () => {
    await tryCurlLines(demo.welcome);
  });

  it('prints a line that logs in with the typed client', async () => {
    assert.match(await shell(typedLine(demo.welcome)), /^8A:[^.]+\n$/);
  });

  it('signs people in at the Online demo, and lets nobody else finish a sign-in', async () => {
    const online = await startDemo('demo', '--online', '--json');
    try {
      const { signIn, url: server } = JSON.parse(online.welcome);
      const begun = await fetch(signIn, { redirect: 'manual' });
      const location = new URL(begun.headers.get('location') ?? '');
      assert.equal(location.origin + location.pathname, `${server}/login/common/oauth/authorize`);
      const asked = Object.fromEntries(location.searchParams);
      assert.deepEqual(
        [asked['client_id'], asked['redirect_uri'], asked['code_challenge_method']],
        ['demo-integration', `${signIn}callback`, 'S256'],
      );
      const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const back = (state: string, headers: Record<string, string>) =>
        fetch(`${signIn}callback?state=${state}&error=e&error_description=told`, { headers });
      assert.equal((await back('other', { cookie })).status, 400);
      assert.match(await (await back(asked['state'] ?? '', {})).text(), /sign-in is over/);
      assert.match(await (await back(asked['state'] ?? '', { cookie })).text(), /refused: told/);
      assert.match(await (await back(asked['state'] ?? '', { cookie })).text(), /sign-in is over/);
      assert.equal((await fetch(`${signIn}other`)).status, 404);
      assert.equal((await fetch(signIn, { method: 'POST' })).status, 400);
      assert.equal((await fetch(signIn.replace('127.0.0.1', 'localhost'))).status, 400);
    } finally {
      await online.close();
    }
  });

  it('prints the same as one line of JSON for programs', async () => {
    const { welcome, close } = await startDemo('demo', '--online', '--json');
    try {
      const told = JSON.parse(welcome);
      assert.equal(welcome.indexOf('\n'), welcome.length - 1);
      assert.deepEqual([told.userName, told.directory], ['demo', null]);
      assert.deepEqual(told.servicesVersions, ['84', '85', '86', '87', '88']);
      const [{ baseUrl, user }] = told.tenants;
      assert.equal(user, `${told.url}/Cust12345/Remote/Services88/User.svc`);
      assert.match((await fetch(`${user}?wsdl`)).headers.get('content-type') ?? '', /xml/);
      const granted = told.applications.find(({ agents }: { agents: string[] }) => agents.length);
      const client = new TicketofficeClient({
        baseUrl,
        userName: told.userName,
        password: told.password,
        applicationToken: granted.applicationToken,
      });
      assert.match(await client.getAccessToken(), /^8A:Cust12345/);
      const sample = { Credentials: { Ticket: told.ticket } };
      assert.match((await client.user.GetAccessToken({}, sample)).Response ?? '', /^8A:Cust12345/);
    } finally {
      await close();
    }
  });

  it('serves the versions that it names', async () => {
    const { welcome, close } = await startDemo('demo', '--services88-edition', '2020');
    try {
      assert.match(welcome, /^ {2}Versions +Services84, .*Services87: at the same paths$/m);
      const [, address = ''] = /(http\S+\/User\.svc)/.exec(welcome) ?? [];
      for (const version of ['84', '87', '88']) {
        const wsdl = await fetch(`${address.replace('88/', `${version}/`)}?wsdl`);
        const text = await wsdl.text();
        assert.ok(text.includes(`/Services${version}"`), version);
        assert.equal(text.includes('"ValidateUser"'), version === '88');
        assert.ok(!text.includes('"GetAllDataRights"'));
      }
    } finally {
      await close();
    }
  });

  it('does the same Online', { skip }, async () => {
    const { welcome, close } = await startDemo('demo', '--online');
    try {
      await tryCurlLines(welcome);
      assert.match(await shell(typedLine(welcome)), /^8A:Cust12345\.\S+\n$/);
      const [, asked = ''] = /^ {2}(curl .*\/oauth2\/)introspect/m.exec(welcome) ?? [];
      const [, secret = ''] = / (-u \S+)/.exec(welcome) ?? [];
      const granted = await shell(`${asked}token ${secret} -d grant_type=client_credentials`);
      assert.match(granted, /^\{"access_token":"8A:Cust12345\./);
      const other = welcome.replaceAll('Cust12345', 'Cust26759');
      assert.match(await shell(typedLine(other)), /^8A:Cust26759\.\S+\n$/);
      const [, allowed = ''] = /^ {2}Application +(\S+) .*may use User/m.exec(welcome) ?? [];
      const [, plain = ''] = /^ {2}Application +(\S+) .*no restricted/m.exec(welcome) ?? [];
      const refused = shell(typedLine(welcome).replace(allowed, plain));
      await assert.rejects(refused, /SoSentryException: .* may not use the User agent/);
    } finally {
      await close();
    }
  });

  it('can load another seed file, also on loopback', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ticketoffice-test-'));
    const file = join(folder, 'seed.yaml');
    writeFileSync(file, 'mode: onsite\ncompany: X\nusers: [{ name: anna, password: a secret }]\n');
    const { welcome, close } = await startDemo('demo', '--seed', file);
    try {
      assert.doesNotMatch(welcome, /a secret|Password/);
      const [, address = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/Remote/.exec(welcome) ?? [];
      const call = `call --url ${address} --user anna --password-stdin`;
      assert.match(await shell(`echo a secret | node ${MAIN} ${call}`), /^8A:\S+\n$/);
    } finally {
      await close();
      rmSync(folder, { recursive: true });
    }
  });
});

async function tryCurlLines(welcome: string): Promise<void> {
  const lines = [...welcome.matchAll(/^ {2}(curl .*)$/gm)].map(([, line = '']) => line);
  assert.equal(lines.length, 5);
  assert.match(await shell(lines[0] ?? ''), /AuthenticationSucceeded>true</);
  assert.match(await shell(lines[1] ?? ''), /<User:Response>8A:[^<]+<\/User:Response>/);
  assert.match(await shell(lines[2] ?? ''), /"FullName":"Dagny Demo"/);
  const users = JSON.parse(await shell(lines[3] ?? ''));
  assert.deepEqual(
    users.map(({ UserName }: { UserName: string }) => UserName),
    ['demo', 'integration', 'astrid', 'jonas', 'meeting-room', 'claire', 'website'],
  );
  assert.match(await shell(lines[4] ?? ''), /^\{"active":true,.*"username":"demo"/);
}

function typedLine(welcome: string): string {
  return /^ {2}(echo .*)$/m.exec(welcome)?.[1] ?? '';
}

describe('the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('starts with two lines to copy', () => {
    const [, lines] = /```sh\n(.*?)```/s.exec(readme) ?? [];
    assert.equal(lines, 'npm ci && npm start\nnpm ci && npm test\n');
  });

  it('has curl lines that work', { skip }, async () => {
    const lines = [...readme.matchAll(/^(curl .*\\\n.*)$/gm)].map(([line]) => line);
    const answers: string[] = [];
    for (const line of lines)
      answers.push(await shell(line.replace('http://127.0.0.1:8088', url())));
    const [token = '', users = ''] = answers;
    assert.equal(answers.length, 2);
    assert.match(token, /8A:/);
    const names = JSON.parse(users).map(({ UserName }: { UserName: string }) => UserName);
    assert.deepEqual(names, ['demo', 'astrid', 'jonas']);
  });

  it('has a program that works', async () => {
    const [, program = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'ticketoffice-test-'));
    try {
      const file = join(folder, 'program.ts');
      const here = program
        .replace('ticketoffice/client', pathToFileURL(join(root, 'src/client/client.ts')).href)
        .replace('http://127.0.0.1:8088', url());
      writeFileSync(file, here);
      assert.match((await run(process.execPath, [file])).stdout, /^8A:\S+\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('docs/rest.md', { skip }, () => {
  const page = readFileSync(join(root, 'docs/rest.md'), 'utf8');
  const [onsite = '', online = ''] = [...page.matchAll(/```sh\n(.*?)```/gs)].map(
    ([, lines = '']) => lines,
  );
  const at = (lines: string, address: string) => lines.replaceAll('http://127.0.0.1:8088', address);

  it('has lines that work on-site', async () => {
    const answers = await shell(at(onsite, url()));
    assert.equal(answers.match(/"FullName":"Dagny Demo"/g)?.length, 2, answers);
    assert.match(answers, /"AuthenticationSucceeded":true}$/);
  });

  it('has lines that work Online', async () => {
    const { welcome, close } = await startDemo('demo', '--online');
    try {
      const [, address = ''] = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(welcome) ?? [];
      const answer = await shell(at(online, address));
      assert.match(answer, /"FullName":"Dagny Demo".*"DatabaseContextIdentifier":"Cust12345"/);
    } finally {
      await close();
    }
  });
});
