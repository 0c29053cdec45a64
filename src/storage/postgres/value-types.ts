/** PostgreSQL's values as the schema's types: whole numbers and bytes, not the driver's own. */
import pg from 'pg';

const { builtins, getTypeParser } = pg.types;

/**
 * Numbers of 64 bits hold times and counters here, all of them exact as a JavaScript number.
 */
const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [builtins.INT8, Number],
  // Not the driver's Buffer, which is a view of memory that others use.
  [builtins.BYTEA, (text) => new Uint8Array(Buffer.from(text.slice('\\x'.length), 'hex'))],
]);

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? getTypeParser(oid, format)) as typeof getTypeParser,
};
