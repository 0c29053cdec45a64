/** The addresses of a test server's services. */
import type { ServicePlace } from './test-server.ts';

export interface TestAddressesOptions {
  /** Without a path, such as `http://127.0.0.1:41873`. */
  readonly url: string;
  readonly isOnline: boolean;
  /** The newest version of the contract that is served, such as `88`. */
  readonly newestVersion: string;
}

/** The part of a test server that is the same wherever it runs. */
export abstract class TestAddresses {
  readonly url: string;
  readonly isOnline: boolean;
  readonly newestVersion: string;

  constructor({ url, isOnline, newestVersion }: TestAddressesOptions) {
    this.url = url;
    this.isOnline = isOnline;
    this.newestVersion = newestVersion;
  }

  /** @throws Error if the tenant is missing Online, or given on-site. */
  soapUrl(service: string, { tenant, version }: ServicePlace = {}): string {
    const services = `Services${version ?? this.newestVersion}`;
    return `${this.#baseUrlOf(tenant)}/Remote/${services}/${service}.svc`;
  }

  /** @throws Error like `soapUrl`. */
  wsdlUrl(service: string, at?: ServicePlace): string {
    return `${this.soapUrl(service, at)}?wsdl`;
  }

  /** @throws Error like `soapUrl`. */
  oauthIssuer(tenant?: string): string {
    return this.#baseUrlOf(tenant);
  }

  #baseUrlOf(tenant: string | undefined): string {
    const { url, isOnline } = this;
    if (isOnline === (tenant !== undefined)) return isOnline ? `${url}/${tenant}` : url;
    throw new Error(
      isOnline
        ? 'This test server is Online. Name the tenant, such as Cust12345.'
        : 'This test server is on-site and has no tenants. Leave out the tenant.',
    );
  }
}
