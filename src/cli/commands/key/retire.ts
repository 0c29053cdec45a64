/** `key retire`: makes a key unusable, for example after it was disclosed. */
import type { Command } from 'commander';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { confirm, yesFlag, yesHelp } from '../../confirm.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfSigningKey, recordOfTokenKey } from './key-record.ts';

interface KeyRetireOptions extends DataOptions {
  readonly rotate?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addKeyRetireCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('retire'))
    .summary('end a key and every token that it made')
    .description(
      'Destroys a key before its time. Every access token that it sealed is refused, on other ' +
        'servers within 5 seconds. Every JWT that it signed is refused here at once. Resource ' +
        'servers refuse it after they read the published keys again, which they cache for 5 ' +
        'minutes.',
    )
    .argument('<id>', 'id of the key as listed; write -- before an id that begins with -')
    .option('--rotate', 'rotate first when it is the current one, so that it can be retired')
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice key retire 3 --rotate')
    .action(async (id: string, options: KeyRetireOptions) => {
      const { rotate = false, json = false } = options;
      await withRegistry({ ...options, mayUseReserve: true }, async (registry) => {
        const retire = /^\d{1,10}$/.test(id) ? retireTokenKey : retireSigningKey;
        const agree = async ({ state }: { readonly state: string }) => {
          if (state === 'current') requireRotation(rotate);
          const question = `Retire key ${id}? Every token that it made is refused.`;
          await confirm(terminal, options.yes, question);
        };
        printRecord(terminal, json, await retire(registry, id, agree));
      });
    });
}

/** Asks for confirmation. Throws when the key must stay. */
type Agree = (key: { readonly state: string }) => Promise<void>;

async function retireTokenKey({ tokenKeys }: TenantRegistry, id: string, agree: Agree) {
  const find = async () => (await tokenKeys.list()).find((key) => String(key.id) === id);
  const key = await find();
  if (!key || key.state === 'retired') throw noSuchKey();
  await agree(key);
  const operator = asOperator('administer-installation');
  if (key.state === 'current') await tokenKeys.rotate(operator);
  await tokenKeys.retire(operator, Number(id));
  const retired = await find();
  if (!retired) throw noSuchKey();
  return recordOfTokenKey(retired);
}

async function retireSigningKey({ signingKeys }: TenantRegistry, id: string, agree: Agree) {
  const find = async () => (await signingKeys.list()).find(({ keyId }) => keyId === id);
  const key = await find();
  if (!key || key.state === 'retired') throw noSuchKey();
  await agree(key);
  const operator = asOperator('administer-installation');
  if (key.state === 'current') await signingKeys.rotate(operator, key.algorithm, true);
  if (!(await signingKeys.retire(operator, id))) throw noSuchKey();
  const retired = await find();
  if (!retired) throw noSuchKey();
  return recordOfSigningKey(retired);
}

function requireRotation(rotate: boolean): void {
  if (rotate) return;
  const problem = 'This is the current key. Give --rotate to make another one first.';
  throw new CliError(exitCodes.conflict, problem);
}

function noSuchKey(): CliError {
  const problem = 'There is no such key. See which there are with "ticketoffice key list".';
  return new CliError(exitCodes.notFound, problem);
}
