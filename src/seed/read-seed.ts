/** Reads a seed file, and reports each problem with its position. */
import type { core } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { checkSeed } from './check-seed.ts';
import { type LocatedYaml, type Position, readLocatedYaml } from './located-yaml.ts';
import { problemLines } from './problem-lines.ts';
import { type Seed, seedOf } from './seed.ts';
import { formatPath, type SeedPath } from './seed-path.ts';
import { seedSchema } from './seed-schema.ts';

const SEED_BYTES_MAX = 16 * 1024 * 1024;

/**
 * @param text YAML or JSON.
 * @param fileName the name to use in messages.
 * @throws DomainError `invalid-argument` with a line for each of the first 20 problems:
 * `file:line:column: path: what is wrong`. Contradictions between entries are reported only when
 * the form is valid.
 */
export function readSeed(text: string, fileName: string): Seed {
  if (Buffer.byteLength(text) > SEED_BYTES_MAX) {
    throw refusal([`${fileName}: a seed file has at most ${SEED_BYTES_MAX} bytes.`]);
  }
  const yaml = readLocatedYaml(text);
  const placed = ({ line, column }: Position) => `${fileName}:${line}:${column}`;
  if (yaml.problems.length > 0) {
    throw refusal(yaml.problems.map(({ position, message }) => `${placed(position)}: ${message}`));
  }
  const parsed = seedSchema.safeParse(yaml.value);
  if (!parsed.success) {
    const flaws = parsed.error.issues.flatMap((issue) => flawsOf(issue, [], yaml));
    throw refusal(
      flaws.map(({ position, path, message }) => joinPlace(placed(position), path, message)),
    );
  }
  const seed = seedOf(parsed.data, (path) => joinPlace(placed(yaml.locate(path)), path));
  const problems = checkSeed(seed);
  if (problems.length > 0) {
    throw refusal(problems.map(({ path, message }) => `${seed.placeOf(path)}: ${message}`));
  }
  return seed;
}

function refusal(problems: readonly string[]): DomainError {
  return new DomainError('invalid-argument', problemLines(problems));
}

function joinPlace(place: string, path: SeedPath, ...rest: readonly string[]): string {
  return [place, ...(path.length > 0 ? [formatPath(path)] : []), ...rest].join(': ');
}

interface Flaw {
  readonly position: Position;
  readonly path: SeedPath;
  readonly message: string;
}

/** The flaws of an issue with their paths. An unknown key has the position of the key. */
function flawsOf(issue: core.$ZodIssue, parent: SeedPath, yaml: LocatedYaml): Flaw[] {
  const path = [...parent, ...issue.path.filter((step) => typeof step !== 'symbol')];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      position: yaml.locateKey(path, key),
      path: [...path, key],
      message: issue.message,
    }));
  }
  const inner = issue.code === 'invalid_union' ? fittingBranch(issue.errors) : null;
  if (inner) return inner.flatMap((nested) => flawsOf(nested, path, yaml));
  return [{ position: yaml.locate(path), path, message: issue.message }];
}

/** The branch of a union whose type matches the given value, although something else is wrong. */
function fittingBranch(
  branches: readonly (readonly core.$ZodIssue[])[],
): readonly core.$ZodIssue[] | null {
  const isOfAnotherKind = ({ code, path }: core.$ZodIssue) =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  return branches.find((issues) => !issues.some(isOfAnotherKind)) ?? null;
}
