/** What `GET /api` answers: which product this is, in the members of the original. */

/** This program, as it calls itself. */
export interface Product {
  readonly name: string;
  readonly version: string;
}

/** That of the namespace which is served. The original names its last frozen version beside it. */
const SERVICES = 'Services88';

/**
 * @param baseUrl in front of `/api`.
 * @param openApi the URL of the description for programs.
 */
export function versionInfoOf({ name, version }: Product, baseUrl: string, openApi: string) {
  const label = `${name} ${version}`;
  return {
    v1: `${baseUrl}/api/v1/`,
    NetServerVersion: version,
    NetServerAssembly: version,
    // When this version was made is not known here.
    NetServerDate: null,
    NetServerLabel: label,
    NetServer: label,
    // Clients build addresses from this name. There is no older version here to build one for.
    Services: SERVICES,
    ServicesCurrent: SERVICES,
    Version: 'v1',
    Documentation: openApi,
    Product: name,
    OpenApi: openApi,
  };
}

/** @param product any. */
export function versionInfoSchema(product: Product) {
  const members = Object.entries(versionInfoOf(product, '', ''));
  const properties = Object.fromEntries(
    members.map(([name, value]) => [name, { type: value === null ? 'null' : 'string' }]),
  );
  return { type: 'object', properties };
}
