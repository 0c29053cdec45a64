/** Master keys in memory, for tests whose keys need no file. */
import { systemClock } from '../../src/domain/clock.ts';
import { MasterKey } from '../../src/domain/keys/master-key.ts';
import { MasterKeys } from '../../src/domain/keys/master-keys.ts';

/** A source of master keys in memory, which another process would share. */
export interface MemorySource {
  /** The older key first. */
  keys: readonly MasterKey[];
  /** How often the keys were read. */
  reads: number;
}

export function memorySource(): MemorySource {
  return { keys: [MasterKey.create()], reads: 0 };
}

/** Opens the source, like a process that starts. */
export function memoryMasterKeys(
  source = memorySource(),
  clock = systemClock,
  isWritable = true,
): MasterKeys {
  const access = {
    description: 'The master key in memory',
    read: async () => {
      source.reads += 1;
      return source.keys;
    },
    replace: isWritable
      ? async (keys: readonly MasterKey[]) => {
          source.keys = keys;
        }
      : null,
  };
  return new MasterKeys(access, source.keys, clock);
}

/** Says that this key seals, whatever the database says. */
export function sealingWith({ newest }: MasterKeys) {
  return { holdSealingKeyId: async () => newest.id };
}
