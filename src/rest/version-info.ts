/** The answer to `GET /api`: the product and its version, with the member names of the original. */

import {
  currentVersionOf,
  frozenVersionOf,
  type ServedContract,
} from '../contract/served-contract.ts';

/** The name and version of this program. */
export interface Product {
  readonly name: string;
  readonly version: string;
}

/** The names of SOAP versions, such as `Services88`. Clients build addresses from them. */
export interface ServicesNames {
  /** The newest version that no longer changes. */
  readonly frozen: string;
  readonly current: string;
}

export function servicesNamesOf(contract: ServedContract): ServicesNames {
  return {
    frozen: `Services${frozenVersionOf(contract)}`,
    current: `Services${currentVersionOf(contract)}`,
  };
}

/**
 * @param baseUrl the URL before `/api`.
 * @param openApi the URL of the OpenAPI description.
 */
export function versionInfoOf(
  { name, version }: Product,
  { frozen, current }: ServicesNames,
  baseUrl: string,
  openApi: string,
) {
  const label = `${name} ${version}`;
  return {
    v1: `${baseUrl}/api/v1/`,
    NetServerVersion: version,
    NetServerAssembly: version,
    // The build date is not known at run time.
    NetServerDate: null,
    NetServerLabel: label,
    NetServer: label,
    Services: frozen,
    ServicesCurrent: current,
    Version: 'v1',
    Documentation: openApi,
    Product: name,
    OpenApi: openApi,
  };
}

/** @param product any product. */
export function versionInfoSchema(product: Product) {
  const members = Object.entries(versionInfoOf(product, { frozen: '', current: '' }, '', ''));
  const properties = Object.fromEntries(
    members.map(([name, value]) => [name, { type: value === null ? 'null' : 'string' }]),
  );
  return { type: 'object', properties };
}
