/** A key as commands print it, without its secret. */
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

export function recordOfSigningKey(key: DescribedSigningKey) {
  return {
    kind: 'signing',
    id: key.keyId,
    algorithm: key.algorithm,
    state: key.state,
    created: printTime(key.createdAtMs),
    from: printTime(key.signsFromMs),
    until: printTime(key.untilMs),
  };
}
