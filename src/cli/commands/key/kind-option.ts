/** `--kind`: the kind of key that a command is about. */
import { Option } from 'commander';

const keyKinds = ['token', 'signing', 'federation', 'master'] as const;
export type KeyKind = (typeof keyKinds)[number];

export function kindOption(): Option {
  const help =
    'token: keys that seal access tokens; signing: keys that sign JWTs of those; federation: keys ' +
    'that sign tokens of the Online login; master: the key that seals all others';
  return new Option('--kind <kind>', help).choices(keyKinds);
}
