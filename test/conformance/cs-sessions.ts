/** Checks of CS sessions. */
import assert from 'node:assert/strict';
import { assertFails, type Check } from './check.ts';
import { addSampleAssociate, addSampleTicket, NO_SUCH_ID, sampleCsSession } from './samples.ts';

export function checkCsSessions(check: Check): void {
  check('a CS session keeps all fields', async ({ stores, reopen }) => {
    const session = sampleCsSession(await addSampleAssociate(stores));
    const loginId = await stores.csSessions.add(session);
    const stored = { ...session, loginId, lastActiveAtMs: session.startedAtMs };
    const { csSessions } = await reopen();
    assert.deepEqual(await csSessions.find(loginId), stored);
    assert.equal(await csSessions.find(NO_SUCH_ID), null);
  });

  check('each has a login id of its own', async ({ stores }) => {
    const session = sampleCsSession(await addSampleAssociate(stores));
    const first = await stores.csSessions.add(session);
    const second = await stores.csSessions.add({ ...session, clientAddress: 'second' });
    assert.ok(Number.isInteger(first) && first > 0 && second > first);
    assert.equal((await stores.csSessions.find(first))?.clientAddress, session.clientAddress);
    assert.equal((await stores.csSessions.find(second))?.clientAddress, 'second');
  });

  check('it outlives its ticket', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const { id } = await addSampleTicket(stores, associate);
    const loginId = await stores.csSessions.add({ ...sampleCsSession(associate), ticketId: id });
    await stores.tickets.remove(id);
    assert.equal((await stores.csSessions.find(loginId))?.ticketId, id);
  });

  check('it needs an associate', async ({ stores }) => {
    const associate = await addSampleAssociate(stores);
    const session = sampleCsSession({ ...associate, id: NO_SUCH_ID });
    const add = stores.csSessions.add(session);
    await assertFails(add, 'not-found', new RegExp(`no user ${NO_SUCH_ID}`));
  });
}
