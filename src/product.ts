/** What this program calls itself. */
import { readFileSync } from 'node:fs';

const packageFile = new URL('../package.json', import.meta.url);

export const product = {
  name: 'Ticketoffice',
  version: String(JSON.parse(readFileSync(packageFile, 'utf8')).version),
};
