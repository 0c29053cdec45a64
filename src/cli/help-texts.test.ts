import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { createProgram } from './program.ts';

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

test('no help text contains a line break, so that each is wrapped to the terminal', async () => {
  for (const command of allOf(await createProgram(testTerminal()))) {
    const { options, registeredArguments } = command;
    const texts = [...options, ...registeredArguments].map(({ description }) => description);
    for (const text of [command.summary(), command.description(), ...texts]) {
      assert.doesNotMatch(text, /[^\n]\n[^\n]/, command.name());
    }
  }
});

for (const [columns, widest] of [
  [90, 90],
  [300, 100],
] as const) {
  test(`help is ${widest} columns wide on a terminal with ${columns}`, async () => {
    const terminal = testTerminal({ columns });
    const program = await createProgram(terminal);
    for (const command of allOf(program)) command.outputHelp();
    const texts = terminal.stdout().replace(/^(?: {2}\$ |Usage: |Exit codes:| {2}\d {2}).*$/gm, '');
    const lengths = texts.split('\n').map(({ length }) => length);
    assert.ok(Math.max(...lengths) > widest - 10);
    assert.deepEqual(
      texts.split('\n').filter(({ length }) => length > widest),
      [],
    );
  });
}
