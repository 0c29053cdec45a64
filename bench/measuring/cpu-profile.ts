/** Reads a CPU profile of V8 and finds the functions with the most time. */

/** The part of the format that is used. See `Profiler.Profile` in the DevTools protocol. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  /** The name of the function and its place in the source. */
  readonly where: string;
  readonly selfMs: number;
  /** The share of the processor time, without idle time. */
  readonly share: number;
}

const WAITING = new Set(['(idle)', '(root)']);

/**
 * The functions with the most self time, in descending order.
 *
 * @param sinceMs from the start of the profile; earlier samples are left out.
 */
export function topSelfTimes(
  profile: CpuProfile,
  sinceMs: number,
  count: number,
): readonly SelfTime[] {
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const micros = new Map<string, number>();
  let at = 0;
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const where = places.get(id) ?? '';
    const delta = profile.timeDeltas[index] ?? 0;
    at += delta;
    if (at < sinceMs * 1000 || WAITING.has(where)) continue;
    total += delta;
    micros.set(where, (micros.get(where) ?? 0) + delta);
  }
  return Array.from(micros, ([where, self]) => ({
    where,
    selfMs: self / 1000,
    share: self / total,
  }))
    .sort((a, b) => b.selfMs - a.selfMs)
    .slice(0, count);
}

function placeOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']) {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const [path = url] = url.split(/(?=(?:src|dist|node_modules)\/)/).slice(-1);
  return `${name} ${path}:${lineNumber + 1}`;
}
