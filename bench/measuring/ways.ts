/**
 * Compares the ways of a request through the server: the fast path for requests in one piece, for
 * those with head and body apart and by TLS, then `node:http`, and REST against SOAP.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateAuthority } from '../../test/support/certificates.ts';
import { ask } from './ask.ts';
import { startServer } from './contenders.ts';
import { median, type Row, spreadText, table } from './markdown.ts';
import { getAccessToken, type Message, userMessage } from './messages.ts';
import {
  type Contender,
  processorMicros,
  type RoundsOptions,
  runRounds,
  type Samples,
} from './rounds.ts';
import { Scene } from './scene.ts';
import { ratioOf, spreadOf } from './spread.ts';
import type { Target } from './targets.ts';

/** Their names in tables and results. */
export const ways = {
  fast: 'GetAccessToken in one piece',
  apart: 'GetAccessToken, head and body apart',
  tls: 'GetAccessToken by TLS',
  tlsApart: 'GetAccessToken by TLS, head and body apart',
  node: 'GetAccessToken by node:http',
  soap: 'GetUserInfo by SOAP',
  rest: 'GetUserInfo by REST',
} as const;

const USER_ID = 1;

export function measureWays(options: RoundsOptions): Promise<Samples> {
  return Scene.run(async (scene) => runRounds(await startAll(scene), options));
}

async function startAll(scene: Scene): Promise<readonly Contender[]> {
  const plain = await start(scene);
  const tls = await start(scene, certificateOptions);
  const node = await start(scene, async () => ['--fast-path', 'false']);
  const [token, tlsToken] = [getAccessToken(plain.ticketText), getAccessToken(tls.ticketText)];
  const bySoap = userMessage('GetUserInfo', { UserInfoId: USER_ID }, plain.ticketText);
  return Promise.all([
    contender(ways.fast, plain.server, token),
    contender(ways.apart, plain.server, token, true),
    contender(ways.tls, tls.server, tlsToken),
    contender(ways.tlsApart, tls.server, tlsToken, true),
    contender(ways.node, node.server, getAccessToken(node.ticketText)),
    contender(ways.soap, plain.server, bySoap),
    contender(ways.rest, plain.server, userInfoByRest(plain.ticketText)),
  ]);
}

async function start(
  scene: Scene,
  optionsIn: (directory: string) => Promise<readonly string[]> = async () => [],
) {
  const installation = await scene.install();
  const { directory, ticketText } = installation;
  const serveOptions = await optionsIn(directory);
  return { server: await startServer(scene, { name: '', installation, serveOptions }), ticketText };
}

async function certificateOptions(directory: string): Promise<readonly string[]> {
  const { cert, key } = new CertificateAuthority('bench').issueServer();
  const [certFile, keyFile] = [join(directory, 'bench-cert.pem'), join(directory, 'bench-key.pem')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key);
  return ['--tls-certificate-file', certFile, '--tls-key-file', keyFile];
}

/** @throws Error when the request is refused. */
async function contender(
  name: string,
  server: Contender['server'],
  message: Message,
  isApart = false,
): Promise<Contender> {
  const { status, body, bytes } = await ask(server.url, message);
  if (status !== 200) throw new Error(`${name}: ${status} ${body}`);
  return { name, server, message, isApart, bytesPerAnswer: bytes };
}

function userInfoByRest(ticketText: string): Message {
  return {
    path: '/api/v1/Agents/User/GetUserInfo',
    headers: { 'Content-Type': 'application/json', Authorization: `SOTicket ${ticketText}` },
    body: JSON.stringify({ UserInfoId: USER_ID }),
  };
}

export function wayTable(samples: Samples): string {
  const fast = samples.get(ways.fast) ?? [];
  const rows = Array.from(samples, ([name, own]): Row => {
    const micros = median(spreadOf(own.map(processorMicros)), 1);
    return [name, micros, spreadText(ratioOf(own, fast, processorMicros), 2)];
  });
  return table(['way of a request', 'µs per request', 'of the first'], rows);
}

/** `perf` found this, see decision 68. */
const LEAD =
  'TLS by itself adds 4 to 7 µs to a request. With head and body apart, the server reads, decrypts and ' +
  'passes on two records, and the kernel wakes it for each: the client encrypts in Node, so the server ' +
  'is half idle and batches are small. Next steps: a faster client with more cores; TLS in a proxy, ' +
  'which sends requests in one piece.';

export function wayTargets(samples: Samples): readonly Target[] {
  const of = (name: string) => samples.get(name) ?? [];
  const target = (name: string, base: string): Target => ({
    name: `processor time of ${name}, of ${base}`,
    wanted: 'at most',
    limit: 1.3,
    unit: ' ×',
    measured: ratioOf(of(name), of(base), processorMicros),
  });
  return [
    target(ways.apart, ways.fast),
    target(ways.tls, ways.fast),
    { ...target(ways.tlsApart, ways.fast), lead: LEAD },
    target(ways.rest, ways.soap),
  ];
}
