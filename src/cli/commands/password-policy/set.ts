/** `password-policy set`: changes what new passwords need. */
import type { Command } from 'commander';
import { type PasswordPolicy, passwordDemands } from '../../../domain/passwords/password-policy.ts';
import type { TenantServices } from '../../../tenant-services.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { wholeNumberFrom } from '../../option-values.ts';
import { addTenantOptions, type TenantOptions, withTenantServices } from '../../tenant-option.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { policyRecord } from './policy-record.ts';

interface SetOptions extends TenantOptions {
  readonly characters?: number;
  readonly digits?: number;
  readonly specialCharacters?: number;
  readonly lowerCase?: number;
  readonly upperCase?: number;
  readonly message?: string;
  readonly default?: boolean;
  readonly json?: boolean;
}

const countOf = (name: keyof typeof passwordDemands) =>
  wholeNumberFrom(passwordDemands[name].min, passwordDemands[name].max);

export function addPasswordPolicySetCommand(policy: Command, terminal: Terminal): void {
  addTenantOptions(policy.command('set'))
    .summary('change what new passwords need')
    .description(
      'Changes the given parts of the policy, and leaves the others. The next password that is set ' +
        'must follow it; passwords that are set already stay valid.',
    )
    .option('--characters <count>', 'fewest characters', countOf('charactersMin'))
    .option('--digits <count>', 'fewest digits', countOf('digitsMin'))
    .option(
      '--special-characters <count>',
      'fewest characters that are neither letters nor digits',
      countOf('specialCharactersMin'),
    )
    .option('--lower-case <count>', 'fewest lower-case letters', countOf('lowerCaseMin'))
    .option('--upper-case <count>', 'fewest upper-case letters', countOf('upperCaseMin'))
    .option(
      '--message <text>',
      'what users read when a password breaks the policy; an empty text for what is missing',
    )
    .option('--default', 'return to the default policy, before the other options are applied')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice password-policy set --characters 15 --digits 1',
    )
    .action(async (options: SetOptions) => {
      const given = givenParts(options);
      if (Object.keys(given).length === 0 && !options.default) {
        const problem = 'Say what to change: "ticketoffice password-policy set --help" shows how.';
        throw new CliError(exitCodes.usage, problem);
      }
      await withTenantServices(options, async (services) => {
        await setPolicy(services, given, options.default ?? false);
        printRecord(terminal, options.json ?? false, await policyRecord(services));
      });
    });
}

async function setPolicy(
  { passwords }: TenantServices,
  given: Partial<PasswordPolicy>,
  toDefault: boolean,
): Promise<void> {
  const operator = asOperator('administer-installation');
  if (toDefault) await passwords.setPolicy(operator, null);
  if (Object.keys(given).length === 0) return;
  const before = await passwords.policy(asOperator('read-lists'));
  await passwords.setPolicy(operator, { ...before, ...given });
}

function givenParts(options: SetOptions): Partial<PasswordPolicy> {
  const parts = {
    charactersMin: options.characters,
    digitsMin: options.digits,
    specialCharactersMin: options.specialCharacters,
    lowerCaseMin: options.lowerCase,
    upperCaseMin: options.upperCase,
    message: options.message,
  };
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<PasswordPolicy>;
}
