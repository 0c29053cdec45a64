/** The part of the contract that a server serves: some versions, and one edition of Services88. */
import { contractOf } from './contract-of.ts';
import { type Services88Edition, type ServicesVersion, servicesVersions } from './editions.ts';
import type { Service } from './service.ts';

export interface ServedContract {
  /** In order of time, at least one. */
  readonly versions: readonly ServicesVersion[];
  /** Returns the services of a version. They are derived at the first call. */
  servicesOf(version: ServicesVersion): readonly Service[];
}

/** @param versions in any order, at least one. */
export function servedContract(
  versions: readonly ServicesVersion[],
  services88Edition: Services88Edition,
): ServedContract {
  return {
    versions: servicesVersions.filter((version) => versions.includes(version)),
    servicesOf: (version) => contractOf(version === '88' ? `88/${services88Edition}` : version),
  };
}

/** The newest version. Addresses that are shown or handed to clients name it. */
export function currentVersionOf({ versions }: ServedContract): ServicesVersion {
  return versions.at(-1) ?? '88';
}

/** The newest version that no longer changes. If there is none, the newest version. */
export function frozenVersionOf(served: ServedContract): ServicesVersion {
  return served.versions.findLast((version) => version !== '88') ?? currentVersionOf(served);
}

/** Finds a service by its name, in any case, if its version is served. */
export function findService(
  { versions, servicesOf }: ServedContract,
  givenVersion: string,
  givenName: string,
): Service | undefined {
  const version = versions.find((served) => served === givenVersion);
  if (version === undefined) return undefined;
  const lowerCase = givenName.toLowerCase();
  return servicesOf(version).find(({ name }) => name.toLowerCase() === lowerCase);
}
