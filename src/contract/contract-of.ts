/** The services in each edition of the contract, derived from the one declaration. */
import { EditionTypes } from '../xsd/edition.ts';
import { type Edition, includes, newestEdition, versionOf } from './editions.ts';
import type { Operation, Service } from './service.ts';
import { services88 } from './services88/namespace.ts';
import { services } from './services88/services.ts';

const derived = new Map<Edition, readonly Service[]>();

/**
 * Returns the services as clients of an edition know them: with the namespace of their version,
 * and without the operations, fields and members that came later. Derived at the first call, and
 * the same objects at each call.
 */
export function contractOf(edition: Edition): readonly Service[] {
  if (edition === newestEdition) return services;
  const known = derived.get(edition) ?? derive(edition);
  derived.set(edition, known);
  return known;
}

function derive(edition: Edition): readonly Service[] {
  const namespace = services88.uri.replace(/88$/, versionOf(edition));
  const types = new EditionTypes({
    includes: (since) => includes(edition, since),
    namespaceOf: (declared) => (declared === services88.uri ? namespace : declared),
  });
  const isKnown = ([, { since }]: readonly [string, Operation]) =>
    since === undefined || includes(edition, since);
  return services.map((service) => ({
    ...service,
    namespace,
    requestHeaders: types.fields(service.requestHeaders),
    responseHeaders: types.fields(service.responseHeaders),
    operations: Object.fromEntries(
      Object.entries(service.operations)
        .filter(isKnown)
        .map(([name, operation]) => [
          name,
          {
            ...operation,
            request: types.fields(operation.request),
            response: types.fields(operation.response),
          },
        ]),
    ),
  }));
}
