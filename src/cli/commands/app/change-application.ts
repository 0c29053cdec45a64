/** The common part of `app grant` and `app revoke`: changes the rights of an application. */
import { isDeepStrictEqual } from 'node:util';
import type { Application } from '../../../domain/applications/application.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfApplication } from './application-record.ts';

export type Rights = Pick<Application, 'agents' | 'tenantIds'>;

/** Stores the rights if they differ, and prints the resulting application. */
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

/** The union of both lists, sorted. */
export function unionOf<T extends number | string>(some: readonly T[], more: readonly T[]): T[] {
  return inOrder([...new Set([...some, ...more])]);
}

/** The elements of the first list that are not in the second, sorted. */
export function differenceOf<T extends number | string>(
  some: readonly T[],
  fewer: readonly T[],
): T[] {
  return inOrder(some.filter((item) => !fewer.includes(item)));
}

function inOrder<T extends number | string>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a < b ? -1 : 1));
}
