/** Networks: what counts as one client's address where attempts and requests are limited. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

/**
 * An IPv4 address as it is, and of an IPv6 address its /64, all of whose addresses one client may
 * choose from (RFC 4291 section 2.5.1): `2001:db8:0:1::/64`.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [plain = ''] = address.split('%');
  const [head = '', tail] = plain.split('::');
  const groups = groupsOf(head);
  if (tail !== undefined) {
    const rest = groupsOf(tail);
    while (groups.length + rest.length < GROUPS) groups.push('0');
    groups.push(...rest);
  }
  const numbers = groups.slice(0, GROUPS_OF_NETWORK).map((group) => Number.parseInt(group, 16));
  return `${numbers.map((number) => number.toString(16)).join(':')}::/64`;
}

/** An IPv4 address at the end stands for two groups, whose values no network depends on. */
function groupsOf(text: string): string[] {
  const groups = text === '' ? [] : text.split(':');
  return groups.flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
