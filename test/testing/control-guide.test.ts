/** The control API and the containers as `docs/testing.md` shows them to other languages. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { blocksIn, firstColumnIn } from '../support/guide-page.ts';
import { findInterpreter } from '../support/interpreters.ts';
import { ServerProcess } from '../support/server-process.ts';

const curl = findInterpreter([['sh']], ['-c', 'curl --version'], /^curl /);

/** The ready line, for a server on a free port. */
async function startTestServerProcess(
  context: TestContext,
  args: readonly string[] = ['test-server'],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; readonly control: string }> {
  const server = ServerProcess.start(context, [...args, '--port', '0'], environment);
  const [line] = await server.waitForLine(/^\{"ready":true,.*\}$/);
  return JSON.parse(line);
}

describe('the control API in docs/testing.md', () => {
  it('has every route', async (context) => {
    const { control } = await startTestServerProcess(context);
    const described = await (await fetch(`${control}openapi.json`)).json();
    const { paths } = described as { readonly paths: Readonly<Record<string, object>> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(1)}`),
    );
    const shown = firstColumnIn('Control API');
    assert.deepEqual(shown.toSorted(), routes.toSorted());
  });

  it('is used by curl', { skip: curl === null && 'needs curl' }, async (context) => {
    const { url } = await startTestServerProcess(context);
    const [block] = blocksIn('sh').filter(({ section }) => section === 'Control API');
    const lines = block?.text.replaceAll('http://127.0.0.1:8088', url) ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-e', '-c', lines]);
    assert.match(stdout, /^\{"ticket":"7T:[^"]+"\}\{"now":"[^"]+","frozen":false\}/);
    assert.match(stdout, /"status":503,.*"outcome":"fault"/s);
  });
});

describe('the containers in docs/testing.md', () => {
  const token = 'a-token-of-this-run';
  const environment = { TICKETOFFICE_CONTROL_TOKEN: token };

  /** What each block gives to the image: the text between the brackets, or the end of the line. */
  const commands = [
    ...blocksIn('ts testcontainers').map(({ text }) => /withCommand\(\[(.*)\]\)/.exec(text)),
    ...blocksIn('java').map(({ text }) => /withCommand\((.*)\)/.exec(text)),
    ...blocksIn('csharp').map(({ text }) => /WithCommand\((.*)\)/.exec(text)),
    ...blocksIn('sh').map(({ text }) => /^ +ticketoffice (test-server.*)$/m.exec(text)),
  ].flatMap((match) => (match?.[1] === undefined ? [] : [match[1].match(/[\w.-]+/g) ?? []]));

  it('run one command', () => {
    assert.equal(commands.length, 4);
    assert.equal(new Set(commands.map((command) => command.join(' '))).size, 1);
  });

  it('get a control API that needs the token', async (context) => {
    const { control } = await startTestServerProcess(context, commands[0], environment);
    const local = control.replace('0.0.0.0', '127.0.0.1');
    const advance = (headers: Readonly<Record<string, string>>) =>
      fetch(`${local}clock/advance`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: '{"by": "PT7H"}',
      });
    assert.equal((await advance({})).status, 401);
    assert.equal((await advance({ Authorization: `Bearer ${token}` })).status, 200);
    assert.equal((await fetch(`${local}health`)).status, 200);
  });

  it('name the variable of the token', () => {
    const [name = ''] = Object.keys(environment);
    const blocks = ['ts testcontainers', 'java', 'csharp', 'sh'].flatMap((language) =>
      blocksIn(language).filter(({ text }) => text.includes(name)),
    );
    assert.equal(blocks.length, 4);
  });
});
