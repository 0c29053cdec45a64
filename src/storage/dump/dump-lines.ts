/**
 * The lines of a dump. Each is one JSON value. The first is a header; then come the rows of each
 * table and the value of its counter. The last line holds the row counts and a checksum of all
 * earlier lines, so that a truncated or changed dump is detected.
 */
import * as z from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { type DumpTable, dumpTableNames, dumpTables } from './dump-tables.ts';
import type { DumpRow } from './dump-traits.ts';

/** The version of the dump format. The tables have the version of the schema. */
const FORMAT_VERSION = 1;

const tableSchema = z.enum(dumpTableNames);
const countSchema = z.int().nonnegative();

const headerSchema = z.strictObject({
  ticketofficeDump: z.literal(FORMAT_VERSION),
  schemaVersion: countSchema,
});
const lineSchema = z.union([
  z.strictObject({
    table: tableSchema,
    row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  }),
  z.strictObject({ table: tableSchema, counter: countSchema }),
  z.strictObject({ counts: z.record(tableSchema, countSchema), sha256: z.string() }),
]);

export type DumpLine = z.infer<typeof lineSchema>;
export type DumpCounts = Extract<DumpLine, { counts: unknown }>['counts'];

export function printHeader(schemaVersion: number): string {
  return JSON.stringify({ ticketofficeDump: FORMAT_VERSION, schemaVersion });
}

export function printLine(line: DumpLine): string {
  return JSON.stringify(line);
}

/** @returns the version of the schema. @throws DomainError `invalid-argument` */
export function parseHeader(text: string): number {
  const { success, data } = headerSchema.safeParse(parseJson(text));
  if (success) return data.schemaVersion;
  const problem = 'This is no dump of Ticketoffice, or one of a later version.';
  throw new DomainError('invalid-argument', `${problem} Make one with "ticketoffice export".`);
}

/** @throws DomainError `invalid-argument` with the line number. */
export function parseLine(text: string, number: number): DumpLine {
  const { success, data } = lineSchema.safeParse(parseJson(text));
  if (success) return data;
  throw new DomainError('invalid-argument', `Line ${number} of the dump is damaged.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Bytes become base64. */
export function rowToJson(row: DumpRow): Record<string, string | number | null> {
  const values = Object.entries(row).map(([column, value]) => [
    column,
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  ]);
  // Sorted, because databases return columns in the order in which they were created.
  return Object.fromEntries(values.sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1)));
}

export function rowFromJson(
  name: keyof typeof dumpTables,
  row: Readonly<Record<string, string | number | null>>,
): DumpRow {
  const { bytes = [] }: DumpTable = dumpTables[name];
  const values = Object.entries(row).map(([column, value]) => [
    column,
    bytes.includes(column) && typeof value === 'string'
      ? new Uint8Array(Buffer.from(value, 'base64'))
      : value,
  ]);
  return Object.fromEntries(values);
}
