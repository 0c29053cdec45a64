/** The scripts of `completion`, in the shells that are installed on this machine. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { testTerminal } from '../support/test-terminal.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketoffice-test-'));
  for (const shell of shells) {
    const terminal = testTerminal();
    const args = ['completion', shell];
    await (await createProgram(terminal, args)).parseAsync(args, { from: 'user' });
    await writeFile(scriptOf(shell), terminal.stdout());
  }
});
after(() => rm(folder, { recursive: true, force: true }));

const scriptOf = (shell: Shell) => join(folder, `ticketoffice.${shell}`);

/** The candidates that the shell offers for these words. The last word is incomplete. */
const offers = {
  bash: (words: readonly string[]) => {
    const call = 'COMP_WORDS=(ticketoffice "$@"); COMP_CWORD=$#; _ticketoffice';
    const script = `compopt() { :; }; source "$0"; ${call}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf('bash', ['-c', script, scriptOf('bash'), ...words]);
  },
  fish: (words: readonly string[]) => {
    const line = `ticketoffice ${words.join(' ')}`;
    const script = `source ${scriptOf('fish')}; complete -C ${JSON.stringify(line)}`;
    return linesOf('fish', ['-c', script]).map((offer) => offer.replace(/\t.*/, ''));
  },
};

function linesOf(shell: Shell, args: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.split('\n').filter((line) => line !== '');
}

const missing = (shell: Shell) =>
  spawnSync(shell, ['--version']).error === undefined ? false : `${shell} is missing`;

const cases: readonly [words: readonly string[], offered: readonly string[]][] = [
  [['ap'], ['app']],
  [
    ['app', 'key', ''],
    ['add', 'list', 'remove'],
  ],
  [['key', 'rotate', '--k'], ['--kind']],
  [
    ['key', 'rotate', '--kind', ''],
    ['federation', 'master', 'signing', 'token'],
  ],
  [['key', 'rotate', '--kind', 'token', '--at'], ['--at-once']],
  [['serve', '--log-level', 'f'], ['fatal']],
  [
    ['demo', '--wrap-exceptions', ''],
    ['false', 'true'],
  ],
  [
    ['wsdl', ''],
    ['SoPrincipal', 'User'],
  ],
  [['completion', 'b'], ['bash']],
  [['user', 'add', '--tenant', ''], []],
  [['seed', 'apply', '--master-key-file', 'ticketoffice.z'], ['ticketoffice.zsh']],
];

for (const shell of ['bash', 'fish'] as const) {
  describe(`the completion of ${shell}`, { skip: missing(shell) }, () => {
    for (const [words, offered] of cases) {
      test(`offers ${offered.join(', ') || 'nothing'} for "${words.join(' ')}"`, () => {
        assert.deepEqual(offers[shell](words).toSorted(), offered);
      });
    }
  });
}

/** The completion of zsh works only in a terminal. */
describe('the completion of zsh', { skip: missing('zsh') }, () => {
  test('completes in a terminal', () => {
    const script = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; source ${scriptOf('zsh')}'
      zpty -w shell 'ticketoffice() { print -r -- "called:$*"; }'
      zpty -w -n shell $'ticketoffice key rot\t--ki\ttok\t--at\t\n'
      zpty -w -n shell $'ticketoffice wsdl Us\t\n'
      zpty -w shell 'print done; exit'
      while zpty -r shell line; do print -r -- $line; done`;
    const { stdout } = spawnSync('zsh', ['-c', script], { encoding: 'utf8', timeout: 20_000 });
    assert.match(stdout, /called:key rotate --kind token --at-once/);
    assert.match(stdout, /called:wsdl User/);
  });
});
