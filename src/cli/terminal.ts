/**
 * What commands print with, so that tests can read it: results on stdout, everything else on
 * stderr.
 */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Where questions are asked and progress is shown. */
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How wide it is; undefined where results go to a file or a pipe. */
  readonly columns?: number | undefined;
  /** A line of result. */
  print(line: string): void;
  /** A line about what is going on. */
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
    // It may repeat what a server on the other side says.
    note: (line) => process.stderr.write(`${escapeControls(line)}\n`),
  };
}

/** Whoever reads the output may have enough of it, as in `ticketoffice user list | head`. */
function ignoreClosedPipe(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}

/** One object per line of a table, or JSON for a program to read. */
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

/** One object, a property a line, or JSON. */
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

/** One object on one line, for programs that read line by line. */
export function printJsonLine(terminal: Terminal, value: object): void {
  terminal.print(escapeControls(JSON.stringify(value)));
}

function printJson(terminal: Terminal, value: unknown): void {
  // Outside of strings, line feeds are the only control characters.
  terminal.print(escapeControls(JSON.stringify(value, null, 2)));
}

/** Line feeds stay. */
function escapeControls(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, escapeCharacter);
}

/**
 * Values come from clients too: what moves the cursor or changes colours must not reach a terminal.
 */
export function cell(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return text === '' ? '-' : text.replace(/\p{Cc}/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Moments as commands print them: ISO 8601 in UTC. */
export function printTime(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
