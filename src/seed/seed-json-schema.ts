/**
 * The published JSON Schema of seed files, for editors and other tools. It is generated from the
 * zod schema. It contains limits and defaults, but no rules about several entries.
 *
 * @see https://json-schema.org/draft/2020-12
 */
import * as z from 'zod';
import { seedSchema } from './seed-schema.ts';

const LINE_COLUMNS = 100;

/** The text of `schemas/seed.schema.json`. Short lists of words are printed on one line. */
export function printSeedJsonSchema(): string {
  const schema = z.toJSONSchema(seedSchema, { target: 'draft-2020-12', io: 'input' });
  const text = JSON.stringify(schema, null, 2);
  const joined = text.replace(/^(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm, (all, before, items, after) => {
    const line = `${before}[${items.trim().replace(/,\n */g, ', ')}]${after}`;
    return line.length <= LINE_COLUMNS ? line : all;
  });
  return `${joined}\n`;
}
