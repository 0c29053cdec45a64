/** The options that `licence add` and `licence set` share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type LicenceKind,
  type LicenceModule,
  licenceKinds,
} from '../../../domain/licences/licence.ts';
import { type AssociateType, associateTypes } from '../../../domain/users/associate-type.ts';
import { partsOf } from '../../find-named.ts';
import { wholeNumberFrom } from '../../option-values.ts';

const NUMBER_MAX = 2 ** 31 - 1;
/** See `LicenceModule.extraFlags`. */
const USER_PLAN = 1;

export interface ModuleOptions {
  readonly description?: string;
  readonly tooltip?: string;
  readonly kind?: LicenceKind;
  readonly seats?: number;
  readonly unrestricted?: boolean;
  readonly types?: readonly AssociateType[];
  readonly requires?: string;
  readonly plan?: string;
  readonly hidden?: boolean;
}

export function addModuleOptions(command: Command): Command {
  const seats = wholeNumberFrom(0, NUMBER_MAX);
  return command
    .option('--description <text>', 'what it licenses')
    .option('--tooltip <text>', 'more about it')
    .addOption(new Option('--kind <kind>', 'whom it is for').choices(licenceKinds))
    .option('--seats <number>', 'how many users can have it', seats)
    .addOption(new Option('--unrestricted', 'any number of users can have it').conflicts('seats'))
    .option('--types <types>', `only for users of these types, with commas between`, parseTypes)
    .option('--requires <name>', 'licence that a user must have too; an empty text for none')
    .option('--plan <names>', 'makes it a user plan that includes these licences')
    .option('--hidden', 'do not show it to those who assign licences')
    .option('--no-hidden', 'show it to them');
}

/** The fields that the options give. */
export function givenModule(options: ModuleOptions): Partial<LicenceModule> {
  const { description, tooltip, kind, seats, unrestricted, types, requires, plan, hidden } =
    options;
  return {
    ...(description !== undefined && { description }),
    ...(tooltip !== undefined && { tooltip }),
    ...(kind !== undefined && { kind }),
    ...(seats !== undefined && { seats, isUnrestricted: false }),
    ...(unrestricted && { isUnrestricted: true }),
    ...(types !== undefined && { allowedTypes: types }),
    ...(requires !== undefined && { prerequisite: requires === '' ? null : requires }),
    ...(plan !== undefined && { extraFlags: USER_PLAN, extraInfo: `set=${partsOf(plan)}` }),
    ...(hidden !== undefined && { isHidden: hidden }),
  };
}

function parseTypes(text: string): readonly AssociateType[] {
  return partsOf(text).map((part) => {
    const type = associateTypes.find((known) => known === part.toLowerCase());
    if (type !== undefined) return type;
    throw new InvalidArgumentError(`The types are: ${associateTypes.join(', ')}.`);
  });
}
