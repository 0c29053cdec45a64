/** Checks the `Dockerfile` without building the image. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  type Copy,
  DockerfileParser,
  type Instruction,
  type JSONInstruction,
} from 'dockerfile-ast';
import manifest from '../../package.json' with { type: 'json' };
import { ServerProcess } from '../support/server-process.ts';

const root = join(import.meta.dirname, '../..');
const dockerfile = DockerfileParser.parse(readFileSync(join(root, 'Dockerfile'), 'utf8'));
const instructions = dockerfile.getInstructions();
const lastFrom = instructions.findLastIndex((each) => each.getKeyword() === 'FROM');

const wordsOf = (instruction: Instruction) =>
  instruction.getArguments().map((argument) => argument.getValue());

const textOf = (instruction: Instruction) => instruction.getRawArgumentsContent() ?? '';

function all(keyword: string, among = instructions): readonly Instruction[] {
  return among.filter((each) => each.getKeyword() === keyword);
}

/** Returns the last such instruction of the final stage. */
function final(keyword: string): Instruction {
  const [only, ...others] = all(keyword, instructions.slice(lastFrom));
  assert.ok(only && others.length === 0, keyword);
  return only;
}

/** Returns the command of an instruction in exec form, which runs without a shell. */
function execForm(instruction: Instruction): readonly string[] {
  const strings = (instruction as JSONInstruction).getJSONStrings();
  assert.ok(strings.length > 0, `${instruction.getKeyword()} runs a shell`);
  return strings.map((each) => each.getJSONValue());
}

/** Whether a file is documentation, which the running program does not need. */
function isForReaders(file: string): boolean {
  const others = ['docs', 'examples', 'packaging', 'compose.yaml', 'goldens/cli-help.txt'];
  return file.endsWith('.md') || others.includes(file);
}

describe('the image', () => {
  it("uses the project's version of Node in all stages", () => {
    const [, minor] = /^(\d+\.\d+)\.\d+$/.exec(manifest.devDependencies.node) ?? [];
    const bases = all('FROM').map((from) => wordsOf(from)[0]);
    assert.deepEqual([...new Set(bases)], [`node:${minor}-alpine`]);
  });

  it('runs as an unprivileged user with its own directory', () => {
    const [user = ''] = wordsOf(final('USER'));
    assert.match(user, /^[1-9]\d+:[1-9]\d+$/);
    assert.deepEqual(execForm(final('VOLUME')), ['/data']);
    assert.match(textOf(final('RUN')), new RegExp(`chown ${user} /data`));
    assert.match(textOf(final('ENV')), /\bTICKETOFFICE_DATA=\/data\b/);
  });

  it('runs serve as the process that receives signals', () => {
    assert.deepEqual(execForm(final('ENTRYPOINT')), ['ticketoffice']);
    assert.deepEqual(execForm(final('CMD')), ['serve', '--host', '0.0.0.0']);
    assert.deepEqual(wordsOf(final('STOPSIGNAL')), ['SIGTERM']);
    assert.match(textOf(final('RUN')), /ln -s \/app\/dist\/cli\/bin\.js /);
  });

  it('contains runtime dependencies only', () => {
    const copies = all('COPY', instructions.slice(lastFrom)).map((each) => wordsOf(each));
    const copied = copies.flatMap((words) => words.slice(0, -1));
    const needed = manifest.files.filter((file) => !isForReaders(file));
    for (const file of ['package.json', '/app/node_modules', ...needed]) {
      assert.ok(copied.includes(file) || copied.includes(`/app/${file}`), file);
    }
    const installs = all('RUN').map(textOf);
    assert.ok(installs.some((line) => /^npm ci --omit=dev --ignore-scripts /.test(line)));
  });

  it('copies only files that exist and are in the build context', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    assert.ok(ignored.includes('*'));
    const fromHere = all('COPY').filter((copy) => (copy as Copy).getFromFlag() === null);
    for (const file of fromHere.flatMap((copy) => wordsOf(copy).slice(0, -1))) {
      assert.ok(existsSync(join(root, file)), file);
      assert.ok(ignored.includes(`!${file}`), `${file} is not in the context`);
    }
    assert.deepEqual([all('ADD').length, all('ARG').length], [0, 0]);
  });

  it('copies what the build needs', () => {
    const copied = all('COPY', instructions.slice(0, lastFrom)).flatMap(wordsOf);
    const needed =
      manifest.scripts.build.match(/\b(?:scripts\/\w+\.ts|tsconfig[.\w]*\.json)/g) ?? [];
    assert.ok(needed.length > 3);
    for (const file of needed) assert.ok(copied.includes(file), file);
  });

  it('is healthy while the server is', async (context) => {
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    context.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    assert.equal(await checkHealth(port), 0);
    status = 503;
    assert.equal(await checkHealth(port), 1);
    assert.deepEqual(asked, ['/health/live', '/health/live']);
    server.closeAllConnections();
    await once(server.close(), 'close');
    assert.equal(await checkHealth(port), 1);
  });

  it('is healthy as a test server, which needs no data', async (context) => {
    const environment = { TICKETOFFICE_DATA: '/data', NODE_ENV: 'production' };
    const server = ServerProcess.start(context, ['test-server', '--port', '0'], environment);
    const [, port] = await server.waitForLine(
      /^\{"ready":true,"url":"http:\/\/127\.0\.0\.1:(\d+)"/,
    );
    assert.equal(await checkHealth(Number(port)), 0);
    server.kill('SIGTERM');
    assert.equal(await server.exited, 0, server.stderr);
    assert.equal(await checkHealth(Number(port)), 1);
  });
});

/** Runs the health check of the image for a server on a port. Returns its exit code. */
async function checkHealth(port: number): Promise<unknown> {
  const check = textOf(final('HEALTHCHECK'));
  const [, form = '[]'] = /\bCMD (\[.*\])$/s.exec(check) ?? [];
  const [command, flag = '', script = ''] = JSON.parse(form) as string[];
  assert.equal(command, 'node');
  const env = { ...process.env, TICKETOFFICE_PORT: String(port) };
  const [code] = await once(spawn(process.execPath, [flag, script], { env }), 'exit');
  return code;
}
