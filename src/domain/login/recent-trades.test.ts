import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainApplication } from '../applications/application.ts';
import type { GivenSession } from '../sessions/sessions.ts';
import { RecentTrades } from './recent-trades.ts';

/** The test only compares which session is returned. */
const started = (ticketText: string) => ({ ticketText }) as GivenSession;
const tradeOf = (tokenId: string, userAgent: string | null = 'backend') => ({
  tokenId,
  user: { address: '192.0.2.1', userAgent },
  application: null,
});

describe('recent trades', () => {
  it('finds a trade of the same token by the same client', () => {
    const trades = new RecentTrades();
    const trade = tradeOf('a');
    assert.equal(trades.find(trade), null);
    trades.keep(trade, started('first'));
    trades.keep(trade, started('second'));
    assert.equal(trades.find(tradeOf('a'))?.ticketText, 'second');
    const application = { ...plainApplication, id: 1, clientId: 'c', name: 'A' };
    const asked = { ...application, tenantIds: 'all', createdAtMs: 0, disabledAtMs: null } as const;
    for (const other of [
      tradeOf('b'),
      tradeOf('a', 'another'),
      tradeOf('a', ''),
      tradeOf('a', null),
      { ...trade, user: { ...trade.user, address: '192.0.2.2' } },
      { ...trade, application: asked },
    ]) {
      assert.equal(trades.find(other), null);
      trades.keep(other, started('another'));
    }
    assert.equal(trades.find(trade)?.ticketText, 'second');
    trades.forget(trade);
    assert.equal(trades.find(trade), null);
  });

  it('distinguishes an empty user agent from an absent one', () => {
    const trades = new RecentTrades();
    trades.keep(tradeOf('a', ''), started('empty'));
    assert.equal(trades.find(tradeOf('a', null)), null);
  });

  it('keeps 10,000 trades, evicts the oldest, and skips long user agents', () => {
    const trades = new RecentTrades();
    for (let n = 0; n < 10_000; n += 1) trades.keep(tradeOf(String(n)), started(String(n)));
    trades.keep(tradeOf('0'), started('anew'));
    trades.keep(tradeOf('one more'), started('one more'));
    assert.equal(trades.find(tradeOf('0'))?.ticketText, 'anew');
    assert.equal(trades.find(tradeOf('1')), null);
    assert.equal(trades.find(tradeOf('2'))?.ticketText, '2');
    for (const [length, isKept] of [
      [200, true],
      [201, false],
    ] as const) {
      const trade = tradeOf('a', 'x'.repeat(length));
      trades.keep(trade, started('a'));
      assert.equal(trades.find(trade) !== null, isKept, String(length));
    }
  });
});
