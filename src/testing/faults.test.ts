import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { emptyRequestNotes } from '../domain/request-notes.ts';
import { InjectedException } from '../web/injected-exception.ts';
import type { FaultRule } from './fault-rule.ts';
import { Faults } from './faults.ts';
import { randomChances } from './random-chances.ts';

const effect = { kind: 'exception', exceptionType: 'SoServerException' } as const;

interface GivenCall {
  readonly operation?: string;
  readonly protocol?: 'soap' | 'rest' | 'oauth2' | 'page' | 'health';
  readonly tenant?: string;
  readonly ticket?: string;
  /** The caller is admitted in the work, with these names. */
  readonly user?: string;
  readonly application?: string;
  readonly userName?: string;
}

/** Performs a call. Returns the id of its fault, or null. */
async function call(faults: Faults, given: GivenCall = {}): Promise<string | null> {
  const { operation = 'User.GetAccessToken', protocol = 'soap', ticket = null } = given;
  const notes = { ...emptyRequestNotes(), tenant: given.tenant ?? null };
  const injector = faults.injectorOf({ expireTicket: async () => {} });
  const opened = injector.open({ protocol, socket: new Socket(), notes });
  const work = async () => {
    notes.user = given.user ?? null;
    notes.application = given.application ?? null;
    await opened?.admitted(given.userName);
  };
  await opened?.perform({ operation, ticket }, work).catch((error) => {
    assert.ok(error instanceof InjectedException, error);
  });
  assert.equal(opened?.hit?.id ?? null, notes.faultId);
  return notes.faultId;
}

async function callTimes(faults: Faults, times: number, given: GivenCall = {}): Promise<string> {
  let marks = '';
  for (let count = 0; count < times; count += 1) marks += (await call(faults, given)) ? 'x' : '.';
  return marks;
}

describe('a fault', () => {
  it('applies to the first call, once, and counts it', async () => {
    const faults = new Faults();
    const fault = faults.inject({ effect });
    assert.equal(await callTimes(faults, 4), 'x...');
    assert.equal(fault.hits, 1);
  });

  it('skips as many calls as it is told, and then applies as often as it is told', async () => {
    const faults = new Faults();
    const fault = faults.inject({ skip: 2, times: 3, effect });
    assert.equal(await callTimes(faults, 8), '..xxx...');
    assert.equal(fault.hits, 3);
  });

  it('applies always if it is told so', async () => {
    const faults = new Faults();
    faults.inject({ skip: 1, times: 'always', effect });
    assert.equal(await callTimes(faults, 5), '.xxxx');
  });

  it('counts no calls that it does not fit', async () => {
    const faults = new Faults();
    faults.inject({ match: { operation: 'GetAccessToken' }, skip: 1, effect });
    assert.equal(await call(faults), null);
    assert.equal(await callTimes(faults, 3, { operation: 'User.GetUser' }), '...');
    assert.equal(await call(faults), 'fault-1');
  });

  it('applies by chance, in the same sequence for the same seed', async () => {
    const sequenceOf = async (rule: Partial<FaultRule>) => {
      const faults = new Faults();
      faults.inject({ times: 'always', probability: 0.5, effect, ...rule });
      return callTimes(faults, 40);
    };
    const first = await sequenceOf({});
    assert.match(first, /x/);
    assert.match(first, /\./);
    assert.equal(await sequenceOf({ randomSeed: 1 }), first);
    assert.notEqual(await sequenceOf({ randomSeed: 2 }), first);
    assert.equal(await sequenceOf({ probability: 0 }), '.'.repeat(40));
    assert.equal(await sequenceOf({ probability: 1 }), 'x'.repeat(40));
    const spared = first.indexOf('x');
    assert.equal(await sequenceOf({ times: 1 }), `${'.'.repeat(spared)}x`.padEnd(40, '.'));
  });

  it('leaves a request alone that has another fault already', async () => {
    const faults = new Faults();
    const [first, second] = [faults.inject({ effect }), faults.inject({ effect })];
    assert.deepEqual(await Promise.all([call(faults), call(faults), call(faults)]), [
      first.id,
      second.id,
      null,
    ]);
  });

  it('that is removed applies no more, and keeps its count', async () => {
    const faults = new Faults();
    const fault = faults.inject({ times: 'always', effect });
    await call(faults);
    faults.remove(fault);
    faults.remove(fault);
    assert.equal(await call(faults), null);
    assert.equal(fault.hits, 1);
    assert.deepEqual(faults.list(), []);
  });
});

const fitting: Readonly<
  Record<string, readonly [FaultRule['match'] & object, GivenCall, boolean]>
