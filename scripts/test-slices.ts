/** Divides the test files into slices. The files of a slice run one after another in a process. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const SLICES_PER_PROCESSOR = 4;

/**
 * Writes a test file for each slice into the folder.
 *
 * The files are dealt out in turn, so that the large files of one folder get into different slices.
 *
 * @param fileMsMax the time that each of the files may take, in milliseconds.
 * @returns the arguments with which `node --test` runs them.
 */
export function writeSlices(
  files: readonly string[],
  folder: string,
  fileMsMax: number,
): readonly string[] {
  const count = SLICES_PER_PROCESSOR * availableParallelism();
  return Array.from({ length: count }, (_, slice) => {
    const dealt = files.filter((_file, index) => index % count === slice);
    const path = join(folder, `slice-${slice + 1}.mjs`);
    writeFileSync(path, textOf(dealt, fileMsMax));
    return path;
  });
}

function textOf(files: readonly string[], fileMsMax: number): string {
  const module = pathToFileURL(join(import.meta.dirname, 'describe-file.ts')).href;
  const calls = files.map((file) => {
    const path = JSON.stringify(resolve(file));
    return `describeFile(${path}, ${fileMsMax});`;
  });
  return [`import { describeFile } from '${module}';`, ...calls, ''].join('\n');
}
