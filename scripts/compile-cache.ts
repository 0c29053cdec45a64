/**
 * Enables Node's compile cache; used with `--import`. The cache is in `node_modules/`, which only
 * users who can also change the sources can write.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

export const compileCacheFolder = join(import.meta.dirname, '../node_modules/.cache/compiled');

enableCompileCache(compileCacheFolder);
