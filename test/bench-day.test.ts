/** Checks that the benchmark of a day runs and detects refusals. It does not check any speed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayContenderNames } from '../bench/measuring/day/day-contenders.ts';
import {
  dayMix,
  dayNames,
  dayOperations,
  requestsOf,
  sharedMix,
} from '../bench/measuring/day/day-operations.ts';
import { DayRequests, shuffledMix } from '../bench/measuring/day/day-requests.ts';
import { dayTargets, mixTable, operationTable } from '../bench/measuring/day/day-tables.ts';
import { measureDay } from '../bench/measuring/day/measure-day.ts';
import { randomChances } from '../src/testing/random-chances.ts';
import { onlyLong } from './support/long.ts';

const LIMIT = { timeout: 120_000 };
const population = {
  users: [{ id: 7, name: 'anna' }],
  password: 'open sesame',
  tickets: ['7T:one'],
  adminTicket: '7T:admin',
  accessToken: '8A:kept',
};

it('measures a day with every operation', { ...LIMIT, ...onlyLong }, async () => {
  const size = { users: 20, tickets: 40, rounds: 1, connections: 4, seed: 1 };
  const measured = await measureDay({ ...size, seconds: 2, aloneSeconds: 0.2 });
  for (const name of Object.values(dayContenderNames)) {
    const [sample] = measured.mixes[name] ?? [];
    assert.ok(sample && sample.requests > 0, name);
  }
  const table = operationTable(measured);
  for (const name of Object.values(dayNames)) assert.ok(table.includes(`| ${name} `), name);
  assert.match(mixTable(measured), /^\| node-soap, without CS sessions +\|/m);
  if (process.platform === 'linux') {
    assert.ok(dayTargets(measured).every(({ measured: value }) => value));
    assert.deepEqual(
      Object.keys(measured.alone[dayContenderNames.own] ?? {}),
      Array.from(dayOperations),
    );
  }
});

describe('the requests of a day', () => {
  it('has each operation as often as the mix says', () => {
    const deck = shuffledMix(dayMix, randomChances(1));
    assert.equal(deck.length, requestsOf(dayMix));
    for (const operation of dayOperations) {
      assert.equal(deck.filter((each) => each === operation).length, dayMix[operation]);
    }
    assert.ok(!shuffledMix(sharedMix, randomChances(1)).includes('csSession'));
  });

  it('has the same order with the same seed, and another with another', () => {
    const of = (seed: number) => shuffledMix(dayMix, randomChances(seed)).join();
    assert.equal(of(1), of(1));
    assert.notEqual(of(1), of(2));
  });

  it('trades each token that it was given once, and the first one when there is no other', () => {
    const requests = new DayRequests(population);
    requests.note('token', 200, '<Response>8A:new</Response>');
    assert.match(requests.next('trade').body, />8A:new</);
    assert.match(requests.next('trade').body, />8A:kept</);
    assert.match(requests.next('trade').body, />8A:kept</);
  });

  it('fails for a refusal', () => {
    const requests = new DayRequests(population);
    assert.throws(
      () => requests.note('login', 200, '<Succeeded>false</Succeeded>'),
      /^Error: login/,
    );
    assert.throws(() => requests.note('token', 503, '<Response>8A:x</Response>'), /token: 503/);
  });
});

it('makes random numbers from 0 up to 1, evenly', () => {
  const random = randomChances(88);
  const numbers = Array.from({ length: 10_000 }, random);
  assert.ok(numbers.every((each) => each >= 0 && each < 1));
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, `the mean is ${mean}`);
});
