/** The keys of an installation, without their secrets. */
import type { KeyRecord } from '../console-api/keys.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import { instantOf, instantOrNull } from './console-call.ts';

export async function keyRecordsOf({
  tokenKeys,
  signingKeys,
  stores,
}: TenantRegistry): Promise<KeyRecord[]> {
  const { currentId, previousId } = await stores.masterKey.read();
  const sealing = (await tokenKeys.list()).map((key) => ({
    ...recordOf('token', String(key.id), key),
    algorithm: null,
  }));
  const signing = (await signingKeys.list()).map((key) => ({
    ...recordOf('signing', key.keyId, key),
    algorithm: key.algorithm,
  }));
  const ids = previousId === null ? [currentId] : [currentId, previousId];
  const masters = ids.map((id) => ({
    kind: 'master' as const,
    id,
    algorithm: null,
    state: id === currentId ? ('current' as const) : ('superseded' as const),
    createdAt: null,
    removedAt: null,
  }));
  return [...sealing, ...signing, ...masters];
}

function recordOf<K extends KeyRecord['kind']>(
  kind: K,
  id: string,
  key: Pick<
    Awaited<ReturnType<TenantRegistry['tokenKeys']['list']>>[number],
    'state' | 'untilMs' | 'createdAtMs'
  >,
) {
  return {
    kind,
    id,
    state: key.state,
    createdAt: instantOf(key.createdAtMs),
    removedAt: instantOrNull(key.untilMs),
  };
}
