/** Runs what `docs/testing.md` shows, in a project in which the package is installed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ClientProject } from '../support/client-project.ts';
import { type Block, blocksIn } from '../support/guide-page.ts';
import { ServerProcess } from '../support/server-process.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** `npm test` builds the package without its client, because that takes seconds. */
function withClientOfSources(program: string): string {
  const { href } = pathToFileURL(join(root, 'src/client/client.ts'));
  return program.replace('ticketoffice/client', href);
}

function isProgram({ text }: Block): boolean {
  return text.startsWith('import ');
}

/** The parts of a test with `server`, as tests for `node:test`. */
function testFileOf(parts: readonly Block[]): string {
  const tests = parts.map(({ section, text }, index) => [
    `test(${JSON.stringify(`${index}: ${section}`)}, async () => {`,
    'await using server = await startTestServer();',
    text,
    '});',
  ]);
  const imports = [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    "import { startTestServer } from 'ticketoffice/testing';",
  ];
  return [...imports, ...tests.flat()].join('\n');
}

describe('docs/testing.md', () => {
  let project: ClientProject;
  before(async () => {
    project = await ClientProject.make();
  });
  after(() => project.remove());

  it('begins with a program that works', async () => {
    const [program] = blocksIn('ts').filter(isProgram);
    await project.write('program.ts', withClientOfSources(program?.text ?? ''));
    assert.deepEqual(await project.run('node program.ts'), { code: 0, output: '2\n' });
  });

  it('is introduced by the README with a program that works', async () => {
    const [, program = ''] = /^## In tests\n.*?^```ts\n(.*?)^```/ms.exec(readme) ?? [];
    await project.write('readme.ts', withClientOfSources(program));
    const { code, output } = await project.run('node readme.ts');
    assert.equal(code, 0, output);
    assert.match(output, /^8A:\S+\n$/);
  });

  it('shows parts of tests that work', async () => {
    const parts = blocksIn('ts').filter((block) => !isProgram(block));
    await project.write('parts.test.ts', testFileOf(parts));
    const { code, output } = await project.run('node --test --test-reporter=tap parts.test.ts');
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`^# pass ${parts.length}$`, 'm'));
    assert.ok(parts.length > 6, `${parts.length} parts`);
  });

  it('shows how to connect to a server elsewhere', async (context) => {
    const [, program = { text: '' }] = blocksIn('ts').filter(isProgram);
    const server = ServerProcess.start(context, ['test-server', '--port', '0']);
    const [line] = await server.waitForLine(/^\{"ready":true,.*\}$/);
    const { control } = JSON.parse(line);
    const [shown = ''] = blocksIn('json').map(({ text }) => JSON.parse(text).control);
    assert.ok(program.text.includes(shown), shown);
    await project.write('connect.ts', program.text.replace(shown, control));
    assert.deepEqual(await project.run('node connect.ts'), { code: 0, output: '' });
  });
});
