/** The seed files of the demo, which come with the program. */
import { fileURLToPath } from 'node:url';
import { productFolder } from './product.ts';

export function demoSeedFile(online: boolean): string {
  const name = online ? 'demo-online.yaml' : 'demo-onsite.yaml';
  return fileURLToPath(new URL(`seeds/${name}`, productFolder));
}