> = {
  'an operation of an agent': [{ operation: 'User/GetAccessToken' }, {}, true],
  'an operation in other letters': [{ operation: 'user/getaccesstoken' }, {}, true],
  'the name of an operation alone': [{ operation: 'GetAccessToken' }, {}, true],
  'an operation of another agent': [{ operation: 'SoPrincipal/GetAccessToken' }, {}, false],
  'a part of a name': [{ operation: 'AccessToken' }, {}, false],
  'an endpoint of OAuth': [
    { operation: 'oauth2/token' },
    { operation: 'oauth2.token', protocol: 'oauth2' },
    true,
  ],
  'the protocol': [{ protocol: 'soap' }, {}, true],
  'another protocol': [{ protocol: 'rest' }, {}, false],
  'the tenant': [{ tenant: 'cust12345' }, { tenant: 'Cust12345' }, true],
  'another tenant': [{ tenant: 'Cust12345' }, { tenant: 'Cust26759' }, false],
  'a tenant on-site': [{ tenant: 'Cust12345' }, {}, false],
  'the user': [{ user: 'Anna' }, { user: 'anna' }, true],
  'the user that a login names': [{ user: 'anna' }, { userName: 'anna' }, true],
  'another user': [{ user: 'bert' }, { user: 'anna', userName: 'anna' }, false],
  'a user who is unknown': [{ user: 'anna' }, {}, false],
  'the application': [{ application: 'Gateway' }, { application: 'Gateway' }, true],
  'another application': [{ application: 'Gateway' }, { application: 'Reports' }, false],
  'user and application': [
    { user: 'anna', application: 'Gateway' },
    { user: 'anna', application: 'Gateway' },
    true,
  ],
  'the user of another application': [
    { user: 'anna', application: 'Gateway' },
    { user: 'anna', application: 'Reports' },
    false,
  ],
};

describe('a fault matches a call by', () => {
  for (const [title, [match, given, fits]] of Object.entries(fitting)) {
    it(`${title}: ${fits ? 'it applies' : 'it does not apply'}`, async () => {
      const faults = new Faults();
      const fault = faults.inject({ match, effect });
      assert.equal(await call(faults, given), fits ? fault.id : null);
      assert.equal(fault.hits, fits ? 1 : 0);
    });
  }

  it('the user of a login, which is known after the work only', async () => {
    const faults = new Faults();
    faults.inject({ match: { user: 'anna' }, when: 'answered', skip: 1, effect });
    assert.equal(await callTimes(faults, 3, { user: 'anna' }), '.x.');
  });

  it('whether it has what the effect needs', async () => {
    const faults = new Faults();
    const soapFault = faults.inject({ effect: { kind: 'soap-fault' } });
    const expiry = faults.inject({ effect: { kind: 'expire-ticket' } });
    assert.equal(await call(faults, { protocol: 'rest' }), null);
    assert.equal(await call(faults, { protocol: 'rest', ticket: '7T:x' }), expiry.id);
    assert.equal(soapFault.hits, 0);
  });
});

describe('faults', () => {
  it('have ids that are never given again until the reset', () => {
    const faults = new Faults();
    const inject = () => faults.inject({ effect }).id;
    assert.deepEqual([inject(), inject()], ['fault-1', 'fault-2']);
    faults.clear();
    assert.deepEqual(faults.list(), []);
    assert.equal(inject(), 'fault-3');
    faults.reset();
    assert.equal(inject(), 'fault-1');
  });

  it('stay when a fault from before the reset is removed that had the same id', async () => {
    const faults = new Faults();
    const earlier = faults.inject({ effect });
    faults.reset();
    const later = faults.inject({ effect });
    faults.remove(earlier);
    assert.deepEqual(faults.list(), [later]);
    assert.equal(await call(faults), later.id);
  });

  it('are 100 at most', () => {
    const faults = new Faults();
    const [first] = Array.from({ length: 100 }, () => faults.inject({ effect }));
    assert.throws(() => faults.inject({ effect }), {
      code: 'conflict',
      message: 'There are 100 faults, which is the most. Remove some first.',
    });
    assert.ok(first);
    faults.remove(first);
    assert.equal(faults.inject({ effect }).id, 'fault-101');
  });

  it('apply to no request once the server closes', async () => {
    const faults = new Faults();
    const injector = faults.injectorOf({ expireTicket: async () => {} });
    injector.close();
    faults.inject({ effect });
    const request = { protocol: 'soap', socket: new Socket(), notes: null } as const;
    assert.equal(injector.open(request), null);
  });
});

describe('random chances', () => {
  it('are from 0 to below 1, and the same for the same seed', () => {
    for (let seed = 0; seed < 2 ** 32; seed = seed * 2 + 1) {
      const [one, other] = [randomChances(seed), randomChances(seed)];
      for (let count = 0; count < 50; count += 1) {
        const chance = one();
        assert.ok(chance >= 0 && chance < 1);
        assert.equal(other(), chance);
      }
    }
  });

  it('are spread evenly', () => {
    const chance = randomChances(1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let count = 0; count < 10_000; count += 1) {
      const tenth = Math.floor(chance() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) assert.ok(count > 850 && count < 1150, String(count));
  });
});
