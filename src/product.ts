/** What this program calls itself. */
import { readFileSync } from 'node:fs';

/** Of the package, seen from the sources as from `dist/`, where the bundler puts this. */
export const productFolder = new URL('..', import.meta.url);

export const product = {
  name: 'Ticketoffice',
  version: String(JSON.parse(readFileSync(new URL('package.json', productFolder), 'utf8')).version),
};
