/** `app add`: registers an application and shows its token. */
import { type Command, InvalidArgumentError } from 'commander';
import {
  applicationNameProblem,
  clientIdProblem,
  createClientId,
  hashApplicationToken,
  plainApplication,
} from '../../../domain/applications/application.ts';
import { requireNoProblem } from '../../../domain/names.ts';
import type { TenantRegistry } from '../../../tenant-services.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfApplication } from './application-record.ts';
import {
  noteShownOnce,
  obtainApplicationToken,
  tokenStdinFlag,
  tokenStdinHelp,
} from './application-token.ts';
import { addRightsOptions, idsOfTenants, type RightsOptions } from './rights-options.ts';

interface AppAddOptions extends RightsOptions, DataOptions {
  readonly clientId?: string;
  readonly tokenStdin?: boolean;
  readonly json?: boolean;
}

export function addAppAddCommand(app: Command, terminal: Terminal): void {
  const command = addDataOption(app.command('add'))
    .summary('register an application')
    .description(
      'Registers an application and prints its application token. The token is shown only ' +
        'once, because only its hash is stored.',
    )
    .argument('<name>', 'name of the application; upper and lower case are the same');
  addRightsOptions(command, {
    agents: ' (default: none)',
    tenants: ' (default: all, those to come included)',
  })
    .option('--client-id <id>', 'its client_id in OAuth 2.0 (default: a random one)', parseClientId)
    .option(tokenStdinFlag, tokenStdinHelp)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice app add "Fjord Reports" --agents User --tenants Cust12345,Cust67890',
    )
    .action(async (name: string, options: AppAddOptions) => {
      requireNoProblem(applicationNameProblem(name));
      await withRegistry(options, (registry) => addApplication(registry, terminal, name, options));
    });
}

async function addApplication(
  registry: TenantRegistry,
  terminal: Terminal,
  name: string,
  { agents = [], tenants, clientId = createClientId(), tokenStdin, json = false }: AppAddOptions,
): Promise<void> {
  const tenantIds = tenants === undefined ? 'all' : await idsOfTenants(registry, tenants);
  const token = await obtainApplicationToken(terminal, tokenStdin);
  const application = await registry.applicationAdministration.add(
    asOperator('administer-installation'),
    { ...plainApplication, clientId, name, agents, tenantIds },
    hashApplicationToken(token.text),
  );
  printRecord(terminal, json, {
    ...(await recordOfApplication(registry, application)),
    ...token.shown,
  });
  noteShownOnce(terminal, token);
}

function parseClientId(text: string): string {
  const problem = clientIdProblem(text);
  if (problem === null) return text;
  throw new InvalidArgumentError(problem);
}
