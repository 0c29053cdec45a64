/** What `app grant` and `app revoke` share: a change of what an application may do. */
import { isDeepStrictEqual } from 'node:util';
import type { Application } from '../../../domain/applications/application.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfApplication } from './application-record.ts';

export type Rights = Pick<Application, 'agents' | 'tenantIds'>;

/** Stores the rights, where they differ, and prints the application as it is then. */
export async function changeRights(
  registry: TenantRegistry,
  terminal: Terminal,
  json: boolean,
  application: Application,
  rights: Rights,
): Promise<void> {
  const { id, name, agents, tenantIds } = application;
  const unchanged = isDeepStrictEqual({ agents, tenantIds }, rights);
  if (!unchanged) {
    const operator = asOperator('administer-installation');
    await registry.applicationAdministration.change(operator, id, rights);
  }
  const after = unchanged ? application : await findApplication(registry, name);
  printRecord(terminal, json, await recordOfApplication(registry, after));
  if (unchanged) terminal.note('It was so already. Nothing was changed.');
}

/** What is in either, in order. */
export function unionOf<T extends number | string>(some: readonly T[], more: readonly T[]): T[] {
  return inOrder([...new Set([...some, ...more])]);
}

/** What is in the first but not in the second, in order. */
export function differenceOf<T extends number | string>(
  some: readonly T[],
  fewer: readonly T[],
): T[] {
  return inOrder(some.filter((item) => !fewer.includes(item)));
}

function inOrder<T extends number | string>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a < b ? -1 : 1));
}
