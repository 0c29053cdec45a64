/** Positions in a seed, and the problems there. */

/** From the top of the file: property names, and list indices from 0. */
export type SeedPath = readonly (string | number)[];

export interface SeedProblem {
  readonly path: SeedPath;
  /** What was found and what was expected. Never contains a password or a token. */
  readonly message: string;
}

/** Such as `tenants[0].users[2].role`; empty for the top. */
export function formatPath(path: SeedPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
