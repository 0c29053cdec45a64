/** `key list`: lists all keys, without their secrets. */
import type { Command } from 'commander';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { printRows, type Terminal } from '../../terminal.ts';
import { recordOfMasterKey, recordOfSigningKey, recordOfTokenKey } from './key-record.ts';
import { type KeyKind, kindOption } from './kind-option.ts';

interface KeyListOptions extends DataOptions {
  readonly kind?: KeyKind;
  readonly json?: boolean;
}

export function addKeyListCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('list'))
    .summary('list keys')
    .description(
      'Lists the keys, the oldest first. The current key makes tokens. A superseded key only ' +
        'opens or verifies them. A coming key is published, and signs from the time shown. Of a ' +
        'retired key, only the record is left. A key is removed at the time in the last column. ' +
        'Of the master key, only its id is shown: a superseded one is still needed, and a coming ' +
        'one is ready for "key rotate".',
    )
    .addOption(kindOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice key list --kind token')
    .action(async (options: KeyListOptions) => {
      const { kind, json = false } = options;
      await withRegistry(options, async ({ tokenKeys, signingKeys, masterKeyRotation }) => {
        const isAsked = (name: KeyKind) => kind === undefined || kind === name;
        const signing = (await signingKeys.list()).map(recordOfSigningKey);
        const rows = [
          ...(isAsked('token') ? (await tokenKeys.list()).map(recordOfTokenKey) : []),
          ...signing.filter((record) => isAsked(record.kind)),
          ...(isAsked('master') ? (await masterKeyRotation.list()).map(recordOfMasterKey) : []),
        ];
        printRows(terminal, json, rows);
        if (rows.length === 0) {
          terminal.note(`There are no ${kind} keys. The first is made when it is needed.`);
        }
      });
    });
}
