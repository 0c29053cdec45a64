/** Prints the `--help` of every command. */
import { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/program.ts';

export async function printCliHelp(): Promise<string> {
  const lines: string[] = [];
  const program = await createProgram({
    stdin: Readable.from([]),
    stderr: new Writable(),
    environment: {},
    print: (line) => void lines.push(line),
    note: (line) => void lines.push(line),
  });
  printHelp(program, program.name(), lines);
  return `${lines.join('\n').trimEnd()}\n`;
}

function printHelp(command: Command, path: string, lines: string[]): void {
  lines.push(`$ ${path} --help`, '');
  command.outputHelp();
  lines.push('', '');
  for (const child of command.commands) printHelp(child, `${path} ${child.name()}`, lines);
}
