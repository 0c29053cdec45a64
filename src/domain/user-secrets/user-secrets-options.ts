/** What the operations on secrets of users need. */
import type { TenantChanges } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { TenantStores } from '../installation.ts';
import type { MasterKeys } from '../keys/master-keys.ts';
import type { Tenant } from '../tenants/tenant.ts';

export interface UserSecretsOptions {
  readonly tenant: Pick<Tenant, 'id'>;
  readonly stores: TenantStores;
  readonly changes: TenantChanges;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
}
