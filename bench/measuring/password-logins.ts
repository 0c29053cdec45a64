/** Measures logins by password, and what they cost other requests at the same time. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask, resultOf } from './ask.ts';
import { benchPassword } from './bench-installation.ts';
import { startOwn } from './contenders.ts';
import { pinned, serverCores } from './cores.ts';
import { median, type Row, spreadText, table } from './markdown.ts';
import { authenticateUsernamePassword } from './messages.ts';
import { measure, type RoundsOptions, rate, type Sample } from './rounds.ts';
import { Scene } from './scene.ts';
import { ratioOf, spreadOf } from './spread.ts';
import type { Target } from './targets.ts';

/** The samples of each round. */
interface LoginSamples {
  /** Hashes a second that a process without a server computes on the same core. */
  readonly alone: number[];
  readonly logins: Sample[];
  readonly idle: Sample[];
  /** GetAccessToken while logins use every hashing thread. */
  readonly busy: Sample[];
}

/** More than there are hashing threads, so that one always waits. */
const LOGINS_AT_ONCE = 8;
const FLOOR = join(import.meta.dirname, '../hash-floor.ts');
const run = promisify(execFile);

export function measurePasswordLogins(options: RoundsOptions): Promise<LoginSamples> {
  return Scene.run(async (scene) => {
    const tokens = await startOwn(scene, { name: 'tokens', installation: await scene.install() });
    const message = authenticateUsernamePassword('bench', benchPassword);
    const reply = await ask(tokens.server.url, message);
    resultOf(reply, '7T:');
    const logins = {
      name: 'logins',
      server: tokens.server,
      message,
      bytesPerAnswer: reply.bytes,
      connections: LOGINS_AT_ONCE,
    };
    const samples: LoginSamples = { alone: [], logins: [], idle: [], busy: [] };
    await measure(tokens, { ...options, seconds: Math.max(1, options.warmUpSeconds) });
    for (let round = 0; round < options.rounds; round += 1) {
      samples.alone.push(await hashesAlone(options.seconds));
      samples.logins.push(await measure(logins, options));
      samples.idle.push(await measure(tokens, options));
      const [busy] = await Promise.all([measure(tokens, options), measure(logins, options)]);
      samples.busy.push(busy);
    }
    return samples;
  });
}

async function hashesAlone(seconds: number): Promise<number> {
  const script = [process.execPath, '--disable-warning=ExperimentalWarning', FLOOR, `${seconds}`];
  const [name = '', ...args] = pinned(serverCores(1), script);
  return Number((await run(name, args)).stdout);
}

export function passwordLoginTable({ alone, logins, idle, busy }: LoginSamples): string {
  const perSecond = (samples: readonly Sample[]) => median(spreadOf(samples.map(rate)), 0);
  const p99 = (samples: readonly Sample[]) => spreadText(spreadOf(samples.map(p99Ms)), 1);
  const rows: readonly Row[] = [
    ['Argon2id without a server', median(spreadOf(alone), 1), '–'],
    ['logins by password', median(spreadOf(logins.map(rate)), 1), p99(logins)],
    ['GetAccessToken', perSecond(idle), p99(idle)],
    ['GetAccessToken during logins by password', perSecond(busy), p99(busy)],
  ];
  return table(['one core', 'a second', 'p99 ms'], rows);
}

export function passwordLoginTargets(samples: LoginSamples): readonly Target[] {
  const { alone, logins, idle, busy } = samples;
  return [
    {
      name: 'logins by password, of what Argon2id alone allows',
      wanted: 'at least',
      limit: 0.95,
      unit: ' ×',
      measured: ratioOf(logins.map(rate), alone, (perSecond) => perSecond),
    },
    {
      name: 'p99 of GetAccessToken during logins by password, of that without',
      wanted: 'at most',
      limit: 3,
      unit: ' ×',
      measured: ratioOf(busy, idle, p99Ms),
    },
  ];
}

function p99Ms(sample: Sample): number {
  return sample.p99Ms;
}
