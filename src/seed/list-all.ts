const PAGE = 1000;

/** Reads all pages of a store, in the order of ids. */
export async function listAll<T extends { readonly id: number }>(
  listAfter: (afterId: number, limit: number) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await listAfter(all.at(-1)?.id ?? 0, PAGE);
    for (const item of page) all.push(item);
    if (page.length < PAGE) return all;
  }
}
