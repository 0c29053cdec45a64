/**
 * Given to Node by `--import`: keeps what it compiles, and the sources without their types, until
 * they change. It lies in `node_modules/`, which nobody writes who could not write the sources.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

export const compileCacheFolder = join(import.meta.dirname, '../node_modules/.cache/compiled');

enableCompileCache(compileCacheFolder);
