/** What a CPU profile of V8 says: in which functions the time was spent. */

/** The part of the format that is read; see the DevTools protocol, `Profiler.Profile`. */
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
  /** Name and place of the function. */
  readonly where: string;
  readonly selfMs: number;
  /** Of the time in which the processor was used. */
  readonly share: number;
}

const WAITING = new Set(['(idle)', '(root)']);

/**
 * The functions in which most of the time was spent, the first most.
 *
 * @param sinceMs from the start of the profile; what was before is left out.
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
