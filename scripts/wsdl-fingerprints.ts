/**
 * Makes `test/wsdl/official-fingerprints.json` from the official WSDLs, which this repository may
 * not contain: `node scripts/wsdl-fingerprints.ts SoPrincipal.wsdl User.wsdl`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { wsdlComponents } from '../test/support/wsdl-components.ts';
import { marksOf } from '../test/support/wsdl-marks.ts';

const fingerprints = Object.fromEntries(
  process.argv
    .slice(2)
    .map((file) => [basename(file, '.wsdl'), marksOf(wsdlComponents(readFileSync(file, 'utf8')))]),
);
const target = new URL('../test/wsdl/official-fingerprints.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(fingerprints, null, 2)}\n`);
