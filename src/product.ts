/** The name and version of this program. */
import { readFileSync } from 'node:fs';

/** The folder of the package. The path is right from `src/` and from the bundle in `dist/`. */
export const productFolder = new URL('..', import.meta.url);

export const product = {
  name: 'Ticketoffice',
  version: String(JSON.parse(readFileSync(new URL('package.json', productFolder), 'utf8')).version),
};
