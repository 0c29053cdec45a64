/** `key rotate --kind master`: replaces the master key. */
import type { TenantRegistry } from '../../../tenant-services.ts';
import { confirm } from '../../confirm.ts';
import { asOperator } from '../../operator-name.ts';
import { showProgress } from '../../progress.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfMasterKey } from './key-record.ts';

interface RotateMasterKeyOptions {
  readonly prepare?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const QUESTION =
  'Seal every secret of this installation with a new master key? All nodes must be able to read ' +
  'it before: see --prepare. Backups from before still need the old key: keep a copy.';

export async function rotateMasterKey(
  { masterKeyRotation }: TenantRegistry,
  { prepare = false, yes, json = false }: RotateMasterKeyOptions,
  terminal: Terminal,
): Promise<void> {
  const operator = asOperator('administer-installation');
  if (prepare) {
    const id = await masterKeyRotation.prepare(operator);
    printRecord(terminal, json, recordOfMasterKey({ id, state: 'coming' }));
    terminal.note('Give both keys to every node. Then run this again without --prepare.');
    return;
  }
  await confirm(terminal, yes, QUESTION);
  const { id, resealed, isOldKeyLeft } = await showProgress(terminal, 'sealed again', (tell) =>
    masterKeyRotation.rotate(operator, (done, total) => tell(done / total, `${done} secrets`)),
  );
  printRecord(terminal, json, { ...recordOfMasterKey({ id, state: 'current' }), resealed });
  terminal.note(
    isOldKeyLeft
      ? 'The old key is not needed any more. Remove it from the source of the master key.'
      : 'The old key was removed. Copy the new one to where you keep it apart from the backups.',
  );
}
