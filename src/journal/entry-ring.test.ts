import assert from 'node:assert/strict';
import { it } from 'node:test';
import { EntryRing } from './entry-ring.ts';
import type { JournalEntry } from './journal-entry.ts';

function entryOf(number: number, requestBody = ''): JournalEntry {
  return {
    number,
    requestId: `a-${number}`,
    atMs: 0,
    durationMs: 0,
    protocol: 'soap',
    method: 'POST',
    path: '/',
    status: 200,
    operation: null,
    outcome: 'succeeded',
    tenant: null,
    user: null,
    application: null,
    address: '192.0.2.1',
    userAgent: null,
    refusal: null,
    faultId: null,
    messages: { requestHead: [], requestQuery: '', requestBody, answerHead: [], answerBody: '' },
  };
}

const numbersIn = (ring: EntryRing) => [...ring.entries()].map(({ number }) => number);

it('keeps the latest entries up to their number', () => {
  const ring = new EntryRing({ entriesMax: 3, bytesMax: 1e6 });
  for (let number = 1; number <= 5; number += 1) ring.add(entryOf(number));
  assert.deepEqual(numbersIn(ring), [3, 4, 5]);
});

it('keeps the latest entries up to their size', () => {
  const ring = new EntryRing({ entriesMax: 100, bytesMax: 50_000 });
  for (let number = 1; number <= 5; number += 1) ring.add(entryOf(number, 'x'.repeat(10_000)));
  assert.deepEqual(numbersIn(ring), [4, 5]);
  ring.add(entryOf(6, 'x'.repeat(1e6)));
  assert.deepEqual(numbersIn(ring), []);
  ring.add(entryOf(7));
  assert.deepEqual(numbersIn(ring), [7]);
});

it('is empty after it was cleared', () => {
  const ring = new EntryRing({ entriesMax: 3, bytesMax: 50_000 });
  ring.add(entryOf(1, 'x'.repeat(20_000)));
  ring.clear();
  ring.add(entryOf(2, 'x'.repeat(20_000)));
  assert.deepEqual(numbersIn(ring), [2]);
});
