/** A licence as commands print it. */
import {
  type LicenceModule,
  type LicenceOwner,
  type LicenceUsage,
  modulesOfPlan,
} from '../../../domain/licences/licence.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { findNamed } from '../../find-named.ts';
import { asOperator } from '../../operator-name.ts';

export const licenceArgumentHelp = 'name or id of the licence';

/** @throws CliError as `findNamed` does. */
export async function findLicence(services: TenantServices, given: string): Promise<LicenceModule> {
  return findNamed(services, 'licence', await services.stores.licences.listModules(), given);
}

/** Finds the licence and its usage. */
export async function findUsage(
  services: TenantServices,
  given: string | number,
): Promise<LicenceUsage> {
  const all = await services.licences.list(asOperator('read-lists'));
  const { id } = await findLicence(services, String(given));
  const usage = all.find(({ module }) => module.id === id);
  return usage ?? { module: await findLicence(services, String(id)), inUse: 0 };
}

/** One row of `licence list`. */
export function rowOfLicence(
  { module, inUse }: LicenceUsage,
  owners: readonly LicenceOwner[],
): Readonly<Record<string, unknown>> {
  const { id, name, kind, seats, isUnrestricted, description } = module;
  const counted = kind === 'user';
  return {
    id,
    name,
    owner: owners.find((owner) => owner.id === module.ownerId)?.name ?? null,
    kind,
    seats: counted && !isUnrestricted ? seats : null,
    inUse: counted ? inUse : null,
    description,
  };
}

export async function recordOfLicence(services: TenantServices, usage: LicenceUsage) {
  const { module } = usage;
  return {
    ...rowOfLicence(usage, await services.stores.licences.listOwners()),
    tooltip: module.tooltip,
    version: module.version,
    types: module.allowedTypes,
    requires: module.prerequisite,
    plan: modulesOfPlan(module),
    hidden: module.isHidden,
  };
}
