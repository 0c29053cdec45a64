/** A key as commands print it, without its secret. */
import type { DescribedMasterKey } from '../../../domain/keys/master-key-rotation.ts';
import { FEDERATION_ALGORITHM } from '../../../domain/keys/signing-key.ts';
import type { DescribedSigningKey } from '../../../domain/keys/signing-keys.ts';
import type { DescribedTokenKey } from '../../../domain/keys/token-keys.ts';
import { printTime } from '../../terminal.ts';

export function recordOfTokenKey({ id, state, createdAtMs, untilMs }: DescribedTokenKey) {
  return {
    kind: 'token',
    id: String(id),
    algorithm: 'A256GCM',
    state,
    created: printTime(createdAtMs),
    from: printTime(createdAtMs),
    until: printTime(untilMs),
  };
}

/** It has no times, because the database knows only its id. */
export function recordOfMasterKey({ id, state }: DescribedMasterKey) {
  const times = { created: printTime(null), from: printTime(null), until: printTime(null) };
  return { kind: 'master', id, algorithm: 'A256GCM', state, ...times };
}

export function recordOfSigningKey(key: DescribedSigningKey) {
  return {
    kind: key.algorithm === FEDERATION_ALGORITHM ? ('federation' as const) : ('signing' as const),
    id: key.keyId,
    algorithm: key.algorithm,
    state: key.state,
    created: printTime(key.createdAtMs),
    from: printTime(key.signsFromMs),
    until: printTime(key.untilMs),
  };
}
