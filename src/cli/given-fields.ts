/** Returns those of the fields that an option gives, without the absent ones. */
export function givenFields<T extends object, K extends keyof T>(
  options: Partial<Pick<T, K>>,
  names: readonly K[],
): Partial<Pick<T, K>> {
  const given = names.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]])) as Partial<Pick<T, K>>;
}
