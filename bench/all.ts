/**
 * Runs the benchmarks one after another, and prints all their targets in one table. It takes about
 * half an hour.
 *
 *     npm run bench [-- --write]
 *
 * With `--write` the tables are also written to `bench/RESULTS.md`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineText } from './measuring/machine.ts';
import { readResults, writeResults } from './measuring/results-file.ts';
import { targetTable } from './measuring/targets.ts';

const SCRIPTS = ['throughput', 'growth', 'agent', 'day', 'nodes'];

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });

const all = [];
for (const name of SCRIPTS) {
  process.stderr.write(`bench:${name} …\n`);
  const json = join('bench/results', `${name}.json`);
  run(`bench/${name}.ts`, '--json', json, ...(values.write ? ['--write'] : []));
  all.push(await readResults(json));
}
const [first] = all;
if (!first) throw new Error('No benchmark ran.');
const text = [
  machineText(first.machine, SCRIPTS.map((name) => `\`npm run bench:${name}\``).join(', ')),
  targetTable(all.flatMap(({ targets }) => targets)),
].join('\n\n');
console.log(text);
if (values.write) await writeResults('all', text);

/** @throws Error when the script fails. */
function run(script: string, ...options: readonly string[]): void {
  const flags = ['--disable-warning=ExperimentalWarning', script, ...options];
  const { status } = spawnSync(process.execPath, flags, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${script} failed. The benchmarks after it did not run.`);
}
