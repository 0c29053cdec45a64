import assert from 'node:assert/strict';
import { it } from 'node:test';
import { networkOf, networksOf } from './network.ts';

const networks: readonly [address: string, network: string][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ['1:2:3:4:5:6:192.0.2.33', '1:2:3:4::/64'],
  ['', ''],
];
for (const [address, network] of networks) {
  it(`the network of "${address}" is "${network}"`, () => {
    assert.equal(networkOf(address), network);
  });
}

it('returns the /48 and the /64 of an IPv6 address', () => {
  assert.deepEqual(networksOf('2001:DB8:1:2::9'), ['2001:db8:1::/48', '2001:db8:1:2::/64']);
  assert.deepEqual(networksOf('2001:db8::1%eth0'), ['2001:db8:0::/48', '2001:db8:0:0::/64']);
  assert.deepEqual(networksOf('192.0.2.1'), ['192.0.2.1']);
});
