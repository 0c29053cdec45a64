/** Checks that the benchmark runs and detects wrong answers. It does not check any speed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import type { FixedAnswer } from '../bench/floor-server.ts';
import type { AgentSamples } from '../bench/measuring/agent-floors.ts';
import { ask } from '../bench/measuring/ask.ts';
import {
  compareServers,
  comparisonTable,
  comparisonTargets,
} from '../bench/measuring/comparison.ts';
import { contenderNames } from '../bench/measuring/contenders.ts';
import { topSelfTimes } from '../bench/measuring/cpu-profile.ts';
import { load } from '../bench/measuring/load.ts';
import { getAccessToken } from '../bench/measuring/messages.ts';
import { replaceBetweenMarks } from '../bench/measuring/results-file.ts';
import { measure } from '../bench/measuring/rounds.ts';
import { Scene } from '../bench/measuring/scene.ts';
import { ratioOf, spreadOf } from '../bench/measuring/spread.ts';
import { isMet, type Target, targetTable } from '../bench/measuring/targets.ts';
import { measureWays, ways, wayTable, wayTargets } from '../bench/measuring/ways.ts';
import { onlyLong } from './support/long.ts';

const options = { rounds: 1, seconds: 0.2, connections: 4, tool: 'autocannon' } as const;
const LIMIT = { timeout: 60_000 };

it('compares servers with correct answers', { ...LIMIT, ...onlyLong }, async () => {
  const samples = await compareServers({ ...options, warmUpSeconds: 0 });
  for (const name of Object.values(contenderNames)) {
    if (name === contenderNames.ownSources && !samples.has(name)) continue;
    const [sample, ...more] = samples.get(name) ?? [];
    assert.ok(sample && sample.requestsPerSecond > 0, name);
    assert.equal(more.length, 0);
    if (process.platform === 'linux') assert.ok((sample.residentMb ?? 0) > 10, name);
  }
  assert.match(comparisonTable(samples), /^\| bare node:http, fixed answer +\|/m);
  for (const { name, measured } of comparisonTargets(samples)) {
    if (process.platform === 'linux' || !name.includes('processor')) assert.ok(measured, name);
  }
});

it('compares the ways of a request', { ...LIMIT, ...onlyLong }, async () => {
  const samples = await measureWays({ ...options, warmUpSeconds: 0 });
  assert.deepEqual([...samples.keys()], Object.values(ways));
  assert.match(wayTable(samples), /^\| GetUserInfo by REST +\|/m);
  for (const { name, measured } of wayTargets(samples)) {
    if (process.platform === 'linux') assert.ok(measured, name);
  }
});

it('refuses to measure answers of another length', LIMIT, () =>
  Scene.run(async (scene) => {
    const answer: FixedAnswer = { headers: [], body: 'x'.repeat(500) };
    const script = ['bench/floor-server.ts', JSON.stringify(answer)];
    const server = await scene.start({ script, cores: null });
    const message = getAccessToken('7T:');
    const { body, bytes } = await ask(server.url, message);
    assert.equal(body, answer.body);
    const floor = { name: 'floor', server, message, bytesPerAnswer: bytes };
    await measure(floor, options);
    const wrong = { ...floor, bytesPerAnswer: bytes / 2 };
    await assert.rejects(measure(wrong, options), /^Error: floor answers .* bytes, but .* right/);
  }),
);

it('refuses to measure failures', LIMIT, async (context) => {
  const server = createServer((_request, response) => response.writeHead(500).end());
  context.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const url = `http://127.0.0.1:${address.port}`;
  const plan = { ...options, url, message: getAccessToken('7T:'), tickets: [] };
  await assert.rejects(load(plan, 'autocannon', null), /^Error: Failures at .*: \d+ statuses; /);
});

it('measures calls to stores', { ...LIMIT, ...onlyLong }, async () => {
  const script = join(import.meta.dirname, '../bench/stores.ts');
  const flags = ['--disable-warning=ExperimentalWarning', script, '--calls', '8'];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  assert.match(stdout, /^\| tickets\.find +\| +\d+\.\d \|$/m);
});

it('compares the User agent with its statements', { ...LIMIT, ...onlyLong }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-bench-test-'));
  context.after(() => rm(directory, { recursive: true }));
  const json = join(directory, 'agent.json');
  const script = join(import.meta.dirname, '../bench/agent.ts');
  const size = ['--users', '5', '--rounds', '1', '--seconds', '1', '--only', 'SaveUser'];
  const flags = ['--disable-warning=ExperimentalWarning', script, ...size, '--json', json];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  assert.match(stdout, /^\| SaveUser, a field changes +\|/m);
  const { samples, targets } = JSON.parse(await readFile(json, 'utf8')) as {
    readonly samples: readonly AgentSamples[];
    readonly targets: readonly Target[];
  };
  for (const { floor } of samples) assert.ok((floor[0]?.requestsPerSecond ?? 0) > 0);
  assert.equal(targets.length, 2);
  if (process.platform === 'linux') assert.ok(targets.every(({ measured }) => measured));
});

it('computes the ratio for each round', () => {
  const pick = (value: number) => value;
  assert.deepEqual(ratioOf([10, 30, 60], [20, 40, 60], pick), { median: 0.75, min: 0.5, max: 1 });
  assert.deepEqual(spreadOf([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assert.equal(spreadOf([1, null]), null);
  assert.equal(spreadOf([]), null);
});

it('says whether a target is met', () => {
  const target: Target = { name: 'rate', wanted: 'at least', limit: 2, measured: 2 };
  assert.equal(isMet(target), true);
  assert.equal(isMet({ ...target, measured: 1.9 }), false);
  assert.equal(isMet({ ...target, wanted: 'at most', measured: 2.1 }), false);
  assert.equal(isMet({ ...target, measured: null }), null);
});

it('gives the reason for missed targets, once per reason', () => {
  const target: Target = {
    name: 'rate',
    wanted: 'at least',
    limit: 2,
    measured: 1,
    lead: 'It waits.',
  };
  const text = targetTable([target, { ...target, name: 'another' }]);
  assert.equal(text.split('- It waits.').length, 2, text);
  assert.doesNotMatch(targetTable([{ ...target, measured: 3 }]), /It waits/);
});

it('replaces the text between marks', () => {
  const document = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n';
  const replaced = 'a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb\n';
  assert.equal(replaceBetweenMarks(document, 'x', 'new'), replaced);
  assert.throws(() => replaceBetweenMarks(document, 'y', 'new'), /no place marked for y/);
});

it('finds the functions in which a profile spent its time', () => {
  const node = (id: number, functionName: string) => ({
    id,
    callFrame: { functionName, url: 'file:///a/src/soap/b.ts', lineNumber: 4 },
  });
  const idle = { id: 3, callFrame: { functionName: '(idle)', url: '', lineNumber: -1 } };
  const profile = {
    nodes: [node(1, 'read'), node(2, ''), idle],
    samples: [1, 2, 3, 2, 1],
    timeDeltas: [5_000, 1_000, 9_000, 2_000, 1_000],
  };
  assert.deepEqual(topSelfTimes(profile, 6, 10), [
    { where: '(anonymous) src/soap/b.ts:5', selfMs: 3, share: 0.75 },
    { where: 'read src/soap/b.ts:5', selfMs: 1, share: 0.25 },
  ]);
});
