import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { servedContract } from '../contract/served-contract.ts';
import { emptyRequestNotes, type RequestNotes } from '../domain/request-notes.ts';
import type { RecordedAnswer, RecordedRequest } from '../web/recording.ts';
import { EntryMaker } from './entry-maker.ts';
import type { EntryContent } from './journal-entry.ts';
import type { Recorded } from './recorded.ts';
import { SecretNumbers } from './secret-numbers.ts';

const newMaker = () =>
  new EntryMaker({
    contract: servedContract(['88'], '11'),
    numbers: new SecretNumbers(),
    keepsMessages: false,
  });

interface Variation {
  readonly request?: Partial<RecordedRequest>;
  readonly method?: string;
  readonly notes?: Partial<RequestNotes>;
  readonly answer?: Partial<RecordedAnswer>;
}

/** A request that succeeded. */
function recordedOf({ request, method = 'POST', notes, answer }: Variation = {}): Recorded {
  const path = '/Remote/Services88/User.svc';
  const fields = { headers: {}, headersDistinct: {} };
  return {
    request: {
      head: { ...fields, method, url: path, httpVersion: '1.1', socket: new Socket() },
      startedAtMs: 0,
      requestId: 'a-1',
      protocol: 'soap',
      path,
      address: '192.0.2.1',
      userAgent: 'client/1',
      ...request,
    },
    atMs: 0,
    durationMs: 1,
    notes: { ...emptyRequestNotes(), tenant: 'Cust12345', user: 'eva', ...notes },
    body: null,
    bodyBytes: 0,
    answer: {
      status: 200,
      operation: 'User.GetAccessToken',
      outcome: 'succeeded',
      fields: () => [],
      body: '',
      ...answer,
    },
  };
}

/** Each differs from the first request in one field. */
const VARIATIONS: readonly (readonly [Variation, Partial<EntryContent>])[] = [
  [{ request: { protocol: 'rest' } }, { protocol: 'rest' }],
  [{ request: { path: '/Remote/Services87/User.svc' } }, { path: '/Remote/Services87/User.svc' }],
  [{ request: { address: '192.0.2.2' } }, { address: '192.0.2.2' }],
  [{ request: { userAgent: null } }, { userAgent: null }],
  [{ method: 'GET' }, { method: 'GET' }],
  [{ notes: { tenant: 'Cust54321' } }, { tenant: 'Cust54321' }],
  [{ notes: { user: 'finn' } }, { user: 'finn' }],
  [{ notes: { application: 'Sync' } }, { application: 'Sync' }],
  [{ notes: { faultId: 'fault-1' } }, { faultId: 'fault-1', outcome: 'fault' }],
  [{ answer: { status: 201 } }, { status: 201 }],
  [{ answer: { operation: 'User.GetAllRoles' } }, { operation: 'User/GetAllRoles' }],
];

describe('an entry without anything to hide', () => {
  it('shares its content with the one before if the requests are alike', () => {
    const maker = newMaker();
    const first = maker.makePlain(recordedOf());
    assert.ok(first);
    assert.equal(maker.makePlain(recordedOf({ request: { requestId: 'a-2' } })), first);
  });

  for (const [variation, expected] of VARIATIONS) {
    it(`has its own content if it differs by ${Object.keys(expected)[0]}`, () => {
      const maker = newMaker();
      const first = maker.makePlain(recordedOf());
      const before = { ...first };
      assert.deepEqual(maker.makePlain(recordedOf(variation)), { ...before, ...expected });
      assert.deepEqual(first, before);
    });
  }

  it('is not made at once if a secret may be in it', () => {
    const maker = newMaker();
    maker.makePlain(recordedOf());
    assert.equal(maker.makePlain(recordedOf({ request: { path: '/7T:secret' } })), null);
    assert.equal(maker.makePlain(recordedOf({ request: { userAgent: 'Basic c2Vj' } })), null);
  });
});
