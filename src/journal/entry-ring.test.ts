import assert from 'node:assert/strict';
import { it } from 'node:test';
import { EntryRing } from './entry-ring.ts';
import type { EntryContent } from './journal-entry.ts';

function contentOf(requestBody = ''): EntryContent {
  return {
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

/** Adds requests that arrive a millisecond apart and take half as long. */
function add(ring: EntryRing, count: number, content: EntryContent): void {
  for (let added = 0; added < count; added += 1) {
    const number = ring.lastNumber + 1;
    ring.add(`a-${number}`, number, number / 2, content);
  }
}

const numbersIn = (ring: EntryRing) => [...ring.entries()].map(({ number }) => number);

it('keeps the latest entries up to their number', () => {
  const ring = new EntryRing({ entriesMax: 3, bytesMax: 1e6 });
  add(ring, 4, contentOf('shared'));
  add(ring, 1, contentOf('other'));
  assert.deepEqual(ring.entries(), [
    { number: 3, requestId: 'a-3', atMs: 3, durationMs: 1.5, ...contentOf('shared') },
    { number: 4, requestId: 'a-4', atMs: 4, durationMs: 2, ...contentOf('shared') },
    { number: 5, requestId: 'a-5', atMs: 5, durationMs: 2.5, ...contentOf('other') },
  ]);
});

it('keeps the latest entries up to their size', () => {
  const ring = new EntryRing({ entriesMax: 100, bytesMax: 50_000 });
  add(ring, 5, contentOf('x'.repeat(10_000)));
  assert.deepEqual(numbersIn(ring), [4, 5]);
  add(ring, 1, contentOf('x'.repeat(1e6)));
  assert.deepEqual(numbersIn(ring), []);
  add(ring, 1, contentOf());
  assert.deepEqual(numbersIn(ring), [7]);
});

it('is empty after it was cleared, and goes on with its numbers', () => {
  const ring = new EntryRing({ entriesMax: 3, bytesMax: 50_000 });
  add(ring, 1, contentOf('x'.repeat(20_000)));
  ring.clear();
  assert.deepEqual(numbersIn(ring), []);
  add(ring, 3, contentOf('x'.repeat(7_000)));
  assert.deepEqual(numbersIn(ring), [2, 3, 4]);
});

it('begins with the number 1 after a reset', () => {
  const ring = new EntryRing({ entriesMax: 3, bytesMax: 50_000 });
  add(ring, 5, contentOf());
  ring.reset();
  assert.deepEqual(numbersIn(ring), []);
  add(ring, 2, contentOf());
  assert.deepEqual(numbersIn(ring), [1, 2]);
});
