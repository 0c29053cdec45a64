/** Starts the servers to compare, and checks that each responds correctly. */
import assert from 'node:assert/strict';
import { createDecipheriv, randomBytes } from 'node:crypto';
import type { FixedAnswer } from '../floor-server.ts';
import type { NodeSoapScene } from '../node-soap-server.ts';
import { ask, type Reply, resultOf } from './ask.ts';
import type { BenchInstallation } from './bench-installation.ts';
import { serverCores } from './cores.ts';
import type { MeasuredServer } from './measured-server.ts';
import { authenticateWithAccessToken, getAccessToken } from './messages.ts';
import type { Contender } from './rounds.ts';
import type { Scene } from './scene.ts';
import { productionMain, serveScript } from './served-scripts.ts';

/** Options for a Ticketoffice server under load. */
export interface OwnOptions {
  readonly name: string;
  readonly installation: BenchInstallation;
  /** The script that Node runs. By default, the one for production. */
  readonly main?: string;
  /** Options of `serve`. */
  readonly serveOptions?: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly cores?: number;
}

/** Their names in tables and results. */
export const contenderNames = {
  floor: 'bare node:http, fixed answer',
  nodeSoap: 'node-soap, the same work',
  own: 'GetAccessToken',
  ownSources: 'GetAccessToken, sources as they are',
  ownLogin: 'AuthenticateWithAccessToken',
  ownFirstLogin: 'AuthenticateWithAccessToken, each the first',
  ownCsSession: 'GetAccessToken with a CS session',
} as const;

const ADDED_BY_NODE = ['date', 'connection', 'keep-alive'];
/** A client name that is too long for the server to remember the trade. */
const FORGOTTEN_CLIENT = 'bench'.repeat(50);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Starts bare `node:http`, which returns the given response. */
export async function startFloor(scene: Scene, reply: Reply): Promise<Contender> {
  const headers = reply.headers.filter((_, index, all) => {
    const name = all[index - (index % 2)] ?? '';
    return !ADDED_BY_NODE.includes(name.toLowerCase());
  });
  const answer: FixedAnswer = { headers, body: reply.body };
  const script = ['bench/floor-server.ts', JSON.stringify(answer)];
  const server = await scene.start({ script, cores: serverCores(1) });
  const message = getAccessToken('7T:');
  const { body, bytes } = await ask(server.url, message);
  assert.equal(body, reply.body);
  assert.equal(bytes, reply.bytes);
  return { name: contenderNames.floor, server, message, bytesPerAnswer: bytes };
}

export async function startNodeSoap(
  scene: Scene,
  { ticketText, ticketId }: BenchInstallation,
): Promise<Contender> {
  const key = randomBytes(32);
  const given: NodeSoapScene = { key: key.toString('hex'), ticketText, ticketId };
  const script = ['bench/node-soap-server.ts', JSON.stringify(given)];
  const server = await scene.start({ script, cores: serverCores(1) });
  const message = getAccessToken(ticketText);
  const reply = await ask(server.url, message);
  assert.ok(openSealed(resultOf(reply, '8A:'), key).includes(ticketId));
  return { name: contenderNames.nodeSoap, server, message, bytesPerAnswer: reply.bytes };
}

/** @throws Error when the text was not sealed with the key. */
function openSealed(text: string, key: Buffer): string {
  const sealed = Buffer.from(text.slice('8A:'.length), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const claims = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([claims, decipher.final()]).toString();
}

/** Starts a server for GetAccessToken, as in production. */
export async function startOwn(
  scene: Scene,
  { includeCsSession = false, ...options }: OwnOptions & { readonly includeCsSession?: boolean },
): Promise<Contender & { readonly reply: Reply }> {
  const { installation, name, cores = 1 } = options;
  const server = await startServer(scene, options);
  const message = getAccessToken(installation.ticketText, includeCsSession);
  const reply = await ask(server.url, message);
  const claims = installation.codec.open(resultOf(reply, '8A:'));
  assert.ok(typeof claims === 'object', `The token of ${name} does not open: ${claims}`);
  assert.equal(claims.ticketId, installation.ticketId);
  assert.equal(claims.csSession !== null, includeCsSession);
  return { name, server, message, bytesPerAnswer: reply.bytes, cores, reply };
}

/**
 * Starts a server for AuthenticateWithAccessToken: one client trades the same token again and
 * again. By default it gets the same ticket, and the server writes once a minute. With `eachFirst`,
 * each trade counts as the first: it writes a session to the database and an event to the audit
 * trail.
 */
export async function startOwnLogin(
  scene: Scene,
  { eachFirst = false, ...options }: OwnOptions & { readonly eachFirst?: boolean },
): Promise<Contender> {
  const { installation, name } = options;
  const server = await startServer(scene, options);
  const repeated = authenticateWithAccessToken(installation.accessToken);
  const first = { ...repeated, headers: { ...repeated.headers, 'User-Agent': FORGOTTEN_CLIENT } };
  const message = eachFirst ? first : repeated;
  const reply = await ask(server.url, message);
  assert.equal(
    resultOf(reply, '7T:') === resultOf(await ask(server.url, message), '7T:'),
    !eachFirst,
  );
  const ticketText = resultOf(reply, '7T:');
  const traded = resultOf(await ask(server.url, getAccessToken(ticketText)), '8A:');
  assert.equal(typeof installation.codec.open(traded), 'object');
  return { name, server, message, bytesPerAnswer: reply.bytes };
}

/** Starts a server that nothing was asked of yet. */
export function startServer(scene: Scene, options: OwnOptions): Promise<MeasuredServer> {
  const { installation, cores = 1, nodeFlags = [], main = productionMain() } = options;
  const script = serveScript(main, installation.directory, ...(options.serveOptions ?? []));
  return scene.start({ script, nodeFlags, cores: serverCores(cores) });
}
