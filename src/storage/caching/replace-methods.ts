/** A store with some of its methods replaced. The others are those of the store itself. */
export function replaceMethods<S extends object>(store: S, replacements: Partial<S>): S {
  return { ...boundMethods(store), ...replacements };
}

/** The methods of a class are on its prototype, where spreading an object does not find them. */
function boundMethods<S extends object>(store: S): S {
  const prototype: object = Object.getPrototypeOf(store);
  const names = prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype);
  const methods = names.flatMap((name) => {
    const method: unknown = Reflect.get(store, name);
    return typeof method === 'function' && name !== 'constructor'
      ? [[name, method.bind(store)] as const]
      : [];
  });
  return { ...store, ...Object.fromEntries(methods) };
}
