/** A cache for values that are derived from a declaration and are slow to make, such as a WSDL. */
import type { Service } from './service.ts';

/** Makes the value at the first request and keeps it, once for each service. */
export function cachedByService<T>(make: (service: Service) => T): (service: Service) => T {
  const cached = new WeakMap<Service, { readonly made: T }>();
  return (service) => {
    const known = cached.get(service);
    if (known) return known.made;
    const made = make(service);
    cached.set(service, { made });
    return made;
  };
}
