import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { it } from 'node:test';
import { servedContract } from '../contract/served-contract.ts';
import { DomainError } from '../domain/errors.ts';
import { Journal, type JournalOptions } from './journal.ts';

const contract = servedContract(['88'], '11');
const head = {
  method: 'POST',
  url: '/Remote/Services88/User.svc',
  headers: { 'content-type': 'text/xml' },
  headersDistinct: {},
  httpVersion: '1.1',
  socket: new Socket(),
};
const request = {
  head,
  startedAtMs: 0,
  requestId: 'a-1',
  protocol: 'soap',
  path: head.url,
  address: '192.0.2.1',
  userAgent: null,
} as const;
const answer = {
  status: 200,
  operation: 'User.GetAccessToken',
  outcome: 'succeeded',
  fields: () => [],
  body: '',
};

function journalWith(options: Partial<JournalOptions> = {}): Journal {
  const onError = (error: unknown) => assert.ifError(error);
  return new Journal({ level: 'messages', contract, now: () => 0, onError, ...options });
}

it('leaves out and counts requests that wait for too much memory', async () => {
  const journal = journalWith();
  const body = Buffer.from(`<Envelope>${' '.repeat(65_000)}</Envelope>`);
  for (let index = 0; index < 600; index += 1) {
    const recording = journal.open(request);
    recording?.takeBody(body);
    recording?.takeAnswer(answer);
  }
  const kept = await journal.count();
  assert.ok(journal.leftOut > 0);
  const { number: last = 0 } = (await journal.list()).at(-1) ?? {};
  assert.equal(last + journal.leftOut, 600);
  assert.ok(kept < last, 'the ring has a limit of its own');
});

it('records refusals without an explanation if too many wait', async () => {
  const journal = journalWith();
  let explained = 0;
  for (let index = 0; index < 300; index += 1) {
    const recording = journal.open(request);
    assert.ok(recording);
    recording.notes.error = new DomainError('session-invalid', 'Authentication failed!');
    recording.notes.findCause = () => {
      explained += 1;
      return { reason: 'ticket-expired', text: 'The ticket expired.' };
    };
    recording.takeAnswer({ ...answer, outcome: 'SoSessionException' });
  }
  assert.equal(await journal.count({ reason: 'ticket-expired' }), 200);
  assert.equal(explained, 200);
  assert.equal(await journal.count({ reason: 'session-invalid' }), 100);
});

it('tells what the client is told if the cause cannot be found', async () => {
  const journal = journalWith();
  const recording = journal.open(request);
  assert.ok(recording);
  recording.notes.error = new DomainError('session-invalid', 'Authentication failed!');
  recording.notes.findCause = () => Promise.reject(new Error('The database is closed.'));
  recording.takeAnswer({ ...answer, outcome: 'SoSessionException' });
  const [entry] = await journal.list();
  assert.equal(entry?.refusal?.reason, 'session-invalid');
});

it('says which fault changed an answer', async () => {
  const journal = journalWith({ level: 'metadata' });
  const recording = journal.open(request);
  assert.ok(recording);
  recording.notes.faultId = 'fault-1';
  recording.takeAnswer(answer);
  recording.takeAnswer({ ...answer, status: 503 });
  recording.end();
  const [entry, ...others] = await journal.list();
  assert.deepEqual([entry?.outcome, entry?.faultId, entry?.status], ['fault', 'fault-1', 200]);
  assert.deepEqual(others, []);
});

it('reports its own errors, and does not fail the request', async () => {
  const errors: unknown[] = [];
  const journal = journalWith({ onError: (error) => errors.push(error) });
  const recording = journal.open(request);
  const problem = new Error('no fields');
  recording?.takeAnswer({
    ...answer,
    fields: () => {
      throw problem;
    },
  });
  assert.deepEqual(await journal.list(), []);
  assert.deepEqual(errors, [problem]);
});

it('keeps as many entries as it is told', async () => {
  const journal = journalWith({ level: 'metadata', entriesMax: 2 });
  for (let index = 0; index < 5; index += 1) journal.open(request)?.takeAnswer(answer);
  assert.deepEqual(
    (await journal.list()).map(({ number }) => number),
    [4, 5],
  );
});
