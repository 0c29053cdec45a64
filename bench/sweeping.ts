/**
 * Measures how sweeping affects clients: the latency of GetAccessToken while a million expired
 * tickets are swept, and with a million live ones, when there is nothing to sweep.
 *
 *     npm run bench:sweeping [-- --tickets 100000 --rounds 3 --seconds 4]
 *
 * Both servers run all the time, each on its own database. They are asked in turn, so that
 * disturbances of the machine affect both.
 */
import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import { ask, resultOf } from './measuring/ask.ts';
import {
  addTickets,
  type BenchInstallation,
  countTickets,
} from './measuring/bench-installation.ts';
import type { MeasuredServer } from './measuring/measured-server.ts';
import { getAccessToken, type Message } from './measuring/messages.ts';
import { Scene } from './measuring/scene.ts';
import { productionMain, serveScript } from './measuring/served-scripts.ts';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '4' },
  },
});
const tickets = Number(values.tickets);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const connections = Number(values.connections);

const DAY_MS = 24 * 3_600_000;

/** A server with its own database. */
interface Contender {
  readonly name: string;
  readonly installation: BenchInstallation;
  readonly server: MeasuredServer;
  readonly message: Message;
  readonly latenciesMs: number[];
}

/** @param expiresInMs the expiry of all tickets except the one that is used. */
async function prepare(scene: Scene, name: string, expiresInMs: number): Promise<Contender> {
  const installation = await scene.install();
  addTickets(installation, tickets, expiresInMs);
  const script = serveScript(productionMain(), installation.directory);
  const server = await scene.start({ script, cores: null });
  const message = getAccessToken(installation.ticketText);
  return { name, installation, server, message, latenciesMs: [] };
}

/** Requests a token and returns how long it took. */
async function time({ server, message }: Contender, agent: Agent): Promise<number> {
  const startedAt = performance.now();
  const reply = await ask(server.url, message, agent);
  const tookMs = performance.now() - startedAt;
  resultOf(reply, '8A:');
  return tookMs;
}

async function load(contender: Contender, record: boolean): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const tookMs = await time(contender, agent);
      if (record) contender.latenciesMs.push(tookMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function report({ name, latenciesMs }: Contender) {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (share: number) => quantile(sorted, share).toFixed(3);
  return {
    server: name,
    requests: sorted.length,
    medianMs: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
  };
}

await Scene.run(async (scene) => {
  process.stderr.write(`Filling two databases with ${tickets} tickets each …\n`);
  const resting = await prepare(scene, 'nothing to sweep', DAY_MS);
  const sweeping = await prepare(scene, 'sweeping', -DAY_MS);
  const contenders = [resting, sweeping];
  for (const contender of contenders) await load(contender, false);
  const before = countTickets(sweeping.installation);
  const startedAt = performance.now();
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`Round ${round} of ${rounds} …\n`);
    for (const contender of contenders) await load(contender, true);
  }
  const left = countTickets(sweeping.installation);
  const perSecond = (before - left) / ((performance.now() - startedAt) / 1000);
  const reports = contenders.map(report);
  console.table(reports);
  const [one, other] = reports.map(({ medianMs }) => Number(medianMs));
  console.log(`median, sweeping against not: ${((other ?? 0) / (one ?? 1)).toFixed(3)}`);
  console.log(`tickets swept per second meanwhile: ${perSecond.toFixed(0)}; left: ${left}`);
});
