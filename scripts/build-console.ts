/** Builds the pages of the console into `dist/console`, for `npm start` from sources. */
import { join } from 'node:path';
import { bundleConsole } from './console-bundle.ts';

await bundleConsole(join(import.meta.dirname, '../dist/console'));
