/** A terminal that keeps what commands print, and gives them prepared input. */
import { PassThrough, Readable, Writable } from 'node:stream';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface TestTerminal extends Terminal {
  /** What was printed, with a line feed after each line. */
  stdout(): string;
  /** Notes and questions. */
  notes(): string;
}

export interface TestTerminalOptions {
  /** All of standard input, which is then no terminal. */
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** How wide the terminal is. */
  readonly columns?: number;
  /** What a person types at a terminal when asked: a text in the question, and the answer. */
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
        // People type when the question stands, not while it is drawn.
        setImmediate(() => keyboard.write(`${answer}\n`));
      }
      done();
    },
  });
  // Like the standard error of a process, which stays open when a question ends.
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
