/** `key`: manages the keys that seal access tokens and sign JWTs, and the master key. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addKeyCertificateCommand } from './key/certificate.ts';
import { addKeyListCommand } from './key/list.ts';
import { addKeyRetireCommand } from './key/retire.ts';
import { addKeyRotateCommand } from './key/rotate.ts';

export function addKeyCommand(program: Command, terminal: Terminal): void {
  const key = program
    .command('key')
    .summary('list, rotate and retire the keys of tokens, and rotate the master key')
    .description(
      'Token keys seal access tokens, and signing keys sign JWTs of them. Federation keys sign the ' +
        'tokens of the Online login. The master key, which is not ' +
        'in the database, seals these keys and the secrets of users. Running servers apply ' +
        'changes without a restart. They also rotate token and signing keys by age (keyRotationDays), ' +
        'and remove keys whose tokens have expired.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice key list');
  addKeyListCommand(key, terminal);
  addKeyCertificateCommand(key, terminal);
  addKeyRotateCommand(key, terminal);
  addKeyRetireCommand(key, terminal);
}
