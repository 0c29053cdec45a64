/** Returns a store with some methods replaced. All others call the original store. */
export function replaceMethods<S extends object>(store: S, replacements: Partial<S>): S {
  return { ...boundMethods(store), ...replacements };
}

/** Binds the methods explicitly, because spreading an object does not copy those of its class. */
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
