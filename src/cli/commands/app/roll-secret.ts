/** `app roll-secret`: adds a new application token. The previous one stays valid. */
import { type Command, Option } from 'commander';
import {
  type Application,
  hashApplicationToken,
} from '../../../domain/applications/application.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { findApplication } from '../../find-application.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { applicationArgumentHelp } from './application-record.ts';
import {
  noteShownOnce,
  obtainApplicationToken,
  tokenStdinFlag,
  tokenStdinHelp,
} from './application-token.ts';

interface RollSecretOptions extends DataOptions {
  readonly tokenStdin?: boolean;
  readonly endOld?: boolean;
  readonly json?: boolean;
}

export function addAppRollSecretCommand(app: Command, terminal: Terminal): void {
  addDataOption(app.command('roll-secret'))
    .summary('give an application a new token')
    .description(
      'Makes a new application token and prints it. The token is shown only once. The previous ' +
        'token works until the next roll, so that the application can be changed without failing ' +
        'calls; older ones end. With --end-old, no token is made, and all but the newest end ' +
        'now.',
    )
    .argument('<name>', applicationArgumentHelp)
    .option(tokenStdinFlag, tokenStdinHelp)
    .addOption(
      new Option('--end-old', 'make no token, and end all but the newest').conflicts('tokenStdin'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice app roll-secret "Fjord Reports" --json')
    .action(async (name: string, options: RollSecretOptions) => {
      await withRegistry(options, async (registry) => {
        const application = await findApplication(registry, name);
        if (options.endOld) await endOldTokens(registry, terminal, application, options);
        else await addToken(registry, terminal, application, options);
      });
    });
}

async function addToken(
  { stores: { applications }, applicationAdministration }: TenantRegistry,
  terminal: Terminal,
  { id, clientId, name }: Application,
  { tokenStdin, json = false }: RollSecretOptions,
): Promise<void> {
  const token = await obtainApplicationToken(terminal, tokenStdin);
  const operator = asOperator('administer-installation');
  await applicationAdministration.addToken(operator, id, hashApplicationToken(token.text));
  const tokensValid = (await applications.listTokenTimes(id)).length;
  printRecord(terminal, json, { clientId, name, tokensValid, ...token.shown });
  noteShownOnce(terminal, token);
  if (tokensValid < 2) return;
  terminal.note(
    'The token from before works until the next roll, or until "ticketoffice app roll-secret NAME --end-old".',
  );
}

async function endOldTokens(
  { applicationAdministration }: TenantRegistry,
  terminal: Terminal,
  { id, clientId, name }: Application,
  { json = false }: RollSecretOptions,
): Promise<void> {
  const operator = asOperator('administer-installation');
  const tokensEnded = await applicationAdministration.endOldTokens(operator, id);
  printRecord(terminal, json, { clientId, name, tokensEnded });
  if (tokensEnded === 0) terminal.note(`${name} had one token only. Nothing was changed.`);
}
