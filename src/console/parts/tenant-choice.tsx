/** Chooses the tenant that the pages are about. */

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TenantRecord } from '../../console-api/tenants.ts';
import { useConsole, useFilters, useTenant } from '../state/console-context.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { Empty } from './loaded-view.tsx';

/** More of them would make the list slow. The field takes any identifier. */
const SUGGESTED_MAX = 200;

export function TenantChoice() {
  const { api } = useConsole();
  const [filters, change] = useFilters();
  const given = filters['tenant'] ?? '';
  const [text, setText] = useState(given);
  const tenants = useLoaded((signal) => api.get<TenantRecord[]>('/tenants', {}, signal), []);
  useEffect(() => setText(given), [given]);
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
        onChange={({ currentTarget }) => change({ tenant: currentTarget.value.trim() })}
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
  readonly children: (tenant: string | undefined) => ComponentChildren;
}

/** Shows a page only when its tenant is known. */
export function OfTenant({ children }: OfTenantProps) {
  const { session } = useConsole();
  const tenant = useTenant();
  if (session.mode === 'online' && tenant === undefined) {
    return <Empty>Choose a tenant at the top of the page.</Empty>;
  }
  return <>{children(tenant)}</>;
}
