/** `--kind`: the kind of key that a command is about. */
import { Option } from 'commander';

const keyKinds = ['token', 'signing', 'master'] as const;
export type KeyKind = (typeof keyKinds)[number];

export function kindOption(): Option {
  const help =
    'token: those that seal access tokens; signing: those that sign JWTs; master: the one that ' +
    'seals all others';
  return new Option('--kind <kind>', help).choices(keyKinds);
}
