import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limitedNetworkOf, ProxyList } from './addresses.ts';

describe('ProxyList', () => {
  it('accepts addresses and networks of both families', () => {
    const list = new ProxyList(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.255.0.1', '2001:db8::5']) {
      assert.ok(list.includes(address), address);
    }
    for (const address of ['127.0.0.2', '11.0.0.1', '2001:db9::5', '', 'localhost']) {
      assert.ok(!list.includes(address), address);
    }
    assert.ok(!new ProxyList([]).includes('127.0.0.1'));
  });

  it('refuses other texts', () => {
    for (const entry of [
      '',
      'localhost',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/x',
      '2001:db8::/129',
      '1.2.3',
    ]) {
      assert.throws(() => new ProxyList([entry]), /is not an IP address or a network/, entry);
    }
  });
});

describe('the limited network of a connection', () => {
  const proxies = new ProxyList(['10.0.0.0/8', '2001:db8:1::/48']);
  const limited = (address: string) =>
    limitedNetworkOf(address, proxies, (plain) => `network of ${plain}`);

  it('is the network of the address, also from a dual-stack socket', () => {
    assert.equal(limited('192.0.2.7'), 'network of 192.0.2.7');
    assert.equal(limited('::ffff:192.0.2.7'), 'network of 192.0.2.7');
    assert.equal(limited('2001:db8:2:3::7'), 'network of 2001:db8:2:3::7');
  });

  it('is null for this machine and for trusted proxies', () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3', '2001:db8:1::7']) {
      assert.equal(limited(address), null, address);
    }
  });
});
