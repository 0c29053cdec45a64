/** What takes long to make of a declaration and never changes, such as the text of a WSDL. */
import type { Service } from './service.ts';

/** Makes it when it is first asked for, once for each service. */
export function keptByService<T>(make: (service: Service) => T): (service: Service) => T {
  const kept = new WeakMap<Service, { readonly made: T }>();
  return (service) => {
    const known = kept.get(service);
    if (known) return known.made;
    const made = make(service);
    kept.set(service, { made });
    return made;
  };
}
