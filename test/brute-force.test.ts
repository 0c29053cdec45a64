/**
 * Guessing over HTTP: thousands of passwords of one user from as many addresses, and client
 * secrets.
 */
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, it } from 'node:test';
import type { TenantServices } from '../src/tenant-services.ts';
import { sizeOf } from './support/long.ts';
import { postForm } from './support/oauth-calls.ts';
import { messageOf, operations } from './support/service-calls.ts';
import { addUser, TestInstallation } from './support/test-installation.ts';

const ATTEMPTS = sizeOf('GUESSES', 250, 10_000);
const AT_ONCE = 64;
const OTHERS = 10;

let installation: TestInstallation;
let services: TenantServices;
let url: string;
/** Reuses connections. Each call sets its own client address in a header field. */
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE + OTHERS });
before(async () => {
  installation = await TestInstallation.create('onsite');
  services = await installation.servicesOf();
  const hash = (password: string) => services.passwordHasher.hash(password);
  await addUser(services, 'victim', 'right password', {}, hash);
  for (let index = 0; index < OTHERS; index += 1) {
    await addUser(services, `user${index}`, 'theirs', {}, hash);
  }
  url = await installation.serve({ trustedProxies: ['127.0.0.1'] });
});
after(async () => {
  agent.destroy();
  await installation.close();
});

it('one user is locked, and others can still log in', { timeout: 300_000 }, async (context) => {
  assert.ok(await logIn('victim', 'right password', '192.0.2.99'), 'at the services');
  const calm = await othersLogIn((round) => round < 3);
  let attempts = 0;
  const attack = async () => {
    while (attempts < ATTEMPTS) {
      attempts += 1;
      const address = `10.${attempts >> 16}.${(attempts >> 8) & 255}.${attempts & 255}`;
      assert.ok(!(await logIn('victim', `guess ${attempts}`, address)));
    }
  };
  const startedAt = performance.now();
  const attacking = Promise.all(Array.from({ length: AT_ONCE }, attack));
  const besieged = await othersLogIn(() => attempts < ATTEMPTS);
  await attacking;
  const seconds = (performance.now() - startedAt) / 1000;
  const { failures, lockedUntilMs } = await services.loginGuard.standingOf(['victim']);
  context.diagnostic(`${ATTEMPTS} wrong passwords in ${seconds.toFixed(1)} s`);
  context.diagnostic(`passwords that were looked at: about ${failures}`);
  context.diagnostic(`median of others' logins before: ${medianOf(calm).toFixed(1)} ms`);
  context.diagnostic(
    `median of others' logins during it: ${medianOf(besieged).toFixed(1)} ms, ` +
      `the longest ${Math.max(...besieged).toFixed(0)} ms, of ${besieged.length}`,
  );
  assert.ok(lockedUntilMs !== null);
  assert.ok(failures <= 102, `${failures}`);
  assert.ok(!(await logIn('victim', 'right password', '192.0.2.1')), 'from a place not known');
  assert.ok(await logIn('victim', 'right password', '192.0.2.99'), 'at the services still');
  assert.ok(medianOf(besieged) < 2000);
});

it('an OAuth client is locked for the network that guessed its secret', async () => {
  const client = await installation.addApplication('Sync');
  const introspect = async (token: string, address: string) => {
    const headers = { 'X-Forwarded-For': address };
    const asking = { clientId: client.clientId, token };
    return (await postForm(`${url}/oauth2/introspect`, asking, { token: 'x' }, headers)).status;
  };
  assert.equal(await introspect('guess', '192.0.2.50'), 401);
  assert.equal(await introspect(client.token, '192.0.2.50'), 200);
  // Reads the count that other nodes see.
  const claim = { kind: 'client', name: client.clientId, address: '192.0.2.50' } as const;
  for (let failure = 0; failure < 30; failure += 1) await services.loginGuard.recordFailure(claim);
  assert.equal(await introspect(client.token, '192.0.2.50'), 401);
  assert.equal(await introspect(client.token, '192.0.2.51'), 200);
});

it('a password that was typed as a user name is not stored in the database', async () => {
  const mistyped = 'Correct-Horse-7';
  assert.ok(!(await logIn(mistyped, 'x', '192.0.2.60')));
  assert.equal((await services.loginGuard.standingOf([mistyped])).failures, 1);
  const bytes = await installation.readDatabase();
  assert.ok(bytes.includes('192.0.2.60'), 'its address is');
  for (const text of [mistyped, mistyped.toLowerCase()]) assert.ok(!bytes.includes(text), text);
});

/** Logs in the other users repeatedly and returns the times. All logins must succeed. */
async function othersLogIn(goOn: (round: number) => boolean): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; goOn(round); round += 1) {
    for (let index = 0; index < OTHERS; index += 1) {
      const startedAt = performance.now();
      assert.ok(await logIn(`user${index}`, 'theirs', `192.0.2.${index}`));
      times.push(performance.now() - startedAt);
    }
  }
  return times;
}

/** Returns whether somebody was authenticated. */
function logIn(userName: string, password: string, address: string): Promise<boolean> {
  const message = messageOf({
    service: 'SoPrincipal',
    body: operations.byPassword(userName, password),
  });
  return new Promise((resolve, reject) => {
    const call = request(`${url}/Remote/Services88/SoPrincipal.svc`, {
      method: 'POST',
      agent,
      headers: { 'Content-Type': 'text/xml', 'X-Forwarded-For': address },
    });
    call.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const [, word] = /AuthenticationSucceeded>(\w+)</.exec(text) ?? [];
        if (word === undefined) reject(new Error(text));
        else resolve(word === 'true');
      });
    });
    call.end(message);
  });
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
