/** `key`: manages the keys that seal access tokens and sign JWTs. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addKeyListCommand } from './key/list.ts';
import { addKeyRetireCommand } from './key/retire.ts';
import { addKeyRotateCommand } from './key/rotate.ts';

export function addKeyCommand(program: Command, terminal: Terminal): void {
  const key = program
    .command('key')
    .summary('list, rotate and retire the keys of tokens')
    .description(
      'Token keys seal access tokens, and signing keys sign JWTs. Running servers apply ' +
        'changes without a restart. They also rotate keys by age (keyRotationDays), and remove ' +
        'keys whose tokens have expired.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice key list');
  addKeyListCommand(key, terminal);
  addKeyRotateCommand(key, terminal);
  addKeyRetireCommand(key, terminal);
}
