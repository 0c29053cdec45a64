import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFaultRule } from './fault-schema.ts';

const reset = { kind: 'reset' } as const;

const accepted: Readonly<Record<string, unknown>> = {
  'the effect alone': { effect: reset },
  'everything at once': {
    match: {
      operation: 'User/GetAccessToken',
      protocol: 'soap',
      tenant: 'Cust12345',
      user: 'anna',
      application: 'Gateway',
    },
    skip: 2,
    times: 'always',
    probability: 0.25,
    randomSeed: 7,
    when: 'answered',
    effect: { kind: 'exception', exceptionType: 'SoSessionException', text: 'Log in again.' },
  },
  'a delay of ten minutes': { effect: { kind: 'delay', ms: 600_000 } },
  'a SOAP fault': { match: { protocol: 'soap' }, effect: { kind: 'soap-fault', text: 'No.' } },
  'a status': { effect: { kind: 'status', status: 503, retryAfterSeconds: 2 } },
  'an empty answer': { effect: { kind: 'empty' } },
  'half an answer': { effect: { kind: 'truncate' } },
  garbage: { effect: { kind: 'garbage' } },
  'no answer': { effect: { kind: 'hang' } },
  'a slow answer': { effect: { kind: 'slow', bytesPerSecond: 10 } },
  'an expired ticket': { effect: { kind: 'expire-ticket' } },
};

/** Each rule with what is told of it. */
const refused: readonly (readonly [rule: unknown, message: string])[] = [
  [
    null,
    'found null, expected an object with match, skip, times, probability, randomSeed, when, effect',
  ],
  [
    {},
    'effect: missing, expected an object with kind, which is one of delay, exception, ' +
      'soap-fault, status, reset, empty, truncate, garbage, hang, slow, expire-ticket',
  ],
  [
    { effect: { kind: 'explode' } },
    'effect.kind: found "explode", expected one of delay, exception, soap-fault, status, reset, ' +
      'empty, truncate, garbage, hang, slow, expire-ticket',
  ],
  [
    { effect: reset, ship: 1 },
    'there is no ship, expected match, skip, times, probability, randomSeed, when, effect',
  ],
  [
    { effect: reset, match: { operaton: 'GetAccessToken' } },
    'match: there is no operaton, expected operation, protocol, tenant, user, application',
  ],
  [
    { effect: reset, match: { protocol: 'grpc' } },
    'match.protocol: found "grpc", expected soap, rest or oauth2',
  ],
  [
    { effect: reset, match: { user: '' } },
    'match.user: found "", expected a name of 1 to 255 characters',
  ],
  [{ effect: reset, skip: -1 }, 'skip: found -1, expected a whole number from 0 to 1000000'],
  [{ effect: reset, skip: 1.5 }, 'skip: found 1.5, expected a whole number from 0 to 1000000'],
  [
    { effect: reset, times: 0 },
    'times: found 0, expected a whole number from 1 to 1000000, or always',
  ],
  [
    { effect: reset, times: 'never' },
    'times: found "never", expected a whole number from 1 to 1000000, or always',
  ],
  [{ effect: reset, probability: 2 }, 'probability: found 2, expected a number from 0 to 1'],
  [
    { effect: reset, randomSeed: 'x' },
    'randomSeed: found "x", expected a whole number from 0 to 4294967295',
  ],
  [{ effect: reset, when: 'later' }, 'when: found "later", expected before or answered'],
  [
    { effect: { kind: 'delay', ms: 600_001 } },
    'effect.ms: found 600001, expected a whole number from 0 to 600000',
  ],
  [{ effect: { kind: 'delay' } }, 'effect.ms: missing, expected a whole number from 0 to 600000'],
  [
    { effect: { kind: 'exception', exceptionType: 'SuperOffice.Exceptions.SoSessionException' } },
    'effect.exceptionType: found "SuperOffice.Exceptions.SoSessionException", expected the name ' +
      'of an exception without its namespace, such as SoSessionException',
  ],
  [
    { effect: { kind: 'status', status: 200 } },
    'effect.status: found 200, expected a whole number from 400 to 599',
  ],
  [
    { effect: { kind: 'slow', bytesPerSecond: 0 } },
    'effect.bytesPerSecond: found 0, expected a whole number from 1 to 100000000',
  ],
  [{ effect: { kind: 'reset', ms: 1 } }, 'effect: there is no ms, expected kind'],
  [
    { match: { protocol: 'rest' }, effect: { kind: 'soap-fault' } },
    'match.protocol: found "rest", expected soap or nothing, because the effect is a SOAP fault',
  ],
];

describe('the rule of a fault', () => {
  for (const [title, rule] of Object.entries(accepted)) {
    it(`may have ${title}`, () => assert.deepEqual(readFaultRule(rule), rule));
  }

  for (const [rule, message] of refused) {
    it(`is refused: ${message}`, () => {
      assert.throws(() => readFaultRule(rule), {
        code: 'invalid-argument',
        message: `The fault is not valid. ${message}`,
      });
    });
  }

  it('is refused with all that is wrong', () => {
    const rule = { skip: -1, times: 0, effect: { kind: 'delay', ms: -1 } };
    assert.throws(
      () => readFaultRule(rule),
      ({ message }: Error) => message.split('\n').length === 3,
    );
  });
});
