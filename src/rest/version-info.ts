/** The answer to `GET /api`: the product and its version, with the member names of the original. */

/** The name and version of this program. */
export interface Product {
  readonly name: string;
  readonly version: string;
}

/** The version in the served namespace. The original also names its last frozen version. */
const SERVICES = 'Services88';

/**
 * @param baseUrl the URL before `/api`.
 * @param openApi the URL of the OpenAPI description.
 */
export function versionInfoOf({ name, version }: Product, baseUrl: string, openApi: string) {
  const label = `${name} ${version}`;
  return {
    v1: `${baseUrl}/api/v1/`,
    NetServerVersion: version,
    NetServerAssembly: version,
    // The build date is not known at run time.
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

/** @param product any product. */
export function versionInfoSchema(product: Product) {
  const members = Object.entries(versionInfoOf(product, '', ''));
  const properties = Object.fromEntries(
    members.map(([name, value]) => [name, { type: value === null ? 'null' : 'string' }]),
  );
  return { type: 'object', properties };
}
