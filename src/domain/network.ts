/** Networks: the addresses that count as one client in limits on attempts and requests. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const BITS_OF_GROUP = 16;

/**
 * Returns an IPv4 address unchanged, and the /64 of an IPv6 address, such as `2001:db8:0:1::/64`.
 * One client may choose from all addresses of a /64 (RFC 4291 section 2.5.1).
 */
export function networkOf(address: string): string {
  return isIPv6(address) ? prefixOf(groupsOfAddress(address), 64) : address;
}

/**
 * Returns an IPv4 address alone. For an IPv6 address, returns its /48, the largest network that one
 * customer usually gets (RFC 6177 section 2), and its /64.
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

/** An IPv4 address at the end stands for two groups. No network depends on their values. */
function groupsOf(text: string): string[] {
  const groups = text === '' ? [] : text.split(':');
  return groups.flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
