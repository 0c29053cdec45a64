/** Parsers that return integers as numbers and bytes as Uint8Array, as the schema types expect. */
import pg from 'pg';

const { builtins, getTypeParser } = pg.types;

/** The 64-bit columns hold times and counters, which a JavaScript number represents exactly. */
const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [builtins.INT8, Number],
  // Copied, because the driver's Buffer is a view of shared memory.
  [builtins.BYTEA, (text) => new Uint8Array(Buffer.from(text.slice('\\x'.length), 'hex'))],
]);

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? getTypeParser(oid, format)) as typeof getTypeParser,
};
