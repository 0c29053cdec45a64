/** `init`: creates an installation. */
import { type Command, Option } from 'commander';
import { AuditTrail } from '../../domain/audit/audit-trail.ts';
import { systemClock } from '../../domain/clock.ts';
import type { InstallationMode, Stores } from '../../domain/installation.ts';
import { onsiteTenant } from '../../domain/tenants/tenant.ts';
import { product } from '../../product.ts';
import { type Seed, startingTenantOf } from '../../seed/seed.ts';
import { createInstallation } from '../../storage/data-directory.ts';
import { describePlace } from '../../storage/database-place.ts';
import { applySeed } from '../apply-seed.ts';
import { CliError } from '../cli-error.ts';
import {
  addDataOption,
  type DataOptions,
  masterKeySourceOf,
  postgresPlaceOf,
  withRegistry,
} from '../data-option.ts';
import { exitCodes } from '../exit-codes.ts';
import { operatorName } from '../operator-name.ts';
import { parseCompanyName } from '../option-values.ts';
import { readSeedFile } from '../seed-input.ts';
import { printRecord, type Terminal } from '../terminal.ts';

interface InitOptions extends DataOptions {
  readonly mode: InstallationMode;
  readonly company?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

export function addInitCommand(program: Command, terminal: Terminal): void {
  addDataOption(program.command('init'))
    .summary('make an installation')
    .description(
      'Makes an installation: the database, the keys that seal access tokens, and the master key that ' +
        'seals those. It has no users; add them with "user add", or make it from a seed file.',
    )
    .addOption(
      new Option('--mode <mode>', 'for one customer, or for many tenants; cannot be changed later')
        .choices(['onsite', 'online'] satisfies InstallationMode[])
        .default('onsite'),
    )
    .option(
      '--company <name>',
      'on-site: the company name that GetSystemInfo returns',
      parseCompanyName,
    )
    .addOption(
      new Option(
        '--seed <file>',
        'make it from this seed file, which says mode and company too; - reads standard input',
      ).conflicts(['mode', 'company']),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ticketoffice init --data ./data --company "Fjord Shipping AS"\n' +
        '  $ ticketoffice init --data ./data --mode online',
    )
    .action((options: InitOptions) => init(options, terminal));
}

async function init(options: InitOptions, terminal: Terminal): Promise<void> {
  const { data, json = false } = options;
  const seed = options.seed === undefined ? null : await readSeedFile(options.seed, terminal);
  const tenant = seed ? startingTenantOf(requireUsable(seed)) : tenantOf(options);
  const postgres = postgresPlaceOf(options);
  const made = { tenant, masterKey: masterKeySourceOf(options), postgres };
  const { installation, stores } = await createInstallation(data, made, systemClock.now());
  await recordMaking(stores, installation.mode);
  await stores.close();
  if (installation.mode === 'online') await makeFederationKey(options);
  const record = {
    data,
    ...(postgres && { database: describePlace(data, postgres) }),
    installation: installation.id,
    mode: installation.mode,
    ...(tenant === null ? {} : { company: tenant.companyName }),
  };
  if (seed !== null) {
    if (!json) printRecord(terminal, false, record);
    await withRegistry(options, async (registry) => {
      const changes = await applySeed(registry, seed, terminal, { json });
      if (json) printRecord(terminal, true, { ...record, changes });
    });
    return;
  }
  printRecord(terminal, json, record);
  const next = tenant === null ? 'tenant add CONTEXT_IDENTIFIER' : 'user add NAME';
  const alike = postgres ? ', with the same database' : '';
  terminal.note(`Next: ticketoffice ${next} --data ${data}${alike}`);
}

/** Clients carry the certificate of the key, so it is there from the beginning. */
async function makeFederationKey(options: InitOptions): Promise<void> {
  await withRegistry(options, ({ federationKeys }) => federationKeys.current());
}

async function recordMaking({ audit }: Stores, mode: InstallationMode): Promise<void> {
  const trail = new AuditTrail({ store: audit, clock: systemClock });
  const operator = operatorName();
  const detail = { mode, version: product.version };
  await trail.record({ action: 'installation-made', outcome: 'succeeded', operator, detail });
}

/** Null for an Online installation, which starts without tenants. */
function tenantOf({ mode, company }: InitOptions) {
  if (mode === 'onsite') return onsiteTenant(company ?? '');
  if (company === undefined) return null;
  const problem =
    'An Online installation has no company of its own: see "ticketoffice tenant add".';
  throw new CliError(exitCodes.usage, problem);
}

/** @throws CliError `conflict` for a seed that only a demo may use. */
function requireUsable(seed: Seed): Seed {
  if (!seed.demo) return seed;
  const problem =
    'This seed file is for demos: everybody knows its passwords. Write one of your own.';
  throw new CliError(exitCodes.conflict, problem);
}
