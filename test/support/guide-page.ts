/** The blocks of code and the tables of `docs/testing.md`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Block {
  /** The heading above it. */
  readonly section: string;
  readonly text: string;
}

const page = readFileSync(join(import.meta.dirname, '../../docs/testing.md'), 'utf8');

/** @param language what follows the three backticks, such as `ts`. */
export function blocksIn(language: string): readonly Block[] {
  return sections().flatMap(([section, text]) => {
    const blocks = text.matchAll(/^```(.+?)\n(.*?)^```$/gms);
    return [...blocks].flatMap(([, name, code = '']) =>
      name === language ? [{ section, text: code }] : [],
    );
  });
}

/** The code in the first column of the tables of a section. */
export function firstColumnIn(section: string): readonly string[] {
  const [, text = ''] = sections().find(([heading]) => heading === section) ?? [];
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code = '']) => code);
}

function sections(): readonly (readonly [heading: string, text: string])[] {
  return page.split(/^#+ (?=.+$)/m).map((part) => [part.slice(0, part.indexOf('\n')), part]);
}
