/** What commands print with, so that tests can read it: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A line of result. */
  print(line: string): void;
  /** A line about what is going on. */
  note(line: string): void;
}

export function processTerminal(): Terminal {
  return {
    stdin: process.stdin,
    environment: process.env,
    print: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  };
}

/** One object per line of a table, or JSON for a program to read. */
export function printRows(
  terminal: Terminal,
  json: boolean,
  rows: readonly Readonly<Record<string, unknown>>[],
): void {
  if (json) {
    terminal.print(JSON.stringify(rows, null, 2));
    return;
  }
  const columns = Object.keys(rows[0] ?? {});
  const cell = (value: unknown) => (value === null || value === undefined ? '-' : String(value));
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
    terminal.print(JSON.stringify(record, null, 2));
    return;
  }
  const width = Math.max(...Object.keys(record).map((name) => name.length));
  for (const [name, value] of Object.entries(record)) {
    const text = Array.isArray(value) ? value.join(', ') : value;
    terminal.print(`${name.padEnd(width)}  ${text === null || text === '' ? '-' : text}`);
  }
}

/** Moments as commands print them: ISO 8601 in UTC. */
export function printTime(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
