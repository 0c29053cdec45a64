/** Describes the machine and the versions of a measurement. */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { product } from '../../src/product.ts';
import { coreCount } from './cores.ts';

export interface Machine {
  readonly at: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly commit: string;
  readonly tool: string;
  /** The load average over the last minute. */
  readonly loadAverage: number;
}

/** The limit for an idle machine. */
const IDLE_LOAD_MAX = 0.5;

/** To be called before the measurement, which is itself a load. */
export function describeMachine(tool: string): Machine {
  return {
    at: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: coreCount,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: currentCommit(),
    tool,
    loadAverage: loadavg()[0] ?? 0,
  };
}

export function machineText(machine: Machine, how: string): string {
  const { at, processor, cores, memoryGb, node, commit, tool, loadAverage } = machine;
  const busy =
    loadAverage > IDLE_LOAD_MAX
      ? `**The machine had other work (load average ${loadAverage.toFixed(1)} before): read ` +
        'processor times and ratios, not rates.**'
      : `The machine had nothing else to do (load average ${loadAverage.toFixed(1)} before).`;
  return (
    `${at}, ${cores} cores of ${processor}, ${memoryGb} GB, Node ${node}, ` +
    `${product.name} ${product.version} at ${commit}, load by ${tool}; ${how}. ${busy}`
  );
}

/** The commit, with a note when sources were changed since. Changed results do not count. */
function currentCommit(): string {
  const git = (...args: readonly string[]) =>
    spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) return 'no commit';
  const changed = git('diff', '--quiet', 'HEAD', '--', ':/src', ':/package-lock.json').status !== 0;
  return stdout.trim() + (changed ? ' with changes' : '');
}
