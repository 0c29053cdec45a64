/** Networks: what counts as one client's address where attempts and requests are limited. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const BITS_OF_GROUP = 16;

/**
 * An IPv4 address as it is, and of an IPv6 address its /64, all of whose addresses one client may
 * choose from (RFC 4291 section 2.5.1): `2001:db8:0:1::/64`.
 */
export function networkOf(address: string): string {
  return isIPv6(address) ? prefixOf(groupsOfAddress(address), 64) : address;
}

/**
 * An IPv4 address alone; of an IPv6 address its /48, the largest that one customer is usually given
 * (RFC 6177 section 2), and in it its /64.
 */
export function networksOf(address: string): readonly string[] {
  if (!isIPv6(address)) return [address];
  const groups = groupsOfAddress(address);
  return [prefixOf(groups, 48), prefixOf(groups, 64)];
}

function prefixOf(groups: readonly string[], bits: 48 | 64): string {
  const numbers = groups
    .slice(0, bits / BITS_OF_GROUP)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${numbers.join(':')}::/${bits}`;
}

function groupsOfAddress(address: string): readonly string[] {
  const [plain = ''] = address.split('%');
  const [head = '', tail] = plain.split('::');
  const groups = groupsOf(head);
  if (tail === undefined) return groups;
  const rest = groupsOf(tail);
  while (groups.length + rest.length < GROUPS) groups.push('0');
  return [...groups, ...rest];
}

/** An IPv4 address at the end stands for two groups, whose values no network depends on. */
function groupsOf(text: string): string[] {
  const groups = text === '' ? [] : text.split(':');
  return groups.flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
