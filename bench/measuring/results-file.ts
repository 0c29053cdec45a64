/** Updates `bench/RESULTS.md`. Each script writes its tables between its own markers. */
import { readFile, writeFile } from 'node:fs/promises';

const RESULTS = new URL('../RESULTS.md', import.meta.url);

/** @throws Error when the file has no such markers. */
export async function writeResults(name: string, text: string): Promise<void> {
  const before = await readFile(RESULTS, 'utf8');
  await writeFile(RESULTS, replaceBetweenMarks(before, name, text));
}

export function replaceBetweenMarks(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- bench:${name} -->\n`, `<!-- /bench:${name} -->`];
  const from = document.indexOf(start);
  const to = document.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`There is no place marked for ${name}.`);
  return `${document.slice(0, from + start.length)}${text}\n${document.slice(to)}`;
}
