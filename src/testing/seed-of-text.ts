/** Reads the text of a seed file into the form in which tests give seeds. */
import { readLocatedYaml } from '../seed/located-yaml.ts';
import { readSeed } from '../seed/read-seed.ts';
import type { TestSeed } from './test-server.ts';

/**
 * The text may be the word `demo`. It is never taken for the name of a file.
 *
 * @param text YAML or JSON.
 * @param name for messages.
 * @throws DomainError `invalid-argument` with a line for each problem in it.
 */
export function seedOfText(text: string, name: string): TestSeed {
  const { value } = readLocatedYaml(text);
  if (value === 'demo') return value;
  readSeed(text, name);
  return Object(value);
}
