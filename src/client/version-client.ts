/** A client of one service in one version of the contract. */
import { contractOf } from '../contract/contract-of.ts';
import { newestEdition, type ServicesVersion, servicesVersions } from '../contract/editions.ts';
import type { Service, ServiceClient } from '../contract/service.ts';
import type { EncodableFields } from '../xsd/types.ts';
import { createServiceClient } from './service-client.ts';
import type { Transport } from './transport.ts';

/**
 * Creates a client with the operations of the declared service. Those that the version lacks
 * reject with an Error, and send nothing.
 *
 * @param url of the service in the version.
 * @param usualHeaders header blocks for every call that does not set its own.
 * @throws RangeError for a version that does not exist.
 */
export function createVersionClient<S extends Service>(
  declared: S,
  version: ServicesVersion,
  url: string,
  transport: Transport,
  usualHeaders: () => EncodableFields<S['requestHeaders']>,
): ServiceClient<S> {
  if (!servicesVersions.includes(version)) {
    const expected = `expected one of ${servicesVersions.join(', ')}, as text`;
    throw new RangeError(`servicesVersion ${version} is not known; ${expected}.`);
  }
  const services = contractOf(version === '88' ? newestEdition : version);
  const service = services.find(({ name }) => name === declared.name);
  if (!service) throw new Error(`Services${version} has no service ${declared.name}.`);
  const lacking = Object.keys(declared.operations)
    .filter((name) => !Object.hasOwn(service.operations, name))
    .map((name) => [name, lackingOperation(version, name)] as const);
  const client = createServiceClient(service, url, transport, usualHeaders);
  return { ...Object.fromEntries(lacking), ...client } as unknown as ServiceClient<S>;
}

function lackingOperation(version: ServicesVersion, name: string) {
  return async () => {
    throw new Error(`Services${version} has no operation ${name}. Use a later version.`);
  };
}
