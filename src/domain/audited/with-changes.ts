/** A store with some of its methods replaced: those that change what somebody may ask about. */

/** For each method what stands in its place, or that it is left as it is. */
export type Changes<S> = { readonly [M in keyof S]: 'as it is' | S[M] };

/** The compiler asks for every method, so that none is forgotten when the store gets a new one. */
export function withChanges<S extends object>(store: S, changes: Changes<S>): S {
  const methods = Object.entries(changes).map(([name, change]) => {
    const method: unknown = Reflect.get(store, name);
    const kept = typeof method === 'function' ? method.bind(store) : method;
    return [name, change === 'as it is' ? kept : change];
  });
  return Object.fromEntries(methods);
}
