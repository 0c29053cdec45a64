/**
 * Runs the benchmarks that have targets one after another, and prints all targets in one table. It
 * takes about half an hour. With names it runs only these, and takes the others' last results of
 * this commit.
 *
 *     npm run bench [-- agent day] [-- --write]
 *
 * With `--write` the tables are also written to `bench/RESULTS.md`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineText } from './measuring/machine.ts';
import { readResults, writeResults } from './measuring/results-file.ts';
import { targetTable } from './measuring/targets.ts';

const SCRIPTS = ['throughput', 'growth', 'agent', 'day'];

const { values, positionals: names } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = names.find((name) => !SCRIPTS.includes(name));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${SCRIPTS.join(', ')}.`);

for (const name of names.length > 0 ? names : SCRIPTS) {
  process.stderr.write(`bench:${name} …\n`);
  run(`bench/${name}.ts`, '--json', jsonOf(name), ...(values.write ? ['--write'] : []));
}
const all = await Promise.all(SCRIPTS.map((name) => readResults(jsonOf(name))));
const [first] = all;
const other = all.find(({ machine }) => machine.commit !== first?.machine.commit);
if (!first || other) throw new Error('Some results are of another commit: run all benchmarks.');
const text = [
  machineText(first.machine, SCRIPTS.map((name) => `\`npm run bench:${name}\``).join(', ')),
  targetTable(all.flatMap(({ targets }) => targets)),
].join('\n\n');
console.log(text);
if (values.write) await writeResults('all', text);

function jsonOf(name: string): string {
  return join('bench/results', `${name}.json`);
}

/** @throws Error when the script fails. */
function run(script: string, ...options: readonly string[]): void {
  const flags = ['--disable-warning=ExperimentalWarning', script, ...options];
  const { status } = spawnSync(process.execPath, flags, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${script} failed. The benchmarks after it did not run.`);
}
