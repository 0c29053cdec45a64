/** A terminal with prepared input that records what commands print. */
import { PassThrough, Readable, Writable } from 'node:stream';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface TestTerminal extends Terminal {
  /** Returns the printed lines, each with a line feed. */
  stdout(): string;
  /** Returns notes and questions. */
  notes(): string;
}

export interface TestTerminalOptions {
  /** The whole standard input, which is then not a terminal. */
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The width of the terminal. */
  readonly columns?: number;
  /** Typed answers to questions, by a text that the question contains. */
  readonly answers?: Readonly<Record<string, string>>;
}

export function testTerminal({
  stdin = '',
  environment = {},
  columns,
  answers,
}: TestTerminalOptions = {}): TestTerminal {
  const printed: string[] = [];
  const notes: string[] = [];
  const keyboard = new PassThrough();
  const open = new Map(Object.entries(answers ?? {}));
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      notes.push(String(chunk));
      for (const [question, answer] of open) {
        if (!String(chunk).includes(question)) continue;
        open.delete(question);
        // People type after the question has been printed.
        setImmediate(() => keyboard.write(`${answer}\n`));
      }
      done();
    },
  });
  // A process's standard error also stays open after a question.
  stderr.end = () => stderr;
  return {
    stdin: answers ? Object.assign(keyboard, { isTTY: true }) : Readable.from([Buffer.from(stdin)]),
    stderr: Object.assign(stderr, { isTTY: answers !== undefined }),
    environment,
    columns,
    print: (line) => void printed.push(`${line}\n`),
    note: (line) => void notes.push(`${line}\n`),
    stdout: () => printed.join(''),
    notes: () => notes.join(''),
  };
}
