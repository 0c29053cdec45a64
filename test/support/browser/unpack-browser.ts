/**
 * Unpacks the browser of the package `@sparticuz/chromium`, once for each version. The package also
 * brings the libraries that a fresh machine may lack: NSS, NSPR and Expat.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import type { BrowserProgram } from './find-browser.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache');
const FOLDER = join(CACHE, `test-browser-${manifest.devDependencies['@sparticuz/chromium']}`);

/** The package unpacks to the folder for temporary files, and the libraries if it is told so. */
const UNPACK = "(await import('@sparticuz/chromium')).default.executablePath()";
const WITH_LIBRARIES = { AWS_EXECUTION_ENV: 'nodejs24.x' };

/** The fonts of the system, if there are any, and those of the package. */
const FONTS = `<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts/fonts</dir>
  <cachedir prefix="relative">fonts-cache</cachedir>
</fontconfig>
`;

export function unpackBrowser(): BrowserProgram {
  if (!existsSync(FOLDER)) unpack();
  return {
    executablePath: join(FOLDER, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: join(FOLDER, 'al2023/lib'),
      FONTCONFIG_FILE: join(FOLDER, 'fonts.conf'),
    },
  };
}

/** Several processes may do it at the same time. The first one to finish wins. */
function unpack(): void {
  mkdirSync(CACHE, { recursive: true });
  const part = mkdtempSync(join(CACHE, 'test-browser-part-'));
  try {
    execFileSync(process.execPath, ['--input-type=module', '--eval', `await ${UNPACK}`], {
      cwd: ROOT,
      env: { ...process.env, ...WITH_LIBRARIES, TMPDIR: part },
    });
    writeFileSync(join(part, 'fonts.conf'), FONTS);
    renameSync(part, FOLDER);
  } catch (error) {
    if (!existsSync(FOLDER)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
