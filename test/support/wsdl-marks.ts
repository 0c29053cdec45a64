/**
 * Fingerprints of a WSDL's components. They show whether another WSDL has the same components,
 * and what differs. The official WSDLs may not be stored here, but their fingerprints may.
 *
 * Each word of a component is hashed separately. A difference shows words of the official side
 * that our contract also contains, because their hashes are known. Other words are shown as
 * question marks.
 */
import { hash } from 'node:crypto';
import type { Component, ComponentLine } from './wsdl-components.ts';

/** The fingerprint of one component. */
export interface ComponentMarks {
  /** The hash of the whole component. It alone decides whether two components are equal. */
  readonly same: string;
  /** The lines, separated by blanks: one digit for the depth, then six characters per word. */
  readonly lines: string;
}

/** By the hash of the component's name. */
export type WsdlMarks = Readonly<Record<string, ComponentMarks>>;

type Components = ReadonlyMap<string, Component>;

const WORD_CHARACTERS = 6;
const UNKNOWN = '?';

export function marksOf(components: Components): WsdlMarks {
  const marks = Array.from(components, ([name, lines]) => [nameMark(name), componentMarks(lines)]);
  return Object.fromEntries(marks.sort());
}

/**
 * Returns the differences between our components and the fingerprints, one text per component.
 *
 * @param known further words that the official components may contain.
 */
export function differencesBetween(
  ours: Components,
  official: WsdlMarks,
  known: Iterable<string> = [],
): readonly string[] {
  const texts = new Map([...known, ...BUILT_IN_WORDS].map((word) => [wordMark(word), word]));
  for (const lines of ours.values()) {
    for (const word of lines.flatMap(({ words }) => words)) texts.set(wordMark(word), word);
  }
  const differences: string[] = [];
  const missing = new Map(Object.entries(official));
  for (const [name, lines] of ours) {
    const theirs = missing.get(nameMark(name));
    missing.delete(nameMark(name));
    if (theirs?.same === componentMarks(lines).same) continue;
    const official = theirs ? tell(theirs.lines, texts) : [];
    differences.push([name, ...contrast(lines.map(printLine), official)].join('\n'));
  }
  for (const { lines } of missing.values()) {
    const [first = UNKNOWN, ...rest] = tell(lines, texts);
    differences.push([`missing: ${first}`, ...contrast([], rest)].join('\n'));
  }
  return differences;
}

const XS = '{http://www.w3.org/2001/XMLSchema}';
const TYPES = ['string', 'boolean', 'int', 'short', 'long', 'double', 'decimal', 'dateTime'];

/** Words that a wrong declaration may contain. */
const BUILT_IN_WORDS = [
  ...[...TYPES, 'base64Binary'].map((name) => `type=${XS}${name}`),
  ...['minOccurs=0', 'maxOccurs=unbounded', 'nillable=true', `base=${XS}string`],
  ...Array.from({ length: 257 }, (_, number) => String(number)),
];

export function nameMark(name: string): string {
  return hash('sha256', `name ${name}`, 'hex').slice(0, 12);
}

function wordMark(word: string): string {
  return hash('sha256', word, 'hex').slice(0, WORD_CHARACTERS);
}

function componentMarks(lines: Component): ComponentMarks {
  const parts = lines.map(({ depth, words }) => depth + words.map(wordMark).join(''));
  return {
    same: hash('sha256', lines.map(printLine).join('\n'), 'hex').slice(0, 24),
    lines: parts.join(' '),
  };
}

/** Converts lines of a fingerprint to text, as far as their words are known. */
function tell(lines: string, texts: ReadonlyMap<string, string>): readonly string[] {
  return lines.split(' ').map((line) => {
    const marks = line.slice(1).match(new RegExp(`.{${WORD_CHARACTERS}}`, 'g')) ?? [];
    const words = marks.map((mark) => texts.get(mark) ?? UNKNOWN);
    return printLine({ depth: Number(line[0]), words });
  });
}

function printLine({ depth, words }: ComponentLine): string {
  return '  '.repeat(depth) + words.join(' ');
}

/** Shows both sides, from the first line that differs to the last one. */
function contrast(ours: readonly string[], official: readonly string[]): readonly string[] {
  let start = 0;
  while (start < ours.length && ours[start] === official[start]) start += 1;
  let end = 0;
  const shortest = Math.min(ours.length, official.length) - start;
  while (end < shortest && ours.at(-1 - end) === official.at(-1 - end)) end += 1;
  const side = (label: string, lines: readonly string[]) =>
    lines.slice(start, lines.length - end).map((line) => `  ${label}${line}`);
  return [...side('ours:     ', ours), ...side('official: ', official)];
}
