/** `key rotate`: makes a new key. Tokens that the old one made stay valid. */
import { type Command, Option } from 'commander';
import {
  type AccessTokenAlgorithm,
  accessTokenAlgorithms,
  FEDERATION_ALGORITHM,
  type SigningAlgorithm,
} from '../../../domain/keys/signing-key.ts';
import type { SigningKeys } from '../../../domain/keys/signing-keys.ts';
import { CliError } from '../../cli-error.ts';
import { yesFlag, yesHelp } from '../../confirm.ts';
import { addDataOption, type DataOptions, withRegistry } from '../../data-option.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';
import { printRecord, type Terminal } from '../../terminal.ts';
import { recordOfSigningKey, recordOfTokenKey } from './key-record.ts';
import { type KeyKind, kindOption } from './kind-option.ts';
import { rotateMasterKey } from './rotate-master-key.ts';

interface KeyRotateOptions extends DataOptions {
  readonly kind: KeyKind;
  readonly algorithm?: AccessTokenAlgorithm;
  readonly atOnce?: boolean;
  readonly prepare?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addKeyRotateCommand(key: Command, terminal: Terminal): void {
  addDataOption(key.command('rotate'))
    .summary('make the next key')
    .description(
      'Makes a new key for future tokens. Existing tokens stay valid. A token key is used at ' +
        'once, on other servers within 5 seconds. A signing key is published for 10 minutes ' +
        'before it signs. A federation key is published for 30 days, because clients of the Online ' +
        'login keep its certificate as a file. A new master key seals everything that the old one sealed, while ' +
        'servers run. If that is interrupted, run the command again to continue.',
    )
    .addOption(kindOption().makeOptionMandatory())
    .addOption(
      new Option(
        '--algorithm <algorithm>',
        'algorithm of the signing key (default: that of the newest one)',
      ).choices(accessTokenAlgorithms),
    )
    .option(
      '--at-once',
      'let a signing or federation key sign at once; some clients may not know it yet',
    )
    .option('--prepare', 'only add the next master key to its file, to copy it to other nodes')
    .option(yesFlag, yesHelp)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ ticketoffice key rotate --kind token')
    .action(async (options: KeyRotateOptions) => {
      const { kind, algorithm, atOnce = false, json = false } = options;
      requireFitting(options);
      await withRegistry(options, async (registry) => {
        if (kind === 'master') return rotateMasterKey(registry, options, terminal);
        const { tokenKeys, signingKeys } = registry;
        const operator = asOperator('administer-installation');
        const record =
          kind === 'token'
            ? recordOfTokenKey(await tokenKeys.rotate(operator))
            : recordOfSigningKey(
                await signingKeys.rotate(
                  operator,
                  kind === 'federation'
                    ? FEDERATION_ALGORITHM
                    : (algorithm ?? (await algorithmOf(signingKeys))),
                  atOnce,
                ),
              );
        printRecord(terminal, json, record);
      });
    });
}

/** @throws CliError `usage` for options of another kind of key. */
function requireFitting({ kind, algorithm, atOnce, prepare, yes }: KeyRotateOptions): void {
  if (kind === 'federation' && algorithm !== undefined) {
    const problem = `A federation key is always for ${FEDERATION_ALGORITHM}.`;
    throw new CliError(exitCodes.usage, `${problem} Leave out --algorithm.`);
  }
  if ((kind === 'token' || kind === 'master') && (algorithm !== undefined || atOnce)) {
    const problem = `The ${kind} key is for AES-256-GCM and is used at once.`;
    throw new CliError(exitCodes.usage, `${problem} Leave out --algorithm and --at-once.`);
  }
  if (kind !== 'master' && (prepare || yes)) {
    const problem = `A new ${kind} key needs no preparation, and nothing is asked.`;
    throw new CliError(exitCodes.usage, `${problem} Leave out --prepare and ${yesFlag}.`);
  }
}

/** @throws CliError `usage` when there is no key whose algorithm could be used again. */
async function algorithmOf(signingKeys: SigningKeys): Promise<SigningAlgorithm> {
  const newestFirst = (await signingKeys.list())
    .filter(({ algorithm }) => algorithm !== FEDERATION_ALGORITHM)
    .toSorted((one, other) => other.createdAtMs - one.createdAtMs);
  const [newest] = newestFirst;
  if (newest) return newest.algorithm;
  throw new CliError(exitCodes.usage, 'There are no signing keys yet. Give --algorithm.');
}
