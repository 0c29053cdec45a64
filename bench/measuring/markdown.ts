/** Formats tables, in the same way for terminals and for `RESULTS.md`. */
import type { Spread } from './spread.ts';

export type Row = readonly string[];

/** The first column is text; the others are numbers. */
export function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** A median; a dash when it is unknown. */
export function median(spread: Spread | null, digits: number): string {
  return spread === null ? '–' : number(spread.median, digits);
}

/** A median with its minimum and maximum. */
export function spreadText(spread: Spread | null, digits: number): string {
  if (spread === null) return '–';
  const [low, high] = [number(spread.min, digits), number(spread.max, digits)];
  return `${number(spread.median, digits)} (${low}–${high})`;
}

export function number(value: number, digits: number): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
