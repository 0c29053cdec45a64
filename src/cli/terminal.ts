/**
 * The output of commands, which tests can capture. Results go to stdout, everything else to stderr.
 */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** For prompts and progress. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The width; undefined when stdout is a file or a pipe. */
  readonly columns?: number | undefined;
  /** Prints a line of the result. */
  print(line: string): void;
  /** Prints a message on stderr. */
  note(line: string): void;
}

export function processTerminal(): Terminal {
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  return {
    stdin: process.stdin,
    stderr: process.stderr,
    environment: process.env,
    columns: process.stdout.columns,
    print: (line) => process.stdout.write(`${line}\n`),
    // Escaped, because the message may repeat text from a remote server.
    note: (line) => process.stderr.write(`${escapeControls(line)}\n`),
  };
}

/**
 * The reader may close the pipe early, as in `ticketoffice user list
 * head`.
 */
function ignoreClosedPipe(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}

/** Prints a table with one row for each object, or JSON. */
export function printRows(
  terminal: Terminal,
  json: boolean,
  rows: readonly Readonly<Record<string, unknown>>[],
): void {
  if (json) {
    printJson(terminal, rows);
    return;
  }
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => cell(row[column]).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  if (rows.length > 0) terminal.print(line(columns));
  for (const row of rows) terminal.print(line(columns.map((column) => cell(row[column]))));
}

/** Prints one object with one property on each line, or JSON. */
export function printRecord(
  terminal: Terminal,
  json: boolean,
  record: Readonly<Record<string, unknown>>,
): void {
  if (json) {
    printJson(terminal, record);
    return;
  }
  const width = Math.max(...Object.keys(record).map((name) => name.length));
  for (const [name, value] of Object.entries(record)) {
    terminal.print(`${name.padEnd(width)}  ${cell(value)}`);
  }
}

/** Prints one object as JSON on one line. */
export function printJsonLine(terminal: Terminal, value: object): void {
  terminal.print(escapeControls(JSON.stringify(value)));
}

function printJson(terminal: Terminal, value: unknown): void {
  // Outside of strings, JSON.stringify emits no control characters except line feeds.
  terminal.print(escapeControls(JSON.stringify(value, null, 2)));
}

/** Escapes control characters, except line feeds. */
function escapeControls(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, escapeCharacter);
}

/** Values may come from clients. Control sequences must not reach the terminal. */
export function cell(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return text === '' ? '-' : text.replace(/\p{Cc}/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Formats a time as ISO 8601 in UTC. */
export function printTime(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
