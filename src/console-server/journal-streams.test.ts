import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { servedContract } from '../contract/served-contract.ts';
import { Journal } from '../journal/journal.ts';
import { settingsSchema } from '../settings.ts';
import { JournalStreams } from './journal-streams.ts';

const CHUNKS_MAX = 50;

function newJournal(): Journal {
  const { servicesVersions, services88Edition } = settingsSchema.parse({});
  const contract = servedContract(servicesVersions, services88Edition);
  return new Journal({ level: 'metadata', contract, now: () => 0, onError: assert.ifError });
}

/** Records a request, which a reader of the journal then gets. */
function record(journal: Journal): void {
  const path = '/Remote/Services88/User.svc';
  const fields = { headers: {}, headersDistinct: {} };
  const head = { ...fields, method: 'POST', url: path, httpVersion: '1.1', socket: new Socket() };
  const client = { startedAtMs: 0, requestId: 'a', address: '127.0.0.1', userAgent: null };
  const recording = journal.open({ ...client, head, protocol: 'soap', path });
  const answer = { status: 200, operation: 'User.GetAccessToken', outcome: 'succeeded' };
  recording?.takeAnswer({ ...answer, fields: () => [], body: '' });
}

describe('a live stream of a busy journal', () => {
  it('ends when its reader may no longer read', async () => {
    const journal = newJournal();
    const streams = new JournalStreams(journal, 10);
    const stream = streams.open({ filter: {}, lastEventId: null, isAllowed: async () => false });
    let chunks = 0;
    for await (const _chunk of stream) {
      chunks += 1;
      assert.ok(chunks < CHUNKS_MAX, 'the stream goes on');
      record(journal);
    }
    assert.equal(streams.readers, 0);
  });
});
