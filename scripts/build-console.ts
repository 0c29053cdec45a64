/** Builds the pages of the console into `dist/console`, or into the given folder. */
import { join, resolve } from 'node:path';
import { bundleConsole } from './console-bundle.ts';

const [, , folder = join(import.meta.dirname, '../dist/console')] = process.argv;

await bundleConsole(resolve(folder));
