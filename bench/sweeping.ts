/**
 * What sweeping costs those who are being served: the latency of GetAccessToken beside a million
 * expired tickets that are swept away, and beside a million live ones where there is nothing to do.
 *
 *     npm run bench:sweeping [-- --tickets 100000 --rounds 3 --seconds 4]
 *
 * Both servers run all the time, each on a database of its own, and are asked by turns, so that
 * whatever else the machine does meets both.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { userService } from '../src/contract/services88/user.ts';
import { createProfile } from '../src/domain/associate.ts';
import { systemClock } from '../src/domain/clock.ts';
import { onsiteTenant } from '../src/domain/tenant.ts';
import { Offices } from '../src/office.ts';
import { lifetimesOf, settingsSchema } from '../src/settings.ts';
import { createInstallation } from '../src/storage/data-directory.ts';

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

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
const DAY_MS = 24 * 3_600_000;
const CALLER = { address: '127.0.0.1', userAgent: 'bench' };

/** A server on a database of its own. */
interface Contender {
  readonly name: string;
  readonly directory: string;
  readonly process: ChildProcess;
  readonly url: URL;
  readonly envelope: string;
  readonly latenciesMs: number[];
}

/** @param expiresInMs of all the tickets beside the one that is used. */
async function prepare(name: string, expiresInMs: number): Promise<Contender> {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-bench-'));
  const now = systemClock.now();
  const company = { tenant: onsiteTenant('Bench'), demo: false };
  const opened = await createInstallation(directory, company, now);
  const lifetimes = lifetimesOf(settingsSchema.parse({}));
  const offices = await Offices.open({ ...opened, clock: systemClock, lifetimes });
  const tenant = await opened.stores.tenants.find('');
  if (!tenant) throw new Error('There is no tenant.');
  const { stores, sessions } = offices.of(tenant);
  const [role] = await stores.directory.listRoles();
  const [group] = await stores.directory.listGroups();
  if (!role || !group) throw new Error('There is no role or no group.');
  const profile = createProfile('bench', role.id, group.id);
  const associate = await stores.associates.add(profile, null, now);
  const { ticketText, ticket } = await sessions.start(associate, CALLER);
  await opened.stores.close();
  addTickets(join(directory, 'ticketoffice.db'), ticket.id, now + expiresInMs);
  return { name, directory, ...(await serve(directory)), ...aim(ticketText), latenciesMs: [] };
}

/** Copies of the one ticket, with ids of their own. */
function addTickets(file: string, ticketId: string, expiresAtMs: number): void {
  const database = new DatabaseSync(file);
  const columns = database
    .prepare("select name from pragma_table_info('tickets')")
    .all()
    .map((row) => String(row['name']));
  const given: Readonly<Record<string, string>> = {
    id: 'lower(hex(randomblob(16)))',
    expires_at_ms: String(expiresAtMs),
  };
  const selected = columns.map((column) => given[column] ?? `tickets.${column}`);
  database.exec(
    `with recursive numbers(n) as (select 1 union all select n + 1 from numbers limit ${tickets})
     insert into tickets (${columns.join(', ')})
     select ${selected.join(', ')} from numbers cross join tickets
     where tickets.id = '${ticketId}'`,
  );
  database.close();
}

async function serve(directory: string) {
  const args = ['--disable-warning=ExperimentalWarning', MAIN];
  const options = ['serve', '--data', directory, '--port', '0'];
  const server = spawn(process.execPath, [...args, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const { msg, url } = JSON.parse(line);
    if (msg === 'ready') return { process: server, url: addressOf(String(url)) };
  }
  throw new Error('The server ended before it was ready.');
}

function addressOf(url: string): URL {
  return new URL(`${url}/Remote/Services88/${userService.name}.svc`);
}

function aim(ticketText: string) {
  const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
  const credentials = `<Credentials xmlns="${userService.namespace}"><Ticket>${ticketText}</Ticket></Credentials>`;
  const body = `<GetAccessToken xmlns="${userService.namespace}"/>`;
  const envelope = `<Envelope xmlns="${soap}"><Header>${credentials}</Header><Body>${body}</Body></Envelope>`;
  return { envelope };
}

/** Asks for a token and answers how long it took. */
async function ask({ url, envelope }: Contender, agent: Agent): Promise<number> {
  const startedAt = performance.now();
  const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(envelope) };
  const asked = request(url, { method: 'POST', agent, headers });
  asked.end(envelope);
  const [response] = await once(asked, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const tookMs = performance.now() - startedAt;
  if (!text.includes('>8A:')) throw new Error(`Not a token: ${text}`);
  return tookMs;
}

async function load(contender: Contender, record: boolean): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const tookMs = await ask(contender, agent);
      if (record) contender.latenciesMs.push(tookMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
}

function countTickets({ directory }: Contender): number {
  const database = new DatabaseSync(join(directory, 'ticketoffice.db'));
  const count = Number(database.prepare('select count(*) as n from tickets').get()?.['n']);
  database.close();
  return count;
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

process.stderr.write(`Filling two databases with ${tickets} tickets each …\n`);
const resting = await prepare('nothing to sweep', DAY_MS);
const sweeping = await prepare('sweeping', -DAY_MS);
const contenders = [resting, sweeping];
for (const contender of contenders) await load(contender, false);
const before = countTickets(sweeping);
const startedAt = performance.now();
for (let round = 1; round <= rounds; round += 1) {
  process.stderr.write(`Round ${round} of ${rounds} …\n`);
  for (const contender of contenders) await load(contender, true);
}
const left = countTickets(sweeping);
const perSecond = (before - left) / ((performance.now() - startedAt) / 1000);
for (const contender of contenders) {
  contender.process.kill();
  await once(contender.process, 'exit');
  await rm(contender.directory, { recursive: true });
}
const reports = contenders.map(report);
console.table(reports);
const [one, other] = reports.map(({ medianMs }) => Number(medianMs));
console.log(`median, sweeping against not: ${((other ?? 0) / (one ?? 1)).toFixed(3)}`);
console.log(`tickets swept per second meanwhile: ${perSecond.toFixed(0)}; left: ${left}`);
