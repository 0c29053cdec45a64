/** The seed files of the demo, which come with the program. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { productFolder } from './product.ts';
import { type Seed, seedOf } from './seed/seed.ts';
import { formatPath } from './seed/seed-path.ts';
import type { SeedFile } from './seed/seed-schema.ts';

/** The file for people, in YAML. */
export function demoSeedFile(online: boolean): string {
  return fileOf(online, 'yaml');
}

/**
 * Reads the checked content of the file, which `npm run goldens` writes as JSON. To load the parser
 * of YAML and to check the file takes 60 ms at each start.
 */
export async function readDemoSeed(online: boolean): Promise<Seed> {
  const file: SeedFile = JSON.parse(await readFile(fileOf(online, 'json'), 'utf8'));
  return seedOf(file, (path) => `${demoSeedFile(online)}: ${formatPath(path)}`);
}

function fileOf(online: boolean, extension: 'json' | 'yaml'): string {
  const name = `demo-${online ? 'online' : 'onsite'}.${extension}`;
  return fileURLToPath(new URL(`seeds/${name}`, productFolder));
}
