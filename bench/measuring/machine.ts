/** Where and with what something was measured: half of what a number means. */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { product } from '../../src/product.ts';
import { coreCount } from './cores.ts';
import type { LoadTool } from './load.ts';

export interface Machine {
  readonly at: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly commit: string;
  readonly tool: LoadTool;
  /** Over the minute before. */
  readonly loadAverage: number;
}

/** Of a machine with nothing else to do. */
const IDLE_LOAD_MAX = 0.5;

/** To be asked before the measurement, which is a load itself. */
export function describeMachine(tool: LoadTool): Machine {
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

/** With a word on sources that were changed since; results, which are written, are none. */
function currentCommit(): string {
  const git = (...args: readonly string[]) =>
    spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) return 'no commit';
  const changed = git('diff', '--quiet', 'HEAD', '--', ':/src', ':/package-lock.json').status !== 0;
  return stdout.trim() + (changed ? ' with changes' : '');
}
