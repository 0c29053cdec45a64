/** Publishes what a script measured: on the terminal, as JSON, and in `bench/RESULTS.md`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Machine } from './machine.ts';
import { isMet, type Target } from './targets.ts';

export interface BenchResults {
  readonly machine: Machine;
  readonly targets?: readonly Target[];
  readonly [part: string]: unknown;
}

export interface PublishOptions {
  /** The path of the JSON file. */
  readonly json: string;
  /** Whether to write the tables to `bench/RESULTS.md`. */
  readonly write: boolean;
}

const RESULTS = new URL('../RESULTS.md', import.meta.url);

/** Prints the tables. */
export async function publishResults(
  name: string,
  text: string,
  { targets = [], ...results }: BenchResults,
  { json, write }: PublishOptions,
): Promise<void> {
  console.log(text);
  const judged = targets.map((target) => ({ ...target, met: isMet(target) }));
  await mkdir(dirname(json), { recursive: true });
  await writeFile(json, `${JSON.stringify({ ...results, targets: judged }, null, 2)}\n`);
  if (write) await writeResults(name, text);
}

/** @throws Error when the file cannot be read, or is no results. */
export async function readResults(json: string): Promise<Required<BenchResults>> {
  return JSON.parse(await readFile(json, 'utf8'));
}

/**
 * Replaces the tables of a script in `bench/RESULTS.md`, which are between its own markers.
 *
 * @throws Error when the file has no such markers.
 */
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
