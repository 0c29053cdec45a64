import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

const file = join(import.meta.dirname, 'bin.ts');

describe('the installed command', () => {
  it('runs the command line', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [file, '--version']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('says which Node it needs on one that is too old', () => {
    const source = stripTypeScriptTypes(readFileSync(file, 'utf8'));
    const old = source.replace(/process\.versions\.node/g, "'20.20.2'");
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', old]);
    assert.equal(status, 1);
    assert.match(
      String(stderr),
      /^error: ticketoffice needs Node.js 24.7 or later; this is 20.20.2/,
    );
  });
});
