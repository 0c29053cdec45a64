/** The serial number of a tenant's licence, which clients compare in several places. */
import { hash } from 'node:crypto';
import type { Tenant } from './tenant.ts';

const DIGITS = 10;
const FIRST = 10n ** BigInt(DIGITS - 1);

/**
 * Returns ten digits. They are the same for as long as the tenant exists, and almost certainly
 * others at another installation.
 */
export function serialNumberOf(installationId: string, { id }: Pick<Tenant, 'id'>): string {
  const digest = hash('sha256', `${installationId}/${id}`, 'buffer');
  return String(FIRST + (digest.readBigUInt64BE() % (9n * FIRST)));
}
