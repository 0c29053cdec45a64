/**
 * Parses YAML (and JSON, which is YAML) and keeps the position of each value. It knows nothing of
 * seeds, but rejects what no such file may contain: several documents, duplicate keys, unknown
 * tags, keys that are not text, and aliases that expand too much.
 *
 * @see https://yaml.org/spec/1.2.2/
 */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { SeedPath } from './seed-path.ts';

/** How often an anchor may be used. Uses inside the content of other anchors multiply. */
const ALIASES_MAX = 1000;

/** Line and column start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem {
  readonly position: Position;
  readonly message: string;
}

export interface LocatedYaml {
  /** The parsed value; undefined when there are problems. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** The position of the value at the path, or of the nearest value around it. */
  locate(path: SeedPath): Position;
  /** The position of the key in the mapping at the path. */
  locateKey(path: SeedPath, key: string): Position;
}

const START: Position = { line: 1, column: 1 };

export function readLocatedYaml(text: string): LocatedYaml {
  const lines = new LineCounter();
  const positionAt = (offset: number | undefined): Position => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    return readDocument(text, lines, positionAt);
  } catch (error) {
    // The recursive parser throws a RangeError for text that is nested too deeply.
    if (error instanceof RangeError) return unreadable(START, 'it is nested too deeply');
    throw error;
  }
}

function readDocument(
  text: string,
  lineCounter: LineCounter,
  positionAt: (offset: number | undefined) => Position,
): LocatedYaml {
  // The library's own check for duplicate keys is quadratic.
  const options = {
    lineCounter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  } as const;
  const document: Document.Parsed = parseDocument(text, options);
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    position: positionAt(pos[0]),
    message: code === 'MULTIPLE_DOCS' ? 'expected one document' : lowerFirst(message),
  }));
  const offsetOf = (node: unknown): number | undefined => rangeOf(node)?.[0];
  if (problems.length === 0) problems.push(...problemsOfNodes(document, offsetOf, positionAt));
  const [value, aliasProblem] = problems.length === 0 ? plainValueOf(document) : [undefined, null];
  if (aliasProblem !== null) problems.push({ position: START, message: aliasProblem });
  return {
    value,
    problems,
    locate: (path) => positionAt(offsetOf(nodeAt(document, path))),
    locateKey: (path, key) => {
      const map = nodeAt(document, path);
      const pair = isMap(map) ? map.items.find((item) => keyText(item.key) === key) : undefined;
      return positionAt(offsetOf(pair?.key) ?? offsetOf(map));
    },
  };
}

function unreadable(position: Position, message: string): LocatedYaml {
  const locate = () => position;
  return { value: undefined, problems: [{ position, message }], locate, locateKey: locate };
}

function problemsOfNodes(
  document: Document.Parsed,
  offsetOf: (node: unknown) => number | undefined,
  positionAt: (offset: number | undefined) => Position,
): YamlProblem[] {
  const problems: YamlProblem[] = [];
  const report = (node: unknown, message: string) =>
    problems.push({ position: positionAt(offsetOf(node)), message });
  // Other tags, such as !!set and !!omap, give values that are neither lists nor mappings.
  const requireTag = (node: YAMLMap | YAMLSeq, plain: string): void => {
    const tag = node.tag?.replace('tag:yaml.org,2002:', '!!') ?? plain;
    if (tag !== plain) report(node, `the tag ${tag} means nothing here`);
  };
  visit(document, {
    Map: (_, map) => {
      requireTag(map, '!!map');
      const known = new Set<string>();
      for (const { key } of map.items) {
        const name = keyText(key);
        if (name === null) report(key, 'expected the name of a property');
        else if (name === '__proto__') report(key, 'expected another name');
        else if (known.has(name)) report(key, `${name} is given twice`);
        else known.add(name);
      }
    },
    Seq: (_, sequence) => requireTag(sequence, '!!seq'),
    Alias: (_, alias) => {
      if (!alias.resolve(document)) report(alias, `there is no anchor &${alias.source} before it`);
    },
  });
  return problems;
}

function plainValueOf(document: Document.Parsed): [value: unknown, problem: string | null] {
  try {
    return [document.toJS({ maxAliasCount: ALIASES_MAX }), null];
  } catch (error) {
    if (error instanceof ReferenceError) {
      return [undefined, `an anchor is used more than ${ALIASES_MAX} times`];
    }
    throw error;
  }
}

/** The node at the path, or the last one that exists on the way. */
function nodeAt(document: Document.Parsed, path: SeedPath): unknown {
  let node = resolved(document, document.contents);
  for (const step of path) {
    const next = childOf(node, step);
    if (!next) return node;
    node = resolved(document, next);
  }
  return node;
}

function childOf(node: unknown, step: string | number): unknown {
  if (isSeq(node)) return typeof step === 'number' ? node.items[step] : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyText(item.key) === step);
  return isPair(pair) ? (pair.value ?? pair.key) : undefined;
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function keyText(key: unknown): string | null {
  return isScalar(key) && typeof key.value === 'string' ? key.value : null;
}

function rangeOf(node: unknown): Node['range'] {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
