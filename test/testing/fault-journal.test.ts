/** What the journal says of requests with a fault. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { servedContract } from '../../src/contract/served-contract.ts';
import { Journal } from '../../src/journal/journal.ts';
import type { JournalEntry } from '../../src/journal/journal-entry.ts';
import type { FaultEffect } from '../../src/testing/fault-rule.ts';
import { FaultScene, type Way, ways } from './fault-scene.ts';

const allWays = Object.keys(ways) as Way[];
const operationOf = {
  soap: 'SoPrincipal/AuthenticateUsernamePassword',
  rest: 'SoPrincipal/AuthenticateUsernamePassword',
  oauth2: 'oauth2/token',
} as const;

let scene: FaultScene;
let journal: Journal;
before(async () => {
  journal = new Journal({
    level: 'messages',
    contract: servedContract(['88'], '11'),
    now: Date.now,
    onError: assert.ifError,
  });
  scene = await FaultScene.create({}, journal);
});
after(() => scene.close());
afterEach(() => scene.cast.faults.clear());

/** Sends a login with a fault. Returns its entry, and the id of the fault. */
async function entryOf(way: Way, effect: FaultEffect, when: 'before' | 'answered' = 'before') {
  await journal.clear();
  const { id } = scene.cast.faults.inject({ effect, when });
  const client = await scene.sendLogin(way);
  const [entry] = await journal.waitFor({ outcome: 'fault' });
  client.socket.destroy();
  assert.ok(entry);
  assert.equal(entry.faultId, id);
  assert.equal(entry.operation, operationOf[ways[way].protocol]);
  assert.equal(entry.tenant, 'Cust12345');
  return entry;
}

const injectedField = ({ messages, faultId }: JournalEntry) =>
  messages?.answerHead.some(
    ([name, value]) => name.toLowerCase() === 'x-ticketoffice-fault' && value === faultId,
  );

for (const way of allWays) {
  describe(`the entry of a login by ${way}`, () => {
    for (const kind of ['reset', 'empty', 'garbage', 'hang'] as const) {
      it(`that got no answer (${kind}) has the status 0`, async () => {
        const entry = await entryOf(way, { kind });
        assert.equal(entry.status, 0);
        assert.equal(entry.messages?.answerBody, '');
        assert.equal(entry.user, null);
      });

      it(`that was done but got no answer (${kind}) has its user`, async () => {
        const entry = await entryOf(way, { kind }, 'answered');
        assert.equal(entry.status, 0);
        assert.equal(entry.user, ways[way].protocol === 'oauth2' ? 'robot' : 'anna');
      });
    }

    it('that was answered with a status has the status', async () => {
      const entry = await entryOf(way, { kind: 'status', status: 503 });
      assert.equal(entry.status, 503);
      assert.match(entry.messages?.answerBody ?? '', /A test has injected this answer/);
    });

    it('that was answered slowly, in part, or with an error, has the mark', async () => {
      const exception = { kind: 'exception', exceptionType: 'SoSentryException' } as const;
      const slow = { kind: 'slow', bytesPerSecond: 1 } as const;
      for (const effect of [exception, slow, { kind: 'truncate' } as const]) {
        assert.ok(injectedField(await entryOf(way, effect)), effect.kind);
      }
    });
  });
}
