/**
 * Checks that the time of a refusal does not reveal its reason. It compares distributions,
 * because single times say nothing. The kinds of refusals are measured in turns, so that other
 * load on the machine affects all of them equally.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { TenantServices } from '../src/tenant-services.ts';
import { sizeOf } from './support/long.ts';
import { addUser, TestInstallation } from './support/test-installation.ts';

const SAMPLES = sizeOf('ORACLE_SAMPLES', 20, 50);
/** More than four standard deviations of the probability below. */
const CHANCE_OFF_MAX = 1.75 / Math.sqrt(SAMPLES);
const PASSWORD = 'right password';

let installation: TestInstallation;
let services: TenantServices;
before(async () => {
  installation = await TestInstallation.create('onsite');
  services = await installation.servicesOf();
  for (const name of ['anna', 'locked', 'disabled']) {
    await addUser(services, name, PASSWORD, {}, (password) =>
      services.passwordHasher.hash(password),
    );
  }
  await addUser(services, 'passwordless', null);
  const disabled = await services.stores.associates.findByName('disabled');
  await services.stores.associates.disable(disabled?.id ?? 0, 0);
  for (const name of ['locked', 'nobody locked']) {
    for (let failure = 0; failure < 100; failure += 1) {
      const address = `198.51.100.${failure}`;
      await services.loginGuard.recordFailure({ kind: 'user', name, address });
    }
  }
});
after(() => installation.close());

const kinds: Readonly<Record<string, (index: number) => readonly [name: string, secret: string]>> =
  {
    'a wrong password': () => ['anna', 'wrong'],
    'an unknown user': (index) => [`nobody ${index}`, PASSWORD],
    'a disabled user': () => ['disabled', PASSWORD],
    'a user without a password': () => ['passwordless', PASSWORD],
    'a right password during a lock': () => ['locked', PASSWORD],
    'a wrong password during a lock': () => ['locked', 'wrong'],
    'an unknown user during a lock': () => ['nobody locked', 'wrong'],
  };

it('refusals of all kinds take equally long', async (context) => {
  const times = await measure();
  const [reference = [], ...others] = [...times.values()];
  for (const [kind, sorted] of times) {
    const chance = chanceOfMore(sorted, reference);
    context.diagnostic(
      `${kind}: median ${medianOf(sorted).toFixed(1)} ms, ` +
        `longer than for a wrong password with a chance of ${chance.toFixed(2)}`,
    );
  }
  for (const sorted of others) {
    const chance = chanceOfMore(sorted, reference);
    assert.ok(Math.abs(chance - 0.5) < CHANCE_OFF_MAX, `the distributions differ: ${chance}`);
    // The shortest times are of the work itself: other load on the machine only makes times longer.
    const ratio = (sorted[0] ?? Number.NaN) / (reference[0] ?? Number.NaN);
    assert.ok(ratio > 0.6 && ratio < 1.67, `the shortest times differ: ${ratio}`);
  }
});

/** The sorted times of each kind, in ms. */
async function measure(): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
  let from = 0;
  // The first rounds warm up and are not counted.
  for (let index = -3; index < SAMPLES; index += 1) {
    for (const [kind, credentialsOf] of shuffled(Object.entries(kinds))) {
      from += 1;
      const [userName, password] = credentialsOf(index);
      const user = { address: `203.0.${from >> 8}.${from & 255}`, userAgent: null };
      const startedAt = performance.now();
      const login = await services.logins.authenticate(
        { kind: 'password', userName, password },
        user,
      );
      if (index >= 0) times.get(kind)?.push(performance.now() - startedAt);
      assert.equal(login, null, kind);
    }
  }
  return new Map([...times].map(([kind, list]) => [kind, list.toSorted((a, b) => a - b)]));
}

/**
 * The probability that one of the first exceeds one of the others: U / (n · m) of Mann and
 * Whitney.
 */
function chanceOfMore(first: readonly number[], others: readonly number[]): number {
  const more = first.map((time) => others.filter((other) => time > other).length);
  return more.reduce((sum, count) => sum + count, 0) / (first.length * others.length);
}

function medianOf(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((entry) => [Math.random(), entry] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, entry]) => entry);
}
