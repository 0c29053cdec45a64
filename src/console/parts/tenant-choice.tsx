/** Chooses the tenant that the pages are about. */

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TenantRecord } from '../../console-api/tenants.ts';
import { useConsole, useTenant } from '../state/console-context.ts';
import { goTo, parseRoute } from '../state/route.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { Empty } from './loaded-view.tsx';
import { Page } from './page.tsx';

/** Pages that show one record of a tenant. Another tenant has other records. */
const PAGES_OF_RECORDS = ['users', 'roles'];
/** More of them would make the list slow. The field takes any identifier. */
const SUGGESTED_MAX = 200;

export function TenantChoice() {
  const { api, route } = useConsole();
  const given = useTenant() ?? '';
  const [text, setText] = useState(given);
  const tenants = useLoaded((signal) => api.get<TenantRecord[]>('/tenants', {}, signal), []);
  useEffect(() => setText(given), [given]);
  const choose = (tenant: string) => {
    const current = parseRoute(location.hash) ?? route;
    const key = PAGES_OF_RECORDS.includes(current.page) ? '' : current.key;
    goTo({ ...current, key, filters: { ...current.filters, tenant } }, true);
  };
  const suggested = tenants.value?.slice(0, SUGGESTED_MAX) ?? [];
  return (
    <label class="tenant-choice">
      Tenant
      <input
        list="tenants"
        value={text}
        spellcheck={false}
        autocomplete="off"
        placeholder="choose one"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onChange={({ currentTarget }) => choose(currentTarget.value.trim())}
      />
      <datalist id="tenants">
        {suggested.map(({ contextIdentifier, companyName }) => (
          <option key={contextIdentifier} value={contextIdentifier}>
            {companyName}
          </option>
        ))}
      </datalist>
    </label>
  );
}

interface OfTenantProps {
  /** Of the page while there is no tenant. */
  readonly title: string;
  readonly children: (tenant: string | undefined) => ComponentChildren;
}

/** Shows a page only when its tenant is known. */
export function OfTenant({ title, children }: OfTenantProps) {
  const { session } = useConsole();
  const tenant = useTenant();
  if (session.mode === 'online' && tenant === undefined) {
    return (
      <Page title={title} isFull>
        <Empty>Choose a tenant at the top of the page.</Empty>
      </Page>
    );
  }
  return <>{children(tenant)}</>;
}
