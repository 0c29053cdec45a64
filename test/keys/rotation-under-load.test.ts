/**
 * Keys rotate every second while clients get access tokens at one node and use them at another. No
 * token may be refused before it expires. `ROTATION_SECONDS=30` makes the test longer.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { openRegistry } from '../../src/open-registry.ts';
import { startServer } from '../../src/server.ts';
import { registryOptionsOf, settingsSchema } from '../../src/settings.ts';
import { openInstallation } from '../../src/storage/data-directory.ts';
import { createCommandLine } from '../support/command-line.ts';
import { sizeOf } from '../support/long.ts';
import { operator } from '../support/operator.ts';
import { ServerProcess } from '../support/server-process.ts';
import {
  accessTokenOf,
  callService,
  logIn,
  loginOf,
  operations,
} from '../support/service-calls.ts';

const SECONDS = sizeOf('ROTATION_SECONDS', 2, 30);
const CLIENTS = 4;
/** The shortest lifetime that can be set, so that tokens expire during the test. */
const LIFETIME_SECONDS = 10;
const USER = ['anna', 'password of anna'] as const;

interface HeldToken {
  readonly text: string;
  /** The time of the request plus the lifetime. The token may expire a little later. */
  readonly expiresAtMs: number;
}

interface Tally {
  issued: number;
  shown: number;
  refused: number;
  readonly keyIds: Set<number>;
}

/** Alternates between getting tokens at one node and using all valid ones at the other. */
async function beClient(nodes: readonly string[], untilMs: number, tally: Tally): Promise<void> {
  let held: readonly HeldToken[] = [];
  const authenticate = operations.byPassword(...USER);
  const [first = ''] = nodes;
  const { ticket } = await logIn(first, { service: 'SoPrincipal', body: authenticate });
  for (let turn = 0; Date.now() < untilMs; turn += 1) {
    const [here = '', there = ''] = turn % 2 === 0 ? nodes : nodes.toReversed();
    const expiresAtMs = Date.now() + LIFETIME_SECONDS * 1000;
    const body = operations.getAccessToken();
    const text = accessTokenOf(await callService(here, { service: 'User', body, ticket }));
    tally.issued += 1;
    tally.keyIds.add(Buffer.from(text.slice(3), 'base64').readUInt32BE(1));
    held = [{ text, expiresAtMs }, ...held.filter((token) => token.expiresAtMs > Date.now())];
    for (const token of held) {
      const shown = operations.byAccessToken(token.text);
      const answer = await callService(there, { service: 'SoPrincipal', body: shown });
      const accepted = loginOf(answer) !== null;
      if (!accepted && Date.now() >= token.expiresAtMs) continue;
      tally.shown += 1;
      if (!accepted) tally.refused += 1;
    }
  }
}

function startProcess(context: TestContext, data: string): Promise<string> {
  const lifetime = ['--access-token-lifetime-seconds', String(LIFETIME_SECONDS)];
  const args = ['serve', '--data', data, '--port', '0', ...lifetime];
  return ServerProcess.start(context, args).ready();
}

/** A node in this process, where the test can make keys. */
async function startHere(context: TestContext, data: string) {
  const settings = settingsSchema.parse({ port: 0, accessTokenLifetimeSeconds: LIFETIME_SECONDS });
  const registry = await openRegistry(await openInstallation(data), registryOptionsOf(settings));
  const server = await startServer(registry, settings, null, pino({ level: 'silent' }));
  context.after(async () => {
    await server.close();
    await registry.stores.close();
  });
  return { url: `http://127.0.0.1:${server.address.port}`, tokenKeys: registry.tokenKeys };
}

test('no valid token is refused while keys rotate every second', async (context) => {
  const cli = await createCommandLine();
  context.after(() => cli.close());
  await cli.addUser('anna');
  const { url, tokenKeys } = await startHere(context, cli.data);
  const nodes = [url, await startProcess(context, cli.data)];
  const tally: Tally = { issued: 0, shown: 0, refused: 0, keyIds: new Set() };
  const untilMs = Date.now() + SECONDS * 1000;
  const clients = Array.from({ length: CLIENTS }, () => beClient(nodes, untilMs, tally));
  let rotations = 0;
  for (let atMs = Date.now(); atMs < untilMs; atMs += 1000) {
    await wait(Math.max(0, atMs - Date.now()));
    await tokenKeys.rotate(operator);
    rotations += 1;
  }
  await Promise.all(clients);
  const { issued, shown, refused, keyIds } = tally;
  context.diagnostic(
    `${SECONDS} s, ${rotations} rotations, ${issued} tokens issued under ${keyIds.size} keys, ` +
      `shown ${shown} times at the other node while valid, ${refused} refused`,
  );
  assert.equal(refused, 0);
  assert.ok(shown > rotations && keyIds.size > SECONDS / 2, 'too little has happened');
});
