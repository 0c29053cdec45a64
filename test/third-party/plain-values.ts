/** Converts what toolkits return to values that can be compared with each other and with REST. */

/**
 * Toolkits read nil, an empty text and an empty list as null, as an empty value or not at all, so
 * all of them are left out. A list that is wrapped in an object becomes an array, a dictionary
 * becomes an object, and a date becomes its milliseconds.
 */
export function plainValue(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\dT\d\d:/.test(value) ? Date.parse(value) : value;
  }
  if (Array.isArray(value)) return plainList(value);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([name, member]) => [name, plainValue(member)] as const)
    .filter(([, member]) => member !== null);
  const [first] = entries;
  if (!first) return null;
  const isWrapped = entries.length === 1 && Array.isArray(Reflect.get(value, first[0]));
  return isWrapped ? first[1] : Object.fromEntries(entries);
}

function plainList(items: readonly unknown[]): unknown {
  if (items.length === 0) return null;
  const isDictionary = items.every((item) => Object.keys(Object(item)).join() === 'Key,Value');
  if (!isDictionary) return items.map(plainValue);
  return Object.fromEntries(
    items.map((item) => [Object(item).Key, plainValue(Object(item).Value)]),
  );
}
