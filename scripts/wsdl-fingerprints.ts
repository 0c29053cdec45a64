/**
 * Makes `test/wsdl/official-fingerprints.json` from the official WSDLs, which this repository may
 * not contain: `node scripts/wsdl-fingerprints.ts DIRECTORY`. The files in the directory are those
 * that `test/support/official-wsdls.ts` describes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  fingerprintsFile,
  joinMarks,
  type OfficialFingerprints,
  withoutVersion,
} from '../test/support/official-marks.ts';
import { officialFile, publishedEditions } from '../test/support/official-wsdls.ts';
import { wsdlComponents } from '../test/support/wsdl-components.ts';
import { marksOf } from '../test/support/wsdl-marks.ts';

const {
  positionals: [directory = '.'],
} = parseArgs({ allowPositionals: true });

const marksOfService = (service: string) =>
  joinMarks(
    publishedEditions.map((edition) => {
      const wsdl = readFileSync(officialFile(directory, edition, service), 'utf8');
      return [edition, marksOf(wsdlComponents(withoutVersion(wsdl)))];
    }),
  );

const fingerprints: OfficialFingerprints = {
  SoPrincipal: marksOfService('SoPrincipal'),
  User: marksOfService('User'),
};
writeFileSync(fingerprintsFile, `${JSON.stringify(fingerprints, null, 1)}\n`);
