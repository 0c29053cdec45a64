import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { createProgram } from './program.ts';

async function namesFor(...args: readonly string[]): Promise<readonly string[]> {
  const program = await createProgram(testTerminal(), args);
  return program.commands.map((command) => command.name());
}

test('it loads the called command, or the default one', async () => {
  assert.deepEqual(await namesFor('key', 'list', '--help'), ['key']);
  for (const args of [[], ['--port', '9000'], ['demo', '--online'], ['unknown']]) {
    assert.deepEqual(await namesFor(...args), ['demo'], args.join(' '));
  }
});

test('it loads every command that may be meant', async () => {
  assert.deepEqual(await namesFor('--', 'serve'), ['demo', 'serve']);
});

test('it loads all commands for help', async () => {
  const all = (await createProgram(testTerminal())).commands.map((command) => command.name());
  assert.ok(all.includes('serve') && all.includes('wsdl'));
  for (const args of [['help', 'serve'], ['--help'], ['--port', '9000', '-h']]) {
    assert.deepEqual(await namesFor(...args), all, args.join(' '));
  }
});
