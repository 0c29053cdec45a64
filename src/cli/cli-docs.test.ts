/** `docs/cli.md` documents exactly the existing commands, options and exit codes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import type { Command } from 'commander';
import { testTerminal } from '../../test/support/test-terminal.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import { createProgram } from './program.ts';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

let commands: ReadonlyMap<string, Command>;
before(async () => {
  commands = leavesOf(await createProgram(testTerminal()), 'ticketoffice');
});

/** The commands without subcommands, by full name. */
function leavesOf(command: Command, path: string): ReadonlyMap<string, Command> {
  if (command.commands.length === 0) return new Map([[path, command]]);
  const leaves = command.commands.map((child) => leavesOf(child, `${path} ${child.name()}`));
  return new Map(leaves.flatMap((some) => [...some]));
}

test('the table has exactly the existing commands', () => {
  const listed = [...page.matchAll(/^\| `(ticketoffice [a-z -]+?)(?: [A-Z]+)*` \|/gm)];
  assert.deepEqual(
    listed.map(([, path]) => path),
    [...commands.keys()],
  );
});

test('every command has an example', () => {
  for (const [path, command] of commands) {
    const terminal = testTerminal();
    command.configureOutput({ writeOut: terminal.print }).outputHelp();
    const [, examples = ''] = /\nExamples?:\n((?: {2}\$ .+\n?)+)/.exec(terminal.stdout()) ?? [];
    const called = [...examples.matchAll(/\$ (?:echo \w+ \| )?(.+)/g)];
    assert.ok(called.length > 0, path);
    for (const [, line = ''] of called) {
      assert.ok(`${line} `.startsWith(`${path} `), `${path}: ${line}`);
      assertOptionsKnown(line);
    }
  }
});

test('the examples use existing options', () => {
  const called = [...page.matchAll(/^ticketoffice .+$/gm)].map(([line]) => line);
  assert.ok(called.length > 0);
  for (const line of called) assertOptionsKnown(line);
});

function assertOptionsKnown(line: string): void {
  const [path] = [...commands.keys()].filter((candidate) => `${line} `.startsWith(`${candidate} `));
  const command = commands.get(path ?? '');
  assert.ok(command, `${line}: no such command`);
  const known = command.options.map((option) => option.long);
  for (const [flag] of line.matchAll(/--[a-z-]+/g)) assert.ok(known.includes(flag), line);
}

test('the exit codes are those of the program and of --help', () => {
  const codes = Object.values(exitCodes).map(String);
  assert.deepEqual(
    [...page.matchAll(/^\| (\d) \|/gm)].map(([, code]) => code),
    codes,
  );
  assert.deepEqual(
    [...exitCodesHelp.matchAll(/^ {2}(\d) /gm)].map(([, code]) => code),
    codes,
  );
});
