import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backendOf } from '../../test/support/http-server-options.ts';
import { BackendSlot } from './backend.ts';

describe('BackendSlot', () => {
  it('keeps a request at the backend that it began with', () => {
    const [first, second] = [backendOf(), backendOf()];
    const slot = new BackendSlot(first);
    const use = slot.use();
    void slot.replace(second);
    assert.equal(use.backend, first);
    assert.equal(slot.use().backend, second);
  });

  it('tells when the last request of the previous backend has ended', async () => {
    const slot = new BackendSlot(backendOf());
    const [one, other] = [slot.use(), slot.use()];
    let isUnused = false;
    const unused = slot.replace(backendOf()).then(() => {
      isUnused = true;
    });
    const late = slot.use();
    one.end();
    await Promise.resolve();
    assert.equal(isUnused, false);
    other.end();
    await unused;
    late.end();
  });

  it('tells at once that a backend without requests is unused', async () => {
    const slot = new BackendSlot(backendOf());
    slot.use().end();
    await slot.replace(backendOf());
  });
});
